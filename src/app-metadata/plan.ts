/**
 * From what was read to what is to be stored, and what of that is a change. Pure.
 *
 * @module
 */

import { type Json, type JsonObject, isRecord, own, sameJson } from "../json";
import { Failure } from "../http/failure";
import { PARTS } from "../parts";
import type { Part, Reading, PartData } from "../parts/part";
import type { Settings } from "../settings/settings";
import { trimToLimit, inOrder, leaveOut, partOfNote } from "./trim";
import { syncTime } from "../enrich/freshness";
import { bytesOfAppMetadata, bytesWithoutAppMetadata } from "./size";
import { EMPTY, type State, type Stored, entraOf, partDataOf } from "./state";

/** What asking came to, by the name of the part. Parts that were not asked are missing. */
export type Readings = ReadonlyMap<string, Reading>;

export interface Plan {
  /** What is stored once `changes` are written. */
  readonly state: State;
  /** First-level keys of `app_metadata` that are to be written; `null` removes. */
  readonly changes: Readonly<Record<string, Json>>;
  /** Nothing that could be left out makes it fit, so nothing can be written. */
  readonly tooLarge: boolean;
}

/** Nothing is taken for gone where Graph does not even know the person. */
export function distrustAbsence(readings: Readings): Readings {
  const notFound = [...readings.values()].find(
    (reading) => reading.kind === "failed" && reading.failure.reason === "user_not_found",
  );
  if (!notFound) return readings;
  const failed: Reading = { kind: "failed", failure: new Failure("user_not_found") };
  return new Map([...readings].map(([name, reading]) => [name, reading.kind === "none" ? failed : reading]));
}

/**
 * Merges what was read into what is stored, trims it, and determines what changes.
 *
 * @param context.parts those that are on; data of parts that are off or failed is kept as it is
 * @param context.user `event.user`, for the size of the whole profile
 * @param context.now milliseconds since the epoch
 */
export function planChanges(
  readings: Readings,
  stored: Stored,
  context: { identityKey: string; settings: Settings; parts: readonly Part[]; user: unknown; now: number },
): Plan {
  const { identityKey, settings, now } = context;
  const limit = settings.profileLimitBytes;
  const bareBytes = bytesWithoutAppMetadata(context.user);
  const sizeOf = (state: State) =>
    bareBytes + bytesOfAppMetadata(stored.metadata, allKeys(state, identityKey));
  const mayTrim = (name: string) =>
    context.parts.some((part) => part.name === name) && readings.get(name)?.kind !== "failed";
  const merged = mergeReadings(readings, stored, now);
  // Data that is known although its part failed gives way to what was read.
  const state =
    trimToLimit(merged, sizeOf, limit, mayTrim) ??
    trimToLimit(mergeReadings(withoutFallbacks(readings), stored, now), sizeOf, limit, mayTrim);
  const changes = changesTo(state ?? merged, stored, identityKey);
  const isSame = Object.keys(changes).length === 0;
  if (state) return { state: isSame ? stored.state : state, changes, tooLarge: false };
  return { state: stored.state, changes: removalOf(stored, identityKey), tooLarge: !isSame };
}

/** The changes that remove everything of a former identity; none if nothing is stored for one. */
export function removalOf(stored: Stored, identityKey: string): Record<string, Json> {
  return stored.owner === "foreign" ? changesTo(EMPTY, stored, identityKey) : {};
}

/** How a part's state says it went. */
export type PartOutcome =
  "updated" | "unchanged" | "removed" | "none" | "off" | "fresh" | "trimmed" | `failed:${string}`;

/** The outcome of each part, also of those that were not read. @param on the parts that are on */
export function outcomesOf(
  on: readonly Part[],
  readings: Readings,
  stored: Stored,
  plan: Plan,
): Record<string, PartOutcome> {
  const entries = PARTS.map((part): [string, PartOutcome] => {
    const reading = readings.get(part.name);
    if (reading) return [part.name, outcomeOf(part, reading, stored, plan)];
    return [part.name, on.includes(part) ? "fresh" : "off"];
  });
  return Object.fromEntries(entries);
}

