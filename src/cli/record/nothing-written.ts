/**
 * An error after which no file was written.
 *
 * @param reason why, with a remedy
 */
export function nothingWritten(reason: string, cause?: unknown): Error {
  return new Error(`nothing was written: ${reason}`, { cause });
}
