/**
 * GUIDs in texts.
 *
 * @module
 */

const GUID = /([0-9a-f]{8})-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/** Cuts each GUID. @param length characters of a GUID that stay. Default: 8 */
export function shortenGuids(text: string, length: 0 | 8 = 8): string {
  return text.replace(GUID, length === 0 ? "…" : "$1…");
}
