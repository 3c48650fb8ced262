/**
 * One user of a run: reads what is due, and plans what changes.
 *
 * @module
 */

import type { PartOutcome, Readings } from "../../app-metadata/plan";
import { partDataOf } from "../../app-metadata/state";
import { planEnrichment, rereadStored } from "../../enrich/plan-enrichment";
import { failedReading, partContextOf, readPart } from "../../enrich/read-part";
import type { GraphReader, GraphResponse } from "../../graph/client";
import { copyOf } from "../../http/failure";
import { type Json, ownText } from "../../json";
import type { GraphUser } from "../../login/graph-user";
import type { EntraLogin } from "../../login/login";
import type { Part, PartData, Reading } from "../../parts/part";
import type { Account } from "../accounts/account";
import type { Directory } from "../directory/directory";
import type { ListPlan } from "../directory/list-plan";
import type { SyncRun } from "../run";
import { dueParts } from "./due-parts";

/** What is stored for a user after the run has read what is due. */
export interface PersonPlan {
  /** First-level keys of `app_metadata` to write now; `null` removes data of a former identity. */
  readonly changes: Readonly<Record<string, Json>>;
  readonly tooLarge: boolean;
  /** Of the parts that were read. */
  readonly outcomes: ReadonlyMap<Part, PartOutcome>;
  /** Parts that have no value any more. They are removed at the end of the run, if it proves that. */
  readonly removals: readonly Part[];
}

export interface Person {
  readonly account: Account;
  /** The Auth0 user as it was listed. */
  readonly listed: EntraLogin;
  readonly user: GraphUser;
  readonly directory: Directory;
  /** Milliseconds since the epoch from which on a login has newer data. */
  readonly readAt: number;
  /** `undefined` without a list. */
  readonly listPlan: ListPlan | undefined;
  /** Responses for this user, so that planning again does not request them again. */
  readonly responses: Map<string, Promise<GraphResponse>>;
}

/** Reads what is due and plans the changes. @param login the Auth0 user as it is now */
export async function planPerson(run: SyncRun, person: Person, login: EntraLogin): Promise<PersonPlan> {
  const { user, listed, readAt } = person;
  const readings = new Map<string, Reading>();
  const due = dueParts(run, login, user.oid).filter((part) => !isNewer(part, login, listed, readAt));
  // For the data of the same person on another connection, which is not foreign.
  const owned = rereadStored(login, user, user.oid);
  await Promise.all(
    due.map(async (part) => {
      readings.set(part.name, await readDuePart(person, owned, part));
    }),
  );
  return planReadings(login, user, sortReadings(readings, login.parts), readAt);
}

/** Plans the changes and leaves removals for later. @param readAt milliseconds since the epoch */
function planReadings(login: EntraLogin, user: GraphUser, readings: Readings, readAt: number): PersonPlan {
  const { plan, outcomes } = planEnrichment(login, user, readings, readAt);
  const removals = [...outcomes].flatMap(([part, { kind }]) => (kind === "removed" ? part : []));
  const isRead = ([part]: readonly [Part, PartOutcome]) => readings.has(part.name);
  const read = new Map([...outcomes].filter(isRead));
  if (removals.length === 0) {
    return { changes: plan.changes, tooLarge: plan.tooLarge, outcomes: read, removals };
  }
  const isLater = (name: string) => removals.some((part) => part.name === name);
  const kept = new Map([...readings].filter(([name]) => !isLater(name)));
  const { plan: now } = planEnrichment(login, user, kept, readAt);
  return { changes: now.changes, tooLarge: now.tooLarge, outcomes: read, removals };
}

/** Reads parts from Graph itself and plans the changes, removals included. */
export async function planRemovals(
  { user, directory }: Person,
  login: EntraLogin,
  parts: readonly Part[],
  now: number,
): Promise<PersonPlan> {
  const owned = rereadStored(login, user, user.oid);
  const readings = new Map<string, Reading>();
  for (const { name } of parts) {
    const part = login.parts.find((candidate) => candidate.name === name);
    if (part) readings.set(name, await readPart(part, partContextOf(owned, user, part), directory.live));
  }
  const { plan, outcomes } = planEnrichment(login, user, readings, now);
  const read = new Map([...outcomes].filter(([part]) => readings.has(part.name)));
  return { changes: plan.changes, tooLarge: plan.tooLarge, outcomes: read, removals: [] };
}

async function readDuePart(person: Person, owned: EntraLogin, part: Part): Promise<Reading> {
  const { account, directory, user, listPlan, responses } = person;
  const context = partContextOf(owned, user, part);
  const absence = part.usesGraph ? directory.absenceOf(user) : undefined;
  if (absence) return failedReading(part, absence, context);
  const { resource } = account;
  if (listPlan?.resourceParts.has(part.name)) {
    if (resource.kind === "unchanged") return { kind: "found", data: context.stored };
    if (resource.kind === "failed") return failedReading(part, copyOf(resource.failure), context);
  }
  return readPart(part, context, directory.readerOf(part, context.stored, responses));
}

/** Whether a login has read `part` since this run did. */
function isNewer(part: Part, login: EntraLogin, listed: EntraLogin, readAt: number): boolean {
  const time = ownText(login.stored.state.sync, part.name);
  if (time === undefined || time === ownText(listed.stored.state.sync, part.name)) return false;
  // `sync` has whole seconds.
  return Date.parse(time) >= Math.floor(readAt / 1000) * 1000;
}

function sortReadings(readings: Readings, parts: readonly Part[]): Readings {
  return new Map(
    parts.flatMap(({ name }) => {
      const reading = readings.get(name);
      return reading ? [[name, reading] as const] : [];
    }),
  );
}

/** Compares a listed user with what is stored for an account, and keeps only the result. */
export async function compareListed(
  person: Pick<Person, "listed" | "user" | "directory" | "readAt">,
  account: Account,
  listPlan: ListPlan,
  item: unknown,
): Promise<void> {
  const { listed, user, directory, readAt } = person;
  const graph: GraphReader = {
    origin: directory.live.origin,
    get: async () =>
      Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0), json: item, error: undefined }),
  };
  const owned = rereadStored(listed, user, user.oid);
  const readings = new Map<string, Reading>();
  for (const part of listed.parts) {
    if (!listPlan.resourceParts.has(part.name) || !part.isOn) continue;
    readings.set(part.name, await readPart(part, partContextOf(owned, user, part), graph));
  }
  const failed = [...readings.values()].find((reading) => reading.kind === "failed");
  if (failed) account.resource = { kind: "failed", failure: failed.failure };
  else {
    // What was left out for its size is not stored, so only a new read tells whether it fits now.
    const isUnchanged =
      !account.isTrimmed &&
      owned.stored.owner !== "none" &&
      (isStored(owned, readings) ||
        Object.keys(planReadings(listed, user, readings, readAt).changes).length === 0);
    account.resource = { kind: isUnchanged ? "unchanged" : "changed" };
  }
}

/** Whether exactly what was read is stored. Most people are unchanged, and planning takes much longer. */
function isStored({ parts, stored }: EntraLogin, readings: Readings): boolean {
  if (stored.owner !== "this identity") return false;
  return parts.every((part) => {
    const reading = readings.get(part.name);
    if (!reading) return true;
    const textOf = (data: PartData) => JSON.stringify(part.comparable?.(data, true) ?? data);
    return reading.kind === "found" && textOf(reading.data) === textOf(partDataOf(stored.state, part));
  });
}
