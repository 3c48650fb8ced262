/**
 * What changed in `app_metadata`, key by key.
 *
 * @module
 */

import { isRecord, own } from "../../../json";
import { isDeepStrictEqual } from "node:util";

export interface Change {
  /** Path of the value, such as `entra.profile.name`. */
  readonly key: string;
  readonly kind: "added" | "changed" | "removed" | "unchanged";
  readonly before: unknown;
  readonly after: unknown;
}

/** All keys of both, in the order of `after`. Objects are compared key by key, lists as a whole. */
export function changesOf(before: unknown, after: unknown, path = ""): Change[] {
  const [old, now] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  const keys = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  return keys.flatMap((key) => changesIn(own(old, key), own(now, key), path + key));
}

function changesIn(before: unknown, after: unknown, key: string): Change[] {
  if (canOpen(before) && canOpen(after) && (before ?? after) !== undefined) {
    return changesOf(before, after, `${key}.`);
  }
  return [{ key, kind: kindOf(before, after), before, after }];
}

/** Whether each key of the value gets a row of its own. */
function canOpen(value: unknown): boolean {
  return value === undefined || (isRecord(value) && Object.keys(value).length > 0);
}

function kindOf(before: unknown, after: unknown): Change["kind"] {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  return isDeepStrictEqual(before, after) ? "unchanged" : "changed";
}
