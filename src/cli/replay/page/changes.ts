/**
 * What changed in `app_metadata`, key by key.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../../json";

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

/** `text` with at most `max` characters, and the number of those that are missing. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  // Does not split a surrogate pair.
  const start = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return `${start}… (${text.length - start.length} more characters)`;
}
