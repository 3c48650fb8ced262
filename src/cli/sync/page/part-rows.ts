/**
 * The outcomes of each part as segments of a bar.
 *
 * @module
 */

import type { OutcomeCounts, OutcomeKind } from "../../../sync/outcomes";

/** In the order of the bar. */
const KINDS: readonly OutcomeKind[] = [
  "updated",
  "removed",
  "trimmed",
  "unchanged",
  "none",
  "held_back",
  "failed",
  "not_found",
  "fresh",
  "off",
];

/** The bar of a part. */
export interface PartRow {
  /** Name of the part. */
  readonly part: string;
  readonly counts: readonly { readonly kind: OutcomeKind; readonly count: number }[];
  /** Users with an outcome. */
  readonly read: number;
}

/** One row for each part that was read for any user. @param order names of parts, in the order of the rows */
export function partRowsOf(outcomes: OutcomeCounts, order: readonly string[]): readonly PartRow[] {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...outcomes]
    .map(([part, all]) => {
      const counts = KINDS.map((kind) => ({ kind, count: all.get(kind) ?? 0 })).filter(
        ({ count }) => count > 0,
      );
      return { part, counts, read: counts.reduce((sum, { count }) => sum + count, 0) };
    })
    .sort((a, b) => rank(a.part) - rank(b.part));
}
