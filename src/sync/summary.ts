/**
 * What a run did: counts without personal data, and one line per user for the report.
 *
 * @module
 */

import type { PartOutcome } from "../app-metadata/plan";
import type { Failure } from "../http/failure";
import type { Part } from "../parts/part";
import { outcomeText } from "../report/log-line";
import { type OutcomeCounts, OutcomeTally } from "./outcomes";
import type { Counts } from "./timeline";

/** Why nothing is read for a user. `deleted`: the Auth0 user was deleted during the run. */
export type SyncSkipReason = "no_oid" | "tenant_not_allowed" | "deleted";

/** The result of one user. Each user has exactly one. */
export type UserResult =
  | { readonly kind: "unchanged" | "updated" | "removed" | "not_found" }
  /** @param what name of the part, or `save` */
  | { readonly kind: "failed"; readonly what: string; readonly failure: Failure; readonly part?: Part }
  | { readonly kind: "skipped"; readonly reason: SyncSkipReason };

/** The last line of a run. */
export interface Summary {
  readonly sync: "updated" | "unchanged" | "partial" | "failed" | "stopped";
  readonly users: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
  /** By part and reason, such as `photo:throttled`. */
  readonly failed: Readonly<Record<string, number>>;
  /** Users that the directory does not contain. Their stored data is kept. */
  readonly not_found: number;
  readonly skipped: Readonly<Partial<Record<SyncSkipReason, number>>>;
  /** Removals that were not written because there were too many, by part. */
  readonly held_back: Readonly<Record<string, number>>;
  /** A batch counts as one request. Token requests are not counted. */
  readonly graph: { readonly requests: number };
  /** `throttled`: responses with status 429. */
  readonly auth0: { readonly reads: number; readonly writes: number; readonly throttled: number };
  /** Milliseconds. */
  readonly ms: number;
  /** What to change, if something failed or was held back. */
  readonly hint?: string;
}

/** One line of the report. It holds the user's Auth0 id, so it is personal data. */
export interface ReportLine {
  readonly user_id: string;
  readonly result: string;
  readonly [part: string]: string;
}

/** A failure and the part that failed, if any. */
export interface PartFailure {
  readonly failure: Failure;
  readonly part: Part | undefined;
}

/** Failures with the same key, by the first of them. */
interface CountedFailure extends PartFailure {
  /** Name of the part, or what failed: `save`, `user`, `export` or `run`. */
  readonly what: string;
  readonly count: number;
}

/** Removals of one part that were not written because of the limit. */
export interface HeldBack {
  /** Name of the part. */
  readonly part: string;
  readonly count: number;
  /** Maximum number of removals of the part. */
  readonly limit: number;
  /** Number of users for whom the part is stored. */
  readonly owners: number;
}

/** Counts the results of the users. */
export class Tally {
  readonly #counts = { unchanged: 0, updated: 0, removed: 0, not_found: 0 };
  readonly #failures = new Map<string, CountedFailure>();
  readonly #skipped = new Map<SyncSkipReason, number>();
  readonly #heldBack: HeldBack[] = [];
  readonly #outcomes = new OutcomeTally();
  #isMisconfigured = false;
  #written = 0;

  /** @param onLine called for each user who was not unchanged, or of whom a removal was held back */
  constructor(readonly onLine: (line: ReportLine, result: UserResult) => void) {}

  /** Counts the result of a user. @param heldBack parts whose removal was not written */
  add(
    userId: string,
    result: UserResult,
    outcomes: ReadonlyMap<Part, PartOutcome>,
    isWritten: boolean,
    heldBack: readonly Part[] = [],
  ): void {
    if (isWritten) this.#written += 1;
    const isSaveFailed = result.kind === "failed" && result.what === "save";
    if (result.kind !== "skipped") this.#outcomes.add(outcomes, heldBack, isWritten || !isSaveFailed);
    let name: string = result.kind;
    if (result.kind === "failed") {
      name = `failed:${result.what}:${result.failure.reason}`;
      this.fail(result.what, result.failure, result.part);
    } else if (result.kind === "skipped") {
      name = `skipped:${result.reason}`;
      increment(this.#skipped, result.reason);
    } else this.#counts[result.kind] += 1;
    if (result.kind === "unchanged" && heldBack.length === 0) return;
    const parts = Object.fromEntries(heldBack.map((part) => [part.name, "held_back"]));
    this.onLine({ user_id: userId, result: name, ...textsOf(outcomes), ...parts }, result);
  }

  /** Counts a failure that belongs to no known user, such as a line of an export that cannot be read. */
  fail(what: string, failure: Failure, part?: Part): void {
    const key = `${what}:${failure.reason}`;
    const first = this.#failures.get(key) ?? { what, failure, part, count: 0 };
    this.#failures.set(key, { ...first, count: first.count + 1 });
    this.#isMisconfigured ||= isConfiguration(failure, part);
  }

  /** Counts removals that are not written. */
  holdBack(removals: HeldBack): void {
    this.#heldBack.push(removals);
  }

  /** The most frequent first. */
  get failures(): readonly CountedFailure[] {
    return [...this.#failures.values()].sort((a, b) => b.count - a.count);
  }

  get outcomes(): OutcomeCounts {
    return this.#outcomes.counts;
  }

  /** Whether an app was refused, so that an administrator has to change something. */
  get isMisconfigured(): boolean {
    return this.#isMisconfigured;
  }

  get heldBack(): readonly HeldBack[] {
    return this.#heldBack;
  }

  /** @param users number of users, also those who were not reached */
  summarize(
    users: number,
    { isStopped, requests, ms, hint }: { isStopped: boolean; requests: Counts; ms: number; hint?: string },
  ): Summary {
    const failures = [...this.#failures].map(([key, { count }]) => [key, count] as const);
    const failed = failures.reduce((sum, [, count]) => sum + count, 0);
    const isAllFailed = failed > 0 && failed >= users;
    const isPartial = failed > 0 || this.#heldBack.length > 0;
    const done = this.#written > 0 ? "updated" : "unchanged";
    return {
      sync: isStopped ? "stopped" : isAllFailed ? "failed" : isPartial ? "partial" : done,
      users,
      updated: this.#counts.updated,
      unchanged: this.#counts.unchanged,
      removed: this.#counts.removed,
      failed: Object.fromEntries(failures),
      not_found: this.#counts.not_found,
      skipped: Object.fromEntries(this.#skipped),
      held_back: Object.fromEntries(this.#heldBack.map(({ part, count }) => [part, count])),
      graph: { requests: requests.graph },
      auth0: { reads: requests.reads, writes: requests.writes, throttled: requests.auth0Throttled },
      ms,
      ...(hint !== undefined && { hint }),
    };
  }
}

/** One mailbox can refuse while the token is valid. Without a scope of Auth0, no user can be read or written. */
function isConfiguration({ reason, details }: Failure, part: Part | undefined): boolean {
  if (reason === "permission") return details.service === "auth0";
  return reason === "credentials" && !part?.isPerMailbox;
}

/** Texts of the outcomes by part, as in the log line of a login. */
function textsOf(outcomes: ReadonlyMap<Part, PartOutcome>): Record<string, string> {
  return Object.fromEntries([...outcomes].map(([{ name }, outcome]) => [name, outcomeText(outcome)]));
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
