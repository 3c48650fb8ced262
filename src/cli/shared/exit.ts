/**
 * Exit codes: 0 success, 1 failure, 2 wrong usage.
 *
 * @module
 */

/** Wrong usage. The message names the valid values. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
