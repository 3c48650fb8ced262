/**
 * How commands end: 0 done, 1 failed, 2 wrong usage.
 *
 * @module
 */

/** The command was called wrongly; its message says what there is. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
