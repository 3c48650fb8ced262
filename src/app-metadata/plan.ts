/**
 * Decides what is stored after the reads, and which of it changed. Pure.
 *
 * @module
 */

import { Failure } from "../http/failure";
import { type Json, type JsonObject, isNothing, isRecord, own, sameJson } from "../json";
import type { Part, PartData, Reading } from "../parts/part";
import { bytesOfAppMetadata, bytesWithoutAppMetadata } from "./size";
import { EMPTY, type State, type Stored, entraOf, partDataOf, syncTime } from "./state";
import { leaveOutAgain, partOfNote, sortNotes, trimToLimit } from "./trim";

/** Results by the name of the part. Parts that were not read are missing. */
export type Readings = ReadonlyMap<string, Reading>;

export interface Plan {
  /** What is stored once `changes` are written. */
  readonly state: State;
  /** First-level keys of `app_metadata` to write; `null` removes. */
  readonly changes: Readonly<Record<string, Json>>;
  /** Whether the new data does not fit even with everything optional left out. `changes` then only remove former data. */
  readonly tooLarge: boolean;
}

export interface PlanContext {
  /** Bytes of JSON; 0 for no limit. */
  readonly profileLimitBytes: number;
  /** `event.user`, for the size of the whole profile. */
  readonly user: unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Turns `none` into `user_not_found` if Graph does not know the user, because then an absence proves nothing. */
export function distrustAbsence(readings: Readings): Readings {
  const isUnknown = [...readings.values()].some(
    (reading) => reading.kind === "failed" && reading.failure.reason === "user_not_found",
  );
  if (!isUnknown) return readings;
  return new Map(
    [...readings].map(([name, reading]) => [
      name,
      reading.kind === "none" ? { kind: "failed", failure: new Failure("user_not_found") } : reading,
    ]),
  );
}

/**
 * Merges what was read into what is stored, trims it, and determines what changes. Data of parts that are off is
 * kept. Data of a part that failed is kept, too, with gaps filled by its fallback.
 */
export function planChanges(readings: Readings, stored: Stored, context: PlanContext): Plan {
  const { profileLimitBytes, user, now } = context;
  const { parts, metadata } = stored;
  const otherBytes = bytesWithoutAppMetadata(user);
  const sizeOf = (state: State) => otherBytes + bytesOfAppMetadata(metadata, allKeys(state, stored));
  const trimmable = parts.filter((part) => part.isOn && readings.get(part.name)?.kind !== "failed");
  const fit = (from: Readings) =>
    trimToLimit(mergeReadings(from, stored, now), sizeOf, profileLimitBytes, trimmable);
  // If the result does not fit, fallback data of failed parts is dropped first.
  const fitting = fit(readings) ?? fit(withoutFallbacks(readings));
  const merged = fitting ?? mergeReadings(readings, stored, now);
  const state = { ...merged, trimmed: sortNotes(merged.trimmed, parts) };
  const changes = changesTo(state, stored);
  const isSame = Object.keys(changes).length === 0;
  if (fitting) return { state: isSame ? stored.state : state, changes, tooLarge: false };
  return { state: stored.state, changes: removalOf(stored), tooLarge: !isSame };
}

/** The changes that remove all data of a former identity; none if nothing is stored for one. */
export function removalOf(stored: Stored): Record<string, Json> {
  return stored.owner === "foreign" ? changesTo(EMPTY, stored) : {};
}

/** What happened to a part. */
export type PartOutcome =
  | { readonly kind: "updated" | "unchanged" | "removed" | "none" | "off" | "fresh" | "trimmed" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The outcome of each part, also of parts that were not read. */
export function outcomesOf(readings: Readings, stored: Stored, plan: Plan): ReadonlyMap<Part, PartOutcome> {
  return new Map(
    stored.parts.map((part) => {
      const reading = readings.get(part.name);
      if (reading) return [part, outcomeOf(part, reading, stored, plan)];
      return [part, { kind: part.isOn ? "fresh" : "off" }];
    }),
  );
}

/** The outcome of a part that was read. */
export function outcomeOf(part: Part, reading: Reading, stored: Stored, plan: Plan): PartOutcome {
  if (reading.kind === "failed") return { kind: "failed", failure: reading.failure };
  if (reading.kind === "unavailable") return { kind: "none" };
  const isTrimmed = part.trims.some(({ note }) => plan.state.trimmed.includes(note));
  if (!plan.tooLarge && isTrimmed) return { kind: "trimmed" };
  const before = partDataOf(stored.state, part);
  if (reading.kind === "none") return { kind: (part.hasValue ?? hasAnyValue)(before) ? "removed" : "none" };
  return { kind: isSameData(part, before, reading.data, stored) ? "unchanged" : "updated" };
}

/** Whether any key of the data has a value. */
export function hasAnyValue({ metadata, entra }: PartData): boolean {
  return Object.values({ ...metadata, ...entra }).some((value) => !isNothing(value));
}

function withoutFallbacks(readings: Readings): Readings {
  return new Map([...readings].filter(([, { kind }]) => kind !== "failed"));
}

/** What was read in place of what is stored, and stored data for everything else. */
function mergeReadings(readings: Readings, { state: before, parts }: Stored, now: number): State {
  const data = parts.map((part) => {
    const reading = readings.get(part.name);
    const kept = partDataOf(before, part);
    const read = (reading && "data" in reading ? reading.data : undefined) ?? kept;
    // A key of `app_metadata` is not written if only the order of its value differs.
    const metadata = Object.entries(read.metadata).map(([key, value]) => {
      const old = kept.metadata[key];
      return [key, old !== undefined && sameJson(old, value) ? old : value] as const;
    });
    return { ...read, metadata: Object.fromEntries(metadata) };
  });
  const isReplaced = (note: string) => {
    const reading = readings.get(partOfNote(parts, note)?.name ?? "");
    return reading?.kind === "found" || reading?.kind === "none";
  };
  const sync = { ...before.sync };
  for (const [name, { kind }] of readings) if (kind !== "failed") sync[name] = syncTime(now);
  const state = {
    metadata: Object.assign({}, ...data.map(({ metadata }) => metadata)) as JsonObject,
    entra: Object.assign({}, ...data.map(({ entra }) => entra)) as JsonObject,
    trimmed: sortNotes(
      before.trimmed.filter((note) => !isReplaced(note)),
      parts,
    ),
    sync,
  };
  return leaveOutAgain(state, parts);
}

function isSameData(part: Part, a: PartData, b: PartData, stored: Stored): boolean {
  const isSameIdentity = stored.owner !== "same person";
  const comparable = (data: PartData) => ({ ...(part.comparable?.(data, isSameIdentity) ?? data) });
  return sameJson(comparable(a), comparable(b));
}

/** All keys of this Action with their values in `state`; `null` for those without a value. */
function allKeys(state: State, { parts, identityKey }: Stored): Record<string, Json> {
  const keys = parts.flatMap((part) => part.metadataKeys);
  return {
    ...Object.fromEntries(keys.map((key) => [key, state.metadata[key] ?? null])),
    entra: entraOf(state, identityKey) ?? null,
  };
}

function changesTo(state: State, stored: Stored): Record<string, Json> {
  const before = (key: string) => (own(stored.metadata, key) as Json | undefined) ?? null;
  const { entra = null, ...metadata } = allKeys(state, stored);
  const changed = Object.fromEntries(
    Object.entries(metadata).filter(([key, value]) => !sameJson(before(key), value)),
  );
  if (entra === null && before("entra") === null) return changed;
  // `sync` and the identity alone are no reason to write. The next write updates them.
  const isSame = isRecord(before("entra")) && stored.owner !== "foreign" && isSameEntra(state, stored);
  return isSame && Object.keys(changed).length === 0 ? {} : { ...changed, entra };
}

function isSameEntra(state: State, stored: Stored): boolean {
  const entraIn = (of: State, part: Part) => ({ ...partDataOf(of, part), metadata: {} });
  const isSamePart = (part: Part) =>
    isSameData(part, entraIn(stored.state, part), entraIn(state, part), stored);
  return sameJson([...stored.state.trimmed], [...state.trimmed]) && stored.parts.every(isSamePart);
}
