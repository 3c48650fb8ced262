/**
 * From what was read to what is to be stored, and what of that is a change. Pure.
 *
 * @module
 */

import { type Json, type JsonObject, isRecord, jsonBytes, own, sameJson, without } from "../mapping/json";
import { Failure } from "../network/failure";
import { PARTS } from "../parts";
import type { Part, Reading } from "../parts/part";
import type { Settings } from "../settings/settings";
import { fit, inOrder, leaveOut, partOfNote } from "./fit";
import { syncTime } from "./freshness";
import { type State, type Stored, entraOf, sliceOf } from "./state";

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
 * Lays what was read over what is stored, makes it fit, and says what changes.
 *
 * @param context.parts those that are on; data of parts that are off or failed is not touched
 * @param context.user `event.user`, for the size of the whole profile
 * @param context.now milliseconds since the epoch
 */
export function planChanges(
  readings: Readings,
  stored: Stored,
  context: { identityKey: string; settings: Settings; parts: readonly Part[]; user: unknown; now: number },
): Plan {
  const { identityKey, settings, now } = context;
  const wanted = layOver(readings, stored.state, now);
  const changesTo = (state: State) => changes(state, stored, identityKey);
  const bareBytes = jsonBytes({ ...(isRecord(context.user) ? context.user : {}), app_metadata: "" });
  const bytesWith = (changed: Record<string, Json>) =>
    bareBytes - jsonBytes("") + jsonBytes(dropNulls({ ...stored.metadata, ...changed }));
  const sizeOf = (state: State) => bytesWith(changesTo(state));
  const wantedChanges = changesTo(wanted);
  const isSame = Object.keys(wantedChanges).length === 0;
  const limit = settings.profileLimitBytes;
  if (isSame && (limit === 0 || bytesWith(wantedChanges) <= limit)) {
    return { state: wanted, changes: {}, tooLarge: false };
  }
  const isOn = (name: string | undefined) => context.parts.some((part) => part.name === name);
  const mayTrim = (name: string) => isOn(name) && readings.get(name)?.kind !== "failed";
  const fitInto = (state: State) => {
    const binding = state.trimmed.filter((note) => isOn(partOfNote(note)));
    return fit(state, sizeOf, limit, mayTrim, binding);
  };
  // What is known although a part failed gives way to what was read.
  const fitting = fitInto(wanted) ?? fitInto(layOver(withoutFallbacks(readings), stored.state, now));
  if (fitting) return { state: fitting, changes: changesTo(fitting), tooLarge: false };
  return { state: stored.state, changes: {}, tooLarge: !isSame };
}

/** How a part's state says it went. */
export type PartOutcome =
  "updated" | "unchanged" | "removed" | "none" | "off" | "fresh" | "trimmed" | `failed:${string}`;

/** The outcome of one part, by what was read, what was stored and what will be. */
export function outcomeOf(part: Part, reading: Reading, stored: Stored, plan: Plan): PartOutcome {
  if (reading.kind === "failed") return `failed:${reading.failure.reason}`;
  if (reading.kind === "unobtainable") return "none";
  if (!plan.tooLarge && plan.state.trimmed.some((note) => partOfNote(note) === part.name)) return "trimmed";
  const before = sliceOf(stored.state, part);
  if (reading.kind === "none") return part.isPresent(before) ? "removed" : "none";
  const same =
    sameJson(before.metadata, reading.slice.metadata) && sameJson(before.entra, reading.slice.entra);
  return same ? "unchanged" : "updated";
}

function withoutFallbacks(readings: Readings): Readings {
  const bare = [...readings].map(([name, reading]): [string, Reading] =>
    reading.kind === "failed" ? [name, { kind: "failed", failure: reading.failure }] : [name, reading],
  );
  return new Map(bare);
}

function layOver(readings: Readings, stored: State, now: number): State {
  const slices = PARTS.map((part) => {
    const reading = readings.get(part.name);
    return (reading && "slice" in reading ? reading.slice : undefined) ?? sliceOf(stored, part);
  });
  const isAnew = (name: string) => ["found", "none"].includes(readings.get(name)?.kind ?? "");
  const times = PARTS.map((part) => {
    const reading = readings.get(part.name);
    const isAnswered = reading !== undefined && reading.kind !== "failed";
    return [part.name, isAnswered ? syncTime(now) : stored.sync[part.name]] as const;
  });
  const trimmed = inOrder(stored.trimmed.filter((note) => !isAnew(partOfNote(note) ?? "")));
  const state = {
    metadata: Object.assign({}, ...slices.map((slice) => slice.metadata)) as JsonObject,
    entra: Object.assign({}, ...slices.map((slice) => slice.entra)) as JsonObject,
    trimmed,
    sync: Object.fromEntries(times.filter((time): time is [string, string] => time[1] !== undefined)),
  };
  return leaveOut(state, trimmed);
}

function changes(state: State, stored: Stored, identityKey: string): Record<string, Json> {
  const changed: Record<string, Json> = {};
  for (const key of PARTS.flatMap((part) => part.metadataKeys)) {
    const before = own(stored.metadata, key) as Json | undefined;
    const after = state.metadata[key];
    if (!sameJson(before ?? null, after ?? null)) changed[key] = after ?? null;
  }
  const entra = entraOf(state, identityKey) ?? null;
  const before = (own(stored.metadata, "entra") as Json | undefined) ?? null;
  // When something was last asked is no reason to write, and rides along where there is one.
  const isChanged = !sameJson(withoutSync(entra), withoutSync(before));
  if (isChanged || Object.keys(changed).length > 0) changed.entra = entra;
  return changed.entra === null && before === null ? without(changed, "entra") : changed;
}

function withoutSync(entra: Json): Json {
  return isRecord(entra) ? without(entra, "sync") : entra;
}

function dropNulls(appMetadata: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(appMetadata).filter(([, value]) => value !== null));
}
