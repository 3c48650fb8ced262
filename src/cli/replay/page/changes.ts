/**
 * What changed in `app_metadata`, key by key.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../../json";
import { shorten } from "../../shared/html/format";

/** Maximum number of characters of a key. */
export const MAX_KEY = 200;
/** Bytes of the HTML of a row, without its texts. */
const ROW_BYTES = 150;

/** A key and what happened to its value. */
export interface Change {
  /** Path of the value, such as `entra.profile.name`. */
  readonly key: string;
  readonly kind: "added" | "changed" | "removed" | "unchanged";
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * All keys of both, in the order of `after`. Objects are compared key by key, lists as a whole.
 *
 * @param depth levels on which an added or removed object has one row for each key
 */
export function changesOf(before: unknown, after: unknown, depth: number, path = ""): Change[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const keys = [...new Set([...now.keys(), ...old.keys()])];
  return keys.flatMap((key) => changesIn(old.get(key), now.get(key), depth - 1, path + key));
}

/** A map, because a key such as `__proto__` must not be read from the object. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(isRecord(value) ? value : {}));
}

function changesIn(before: unknown, after: unknown, depth: number, key: string): Change[] {
  const isOpen = hasKeys(before) && hasKeys(after);
  const isOneSided = before === undefined || after === undefined;
  if (isOpen || (isOneSided && depth > 0 && hasKeys(before ?? after))) {
    return changesOf(before, after, depth, `${key}.`);
  }
  return [{ key, kind: kindOf(before, after), before, after }];
}

function hasKeys(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0;
}

function kindOf(before: unknown, after: unknown): Change["kind"] {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  return isDeepStrictEqual(before, after) ? "unchanged" : "changed";
}

/** A value as a page shows it; empty for a photo. @param max characters */
export function shownText(value: unknown, max: number): string {
  return shorten(isPhoto(value) ? "" : JSON.stringify(value ?? null), max);
}

/** Whether a value is shown as a photo. */
export function isPhoto(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("data:image/");
}

/**
 * The first changes whose texts fit into a page.
 *
 * @param maxCharacters of each value
 * @param maxBytes of their HTML
 */
export function changesWithin(
  changes: readonly Change[],
  maxCharacters: number,
  maxBytes: number,
): readonly Change[] {
  let bytes = 0;
  const end = changes.findIndex(({ key, before, after }) => {
    const texts = [shorten(key, MAX_KEY), shownText(before, maxCharacters), shownText(after, maxCharacters)];
    bytes += ROW_BYTES + texts.reduce((sum, text) => sum + htmlBytes(text), 0);
    return bytes > maxBytes;
  });
  return end < 0 ? changes : changes.slice(0, end);
}

/** Bytes of the text with its escapes. */
function htmlBytes(text: string): number {
  const escapes = text.match(/["&<]/g)?.length ?? 0;
  return Buffer.byteLength(text) + escapes * ("&quot;".length - 1);
}
