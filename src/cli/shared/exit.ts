/**
 * Errors of commands. Exit codes: 0 success, 1 failure, 2 wrong usage; `sync` has its own.
 *
 * @module
 */

/** Wrong usage. The message names the valid values. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The code of a system error, such as `EACCES`. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
