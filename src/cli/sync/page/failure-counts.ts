/**
 * Numbers of failures, of users and of others.
 *
 * @module
 */

import type { FailureCount } from "../../../sync/sync";

/** Number of users who failed. */
export function countFailedUsers(failures: readonly FailureCount[]): number {
  return sum(failures.filter(({ what }) => what !== "run" && what !== "export"));
}

/** Number of failures of the run, or of broken lines of the export. */
export function countFailuresOf(failures: readonly FailureCount[], what: "run" | "export"): number {
  return sum(failures.filter((it) => it.what === what));
}

function sum(failures: readonly FailureCount[]): number {
  return failures.reduce((total, { count }) => total + count, 0);
}
