/**
 * Auth0 will refuse user profiles above 10 KB, so the least important data is left out until the rest fits. Pure.
 *
 * @module
 * @see https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations
 */

import { type Json, isNothing, isRecord, without } from "../json";
import type { State } from "./state";

/** One thing that can be left out. */
interface Trim {
  /** As it is noted in `trimmed`. */
  readonly note: string;
  /** The part it belongs to. */
  readonly part: string;
  /** The setting to lower. */
  readonly setting?: string;
  /** `undefined` if there is nothing to leave out. */
  readonly without: (state: State) => State | undefined;
}

/** Of this list, names are left out from the end. */
const NAMES = "directReports";

/** Least important first. */
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
  {
    note: "entra.directReports",
    part: "directReports",
    setting: "MAX_DIRECT_REPORTS",
    without: withoutReportDetails,
  },
  { note: "thumbnailPhoto", part: "photo", setting: "PHOTO_SIZE", without: withoutPhoto },
  {
    note: NAMES,
    part: "directReports",
    setting: "MAX_DIRECT_REPORTS",
    without: (state) => withNames(state, 0),
  },
];

/** The part that a note in `trimmed` is about. */
export function partOfNote(note: string): string | undefined {
  return TRIMS.find((trim) => trim.note === note)?.part;
}

/** The setting to lower so that what `note` says fits; `undefined` if only other data could make room. */
export function settingOfNote(note: string): string | undefined {
  return TRIMS.find((trim) => trim.note === note)?.setting;
}

/**
 * Leaves out of `state` no more than necessary: starting without everything that may go, each thing is put back, the most
 * important first, if it fits. What fits beside more important data is kept, so the result does not depend on which
 * parts were read.
 *
 * @param sizeOf bytes of the user's profile as JSON with a state in it
 * @param limitBytes 0 for no limit
 * @param mayTrim whether data of a part may be left out
 * @returns `undefined` if it does not fit, whatever is left out
 */
export function trimToLimit(
  state: State,
  sizeOf: (state: State) => number,
  limitBytes: number,
  mayTrim: (part: string) => boolean,
): State | undefined {
  if (limitBytes === 0 || sizeOf(state) <= limitBytes) return state;
  const candidates = TRIMS.filter((trim) => mayTrim(trim.part) && trim.without(state));
  const sizeWithout = (trims: readonly Trim[], names = 0) => sizeOf(leaveOutAll(state, trims, names));
  const smallest = sizeWithout(candidates);
  // What is smaller than its note stays.
  let left: readonly Trim[] = candidates.filter((trim) => sizeWithout(except(candidates, trim)) > smallest);
  if (sizeWithout(left) > limitBytes) return undefined;
  let names = 0;
  for (const trim of [...left].reverse()) {
    const rest = except(left, trim);
    if (sizeWithout(rest, names) <= limitBytes) left = rest;
    else if (trim.note === NAMES)
      names = mostNames(namesOf(state).length, (count) => sizeWithout(left, count) <= limitBytes);
  }
  return leaveOutAll(state, left, names);
}

function except(trims: readonly Trim[], trim: Trim): readonly Trim[] {
  return trims.filter((it) => it !== trim);
}

/** The largest number below `total` that fits. */
function mostNames(total: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, total - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** `state` without what `trims` name, each of them noted. @param names how many names stay if some are left out */
function leaveOutAll(state: State, trims: readonly Trim[], names = 0): State {
  const rest = trims.reduce(
    (left, trim) => (trim.note === NAMES ? withNames(left, names) : trim.without(left)) ?? left,
    state,
  );
  return { ...rest, trimmed: inOrder([...state.trimmed, ...trims.map((trim) => trim.note)]) };
}

/** Leaves out again what `notes` say was left out of the profile before. */
export function leaveOut(state: State, notes: readonly string[]): State {
  return TRIMS.filter((trim) => trim.part === "profile" && notes.includes(trim.note)).reduce(
    (rest, trim) => trim.without(rest) ?? rest,
    state,
  );
}

/** Notes without repetition, in the order of {@link TRIMS}; unknown ones are dropped. */
export function inOrder(notes: readonly string[]): string[] {
  return TRIMS.map((trim) => trim.note).filter((note) => notes.includes(note));
}

function withoutProfileName(state: State, name: string): State | undefined {
  const profile = state.entra.profile;
  if (!isRecord(profile) || isNothing(profile[name])) return undefined;
  const rest = without(profile, name);
  return { ...state, entra: { ...state.entra, profile: rest } };
}

function withoutReportDetails(state: State): State | undefined {
  return !isNothing(state.entra.directReports)
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

function namesOf(state: State): readonly Json[] {
  const names = state.metadata.directReports;
  return Array.isArray(names) ? names : [];
}

function withNames(state: State, count: number): State | undefined {
  const names = namesOf(state);
  if (names.length === 0) return undefined;
  return { ...state, metadata: { ...state.metadata, directReports: names.slice(0, count) } };
}
