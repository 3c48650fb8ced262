/**
 * Auth0 plans to refuse user profiles above 10 KB, so the least important data is left out until the rest fits. Pure.
 *
 * @module
 * @see https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations
 */

import type { Json } from "../json";
import type { Part, Trim } from "../parts/part";
import { type State, partDataOf } from "./state";

/** A trim, the part that it belongs to, and the number of items that stay. */
interface PartTrim {
  readonly trim: Trim;
  readonly part: Part;
  readonly kept: number;
}

/** The part that a note in `trimmed` belongs to. */
export function partOfNote(parts: readonly Part[], note: string): Part | undefined {
  return parts.find((part) => part.trims.some((trim) => trim.note === note));
}

/** All trims, the least important first. */
function trimsOf(parts: readonly Part[]): readonly PartTrim[] {
  return parts
    .flatMap((part) => part.trims.map((trim) => ({ trim, part, kept: 0 })))
    .sort((a, b) => a.trim.rank - b.trim.rank);
}

/**
 * Leaves out of `state` no more than necessary. It starts without everything that can be left out and puts each thing
 * back if it fits, the most important first. What fits beside more important data stays, so the result does not depend
 * on which parts were read.
 *
 * @param sizeOf bytes of the user's profile as JSON with a state in it
 * @param limitBytes 0 for no limit
 * @param parts those whose data may be left out
 * @returns `undefined` if it does not fit even with everything left out
 */
export function trimToLimit(
  state: State,
  sizeOf: (state: State) => number,
  limitBytes: number,
  parts: readonly Part[],
): State | undefined {
  if (limitBytes === 0 || sizeOf(state) <= limitBytes) return state;
  const candidates = trimsOf(parts).filter(({ trim, part }) => trim.without(partDataOf(state, part), 0));
  const sizeWithout = (trims: readonly PartTrim[]) => sizeOf(leaveOutAll(state, trims));
  const smallest = sizeWithout(candidates);
  // Data that is smaller than its note in `trimmed` is not left out.
  let left: readonly PartTrim[] = candidates.filter((it) => sizeWithout(replace(candidates, it)) > smallest);
  if (sizeWithout(left) > limitBytes) return undefined;
  for (const it of [...left].reverse()) {
    const isFitting = (trims: readonly PartTrim[]) => sizeWithout(trims) <= limitBytes;
    const rest = replace(left, it);
    const items = it.trim.items?.(partDataOf(state, it.part)) ?? 0;
    if (isFitting(rest)) left = rest;
    else if (items > 0) {
      const kept = largestFitting(items, (count) => isFitting(replace(left, it, { ...it, kept: count })));
      left = replace(left, it, { ...it, kept });
    }
  }
  return leaveOutAll(state, left);
}

function replace(trims: readonly PartTrim[], old: PartTrim, by?: PartTrim): readonly PartTrim[] {
  return trims.flatMap((it) => (it === old ? (by ?? []) : it));
}

/** The largest number below `total` that fits. */
function largestFitting(total: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, total - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** `state` without what `trims` name, each of them noted. */
function leaveOutAll(state: State, trims: readonly PartTrim[]): State {
  const trimmed = [...new Set([...state.trimmed, ...trims.map(({ trim }) => trim.note)])];
  return { ...trims.reduce(withoutTrimmed, state), trimmed };
}

/** Leaves out again what `state.trimmed` names, if the fallback of a part that failed may have added it. */
export function leaveOutAgain(state: State, parts: readonly Part[]): State {
  return trimsOf(parts.filter((part) => part.fallback))
    .filter(({ trim }) => state.trimmed.includes(trim.note))
    .reduce(withoutTrimmed, state);
}

/** `notes` in the order of the trims. Unknown ones are dropped. */
export function sortNotes(notes: readonly string[], parts: readonly Part[]): string[] {
  return trimsOf(parts).flatMap(({ trim }) => (notes.includes(trim.note) ? [trim.note] : []));
}

function withoutTrimmed(state: State, { trim, part, kept }: PartTrim): State {
  const data = trim.without(partDataOf(state, part), kept);
  if (!data) return state;
  const others = (of: Readonly<Record<string, Json>>, keys: readonly string[]) =>
    Object.fromEntries(Object.entries(of).filter(([key]) => !keys.includes(key)));
  return {
    ...state,
    metadata: { ...others(state.metadata, part.metadataKeys), ...data.metadata },
    entra: { ...others(state.entra, part.entraKeys), ...data.entra },
  };
}
