/**
 * The numbers at the top of the page.
 *
 * @module
 */

import type { SyncResult } from "../../../sync/sync";
import { countFailedUsers } from "./failure-counts";

/** A number with its label. */
export interface Tile {
  readonly label: string;
  readonly value: number;
  /** Whether the value calls for action. */
  readonly tone: "bad" | "warning" | undefined;
}

/** One tile for each count of users. */
export function userTilesOf(
  { summary, failures }: Pick<SyncResult, "summary" | "failures">,
  isDryRun: boolean,
): readonly Tile[] {
  const { users, updated, unchanged, removed, not_found, skipped } = summary;
  const plain = (label: string, value: number): Tile => ({ label, value, tone: undefined });
  const failed = countFailedUsers(failures);
  return [
    plain("Users", users),
    plain(isDryRun ? "To update" : "Updated", updated),
    plain("Unchanged", unchanged),
    plain(isDryRun ? "With values to remove" : "Users with removed values", removed),
    plain("Skipped", sum(Object.values(skipped))),
    { label: "Failed", value: failed, tone: failed > 0 ? "bad" : undefined },
    plain("Not found in the directory", not_found),
  ];
}

/** The tile of removals that were held back. They are values and not users. */
export function heldBackTileOf({ heldBack }: Pick<SyncResult, "heldBack">): Tile {
  const value = sum(heldBack.map(({ count }) => count));
  return { label: "Removals held back", value, tone: value > 0 ? "warning" : undefined };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