/** The outcome of one part, by what was read, what was stored and what will be. */
export function outcomeOf(part: Part, reading: Reading, stored: Stored, plan: Plan): PartOutcome {
  if (reading.kind === "failed") return `failed:${reading.failure.reason}`;
  if (reading.kind === "unobtainable") return "none";
  if (!plan.tooLarge && plan.state.trimmed.some((note) => partOfNote(note) === part.name)) return "trimmed";
  const before = partDataOf(stored.state, part);
  if (reading.kind === "none") return part.isPresent(before) ? "removed" : "none";
  return isSameSlice(part, before, reading.slice, stored) ? "unchanged" : "updated";
}

function withoutFallbacks(readings: Readings): Readings {
  return new Map([...readings].filter(([, { kind }]) => kind !== "failed"));
}

/** What was read in place of what is stored, and stored data for everything else. */
function mergeReadings(readings: Readings, stored: Stored, now: number): State {
  const before = stored.state;
  const slices = PARTS.map((part) => {
    const reading = readings.get(part.name);
    const kept = partDataOf(before, part);
    const read = (reading && "slice" in reading ? reading.slice : undefined) ?? kept;
    // A key of `app_metadata` that is the same but for its order is not written.
    const metadata = Object.entries(read.metadata).map(([key, value]) => {
      const old = kept.metadata[key];
      return [key, old !== undefined && sameJson(old, value) ? old : value] as const;
    });
    return { ...read, metadata: Object.fromEntries(metadata) };
  });
  const isReplaced = (note: string) =>
    ["found", "none"].includes(readings.get(partOfNote(note) ?? "")?.kind ?? "");
  const sync = { ...before.sync };
  for (const [name, { kind }] of readings) if (kind !== "failed") sync[name] = syncTime(now);
  const trimmed = inOrder(before.trimmed.filter((note) => !isReplaced(note)));
  const state = {
    metadata: Object.assign({}, ...slices.map((slice) => slice.metadata)) as JsonObject,
    entra: Object.assign({}, ...slices.map((slice) => slice.entra)) as JsonObject,
    trimmed,
    sync,
  };
  return leaveOut(state, trimmed);
}

function isSameSlice(part: Part, a: PartData, b: PartData, stored: Stored): boolean {
  const isSameIdentity = stored.owner !== "same person";
  const comparable = (slice: PartData) => ({ ...(part.comparable?.(slice, isSameIdentity) ?? slice) });
  return sameJson(comparable(a), comparable(b));
}

/** Every key of ours as `state` has it; `null` for those it does not have. */
function allKeys(state: State, identityKey: string): Record<string, Json> {
  const keys = PARTS.flatMap((part) => part.metadataKeys);
  return {
    ...Object.fromEntries(keys.map((key) => [key, state.metadata[key] ?? null])),
    entra: entraOf(state, identityKey) ?? null,
  };
}

function changesTo(state: State, stored: Stored, identityKey: string): Record<string, Json> {
  const before = (key: string) => (own(stored.metadata, key) as Json | undefined) ?? null;
  const { entra = null, ...metadata } = allKeys(state, identityKey);
  const changed = Object.fromEntries(
    Object.entries(metadata).filter(([key, value]) => !sameJson(before(key), value)),
  );
  if (entra === null && before("entra") === null) return changed;
  // `sync` and the identity are no reason to write, and are updated with the next write.
  const isSame = isRecord(before("entra")) && stored.owner !== "foreign" && isSameEntra(state, stored);
  return isSame && Object.keys(changed).length === 0 ? {} : { ...changed, entra };
}

function isSameEntra(state: State, stored: Stored): boolean {
  const entraIn = (of: State, part: Part) => ({ ...partDataOf(of, part), metadata: {} });
  const isSamePart = (part: Part) =>
    isSameSlice(part, entraIn(stored.state, part), entraIn(state, part), stored);
  return sameJson([...stored.state.trimmed], [...state.trimmed]) && PARTS.every(isSamePart);
}
