/**
 * What changed in `app_metadata`, key by key.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import { isRecord, own } from "../../../json";

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
 * @param depth levels on which each key of an object that is only before or only after gets a row of its own
 */
export function changesOf(before: unknown, after: unknown, depth: number, path = ""): Change[] {
  const [old, now] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  const keys = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  return keys.flatMap((key) => changesIn(own(old, key), own(now, key), depth - 1, path + key));
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
  // Half of a character that consists of two code units is no character.
  const start = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return `${start}… (${text.length - start.length} more characters)`;
}
