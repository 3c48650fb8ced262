/**
 * Auth0 refuses user profiles above 10 kB, so what matters least is left out until the rest fits. Pure.
 *
 * @module
 * @see https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations
 */

import { type Json, isRecord, jsonBytes, without } from "../mapping/json";
import type { State } from "./state";

/** One thing that can be left out. `without` answers `undefined` where there is nothing to leave out. */
interface Trim {
  /** As it is noted in `trimmed`. */
  readonly note: string;
  /** The part it belongs to. */
  readonly part: string;
  readonly without: (state: State, excessBytes: number) => State | undefined;
}

/** In the order in which they go. */
const TRIMS: readonly Trim[] = [
  ...[
    "provisioned_plans",
    "assigned_plans",
    "assigned_licenses",
    "provisioning_errors",
    "proxy_addresses",
    "group_ids",
  ].map((name): Trim => ({
    note: `profile.${name}`,
    part: "profile",
    without: (state) => withoutProfileName(state, name),
  })),
  { note: "entra.directReports", part: "directReports", without: withoutReportDetails },
  { note: "thumbnailPhoto", part: "photo", without: withoutPhoto },
  { note: "directReports", part: "directReports", without: withoutLastNames },
];

/** The part that a note in `trimmed` is about. */
export function partOfNote(note: string): string | undefined {
  return TRIMS.find((trim) => trim.note === note)?.part;
}

/**
 * Leaves out of `state` until it fits.
 *
 * @param sizeOf bytes of the user's whole profile as JSON with a state in it
 * @param limitBytes 0 for no limit
 * @param mayTrim whether data of a part may be touched
 * @param binding notes of parts that were not read again: what goes before these goes again, since the room they
 * left is theirs, and two logins with the same answers shall not take turns
 * @returns `undefined` where it does not fit whatever is left out
 */
export function fit(
  state: State,
  sizeOf: (state: State) => number,
  limitBytes: number,
  mayTrim: (part: string) => boolean,
  binding: readonly string[],
): State | undefined {
  if (limitBytes === 0) return state;
  const lastBinding = TRIMS.findLastIndex((trim) => binding.includes(trim.note));
  let fitting = state;
  let excess = sizeOf(fitting) - limitBytes;
  for (const [index, trim] of TRIMS.entries()) {
    if (excess <= 0 && index >= lastBinding) return fitting;
    const trimmed = mayTrim(trim.part) ? trim.without(fitting, excess) : undefined;
    if (!trimmed) continue;
    fitting = { ...trimmed, trimmed: inOrder([...trimmed.trimmed, trim.note]) };
    excess = sizeOf(fitting) - limitBytes;
    // Noting what was left out takes room as well.
    if (trim.note === "directReports" && excess > 0) fitting = withoutLastNames(fitting, excess) ?? fitting;
  }
  return sizeOf(fitting) <= limitBytes ? fitting : undefined;
}

/** Leaves out again what `notes` say was left out of the profile before. */
export function leaveOut(state: State, notes: readonly string[]): State {
  return TRIMS.filter((trim) => trim.part === "profile" && notes.includes(trim.note)).reduce(
    (rest, trim) => trim.without(rest, 0) ?? rest,
    state,
  );
}

/** Notes without repetition, in the order of {@link TRIMS}; what is no note of ours goes. */
export function inOrder(notes: readonly string[]): string[] {
  return TRIMS.map((trim) => trim.note).filter((note) => notes.includes(note));
}

/** Whether leaving out this value would make anything smaller. */
function isNonEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  return !(Array.isArray(value) && value.length === 0);
}

function withoutProfileName(state: State, name: string): State | undefined {
  const profile = state.entra.profile;
  if (!isRecord(profile) || !isNonEmpty(profile[name])) return undefined;
  const rest = without(profile, name);
  return { ...state, entra: { ...state.entra, profile: rest } };
}

function withoutReportDetails(state: State): State | undefined {
  return isNonEmpty(state.entra.directReports)
    ? { ...state, entra: without(state.entra, "directReports") }
    : undefined;
}

function withoutPhoto(state: State): State | undefined {
  if (state.metadata.thumbnailPhoto === undefined) return undefined;
  return {
    ...state,
    metadata: without(state.metadata, "thumbnailPhoto"),
    entra: without(state.entra, "photo"),
  };
}

function withoutLastNames(state: State, excessBytes: number): State | undefined {
  const names = state.metadata.directReports;
  if (!Array.isArray(names) || names.length === 0) return undefined;
  let freed = 0;
  let kept = names.length;
  // A name and the comma before it.
  while (kept > 0 && freed < excessBytes) freed += jsonBytes(names[--kept]) + 1;
  return { ...state, metadata: { ...state.metadata, directReports: names.slice(0, kept) } };
}
