/**
 * The numbers at the top of the page.
 *
 * @module
 */

import type { Summary } from "../../../sync/summary";

export interface Tile {
  readonly label: string;
  readonly value: number;
  /** Whether the value calls for action. */
  readonly tone: "bad" | "warning" | undefined;
}

/** One tile for each count of users, and one for the removals that were held back. */
export function tilesOf(summary: Summary): readonly Tile[] {
  const { users, updated, unchanged, removed, not_found, held_back, skipped, failed } = summary;
  const plain = (label: string, value: number): Tile => ({ label, value, tone: undefined });
  const [heldBack, allFailed] = [sum(held_back), sum(failed)];
  return [
    plain("Users", users),
    plain("Updated", updated),
    plain("Unchanged", unchanged),
    plain("Removed", removed),
    { label: "Removals held back", value: heldBack, tone: heldBack > 0 ? "warning" : undefined },
    plain("Skipped", sum(skipped)),
    { label: "Failed", value: allFailed, tone: allFailed > 0 ? "bad" : undefined },
    plain("Not found in the directory", not_found),
  ];
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
