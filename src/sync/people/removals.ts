/**
 * Removals: held back until everything was read, limited in number, and proven once more for each person.
 *
 * @module
 */

import type { PartOutcome } from "../../app-metadata/plan";
import type { EntraLogin } from "../../login/login";
import type { Part } from "../../parts/part";
import { forEachConcurrently } from "../concurrency";
import type { RemovalLimit, SyncRun } from "../run";
import type { Tally, UserResult } from "../summary";
import { type Person, planRemovals } from "./person";
import { resultOf } from "./results";
import type { Saver } from "./save";

/** A user with parts that no longer have a value. */
export interface PendingRemoval {
  readonly person: Person;
  readonly parts: readonly Part[];
  /** The result of everything else. */
  readonly result: UserResult;
  readonly outcomes: ReadonlyMap<Part, PartOutcome>;
  readonly isWritten: boolean;
}

/** Removals at the same time. */
const CONCURRENCY = 4;
/** The default limit: this share, but at least this number. */
const DEFAULT_PERCENT = 5;
const DEFAULT_COUNT = 10;

/**
 * Maximum number of removals of a part.
 *
 * @param people number of users for whom the part is stored
 */
export function maxRemovals(limit: RemovalLimit | undefined, people: number): number {
  if (!limit) return Math.max(DEFAULT_COUNT, share(people, DEFAULT_PERCENT));
  return "count" in limit ? limit.count : share(people, limit.percent);
}

function share(people: number, percent: number): number {
  return Math.floor((people * percent) / 100);
}

/**
 * Writes the removals, or none of them if there are too many of any part.
 *
 * @param owners number of users for whom a part is stored, by its name
 */
export async function writeRemovals(
  { run, saver, tally }: { readonly run: SyncRun; readonly saver: Saver; readonly tally: Tally },
  pending: readonly PendingRemoval[],
  owners: ReadonlyMap<string, number>,
): Promise<void> {
  const counts = new Map<string, number>();
  for (const { parts } of pending) {
    for (const { name } of parts) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const removals = [...counts].map(([part, count]) => {
    const people = owners.get(part) ?? 0;
    return { part, count, limit: maxRemovals(run.options.maxRemovals, people), owners: people };
  });
  if (removals.some(({ count, limit }) => count > limit)) {
    for (const it of removals) tally.holdBack(it);
    for (const it of pending) countWithoutRemoval(tally, it, it.parts);
    return;
  }
  if (pending.length > 0) run.progress.stage("Removals", pending.length);
  const left = new Set(pending);
  try {
    await forEachConcurrently(pending, CONCURRENCY, async (it) => {
      await writeRemoval(run, saver, tally, it);
      left.delete(it);
      run.progress.advance(1);
    });
  } finally {
    // If the run was stopped, these users count with the result of their other parts.
    for (const it of left) countWithoutRemoval(tally, it);
  }
}

/** Counts a user whose removals are not written. @param heldBack parts whose removal was held back */
export function countWithoutRemoval(
  tally: Tally,
  { person, result, outcomes, isWritten }: PendingRemoval,
  heldBack: readonly Part[] = [],
): void {
  const kept = new Map([...outcomes].filter(([, { kind }]) => kind !== "removed"));
  tally.add(person.account.userId, result, kept, isWritten, heldBack);
}

/** Reads the parts once more and removes those of which Graph proves again that they have no value. */
async function writeRemoval(
  run: SyncRun,
  saver: Saver,
  tally: Tally,
  pending: PendingRemoval,
): Promise<void> {
  const { person, parts, result, outcomes, isWritten } = pending;
  const planAgain = async (now: EntraLogin) => planRemovals(person, now, parts, run.clock.now());
  const saved = await saver.save(person.listed, person.user.oid, planAgain);
  const plan = saved.kind === "deleted" ? undefined : saved.plan;
  const all = new Map([...outcomes, ...(plan?.outcomes ?? [])]);
  const isRemoved = saved.kind === "saved" && [...all.values()].some(({ kind }) => kind === "removed");
  const proven = resultOf(plan?.outcomes ?? new Map(), saved);
  // A proof that failed counts more than what was removed besides.
  const removal = isRemoved && proven.kind === "updated" ? ({ kind: "removed" } as const) : proven;
  const isWorse = result.kind === "failed" || (removal.kind === "unchanged" && saved.kind !== "saved");
  tally.add(person.account.userId, isWorse ? result : removal, all, isWritten || saved.kind === "saved");
}
