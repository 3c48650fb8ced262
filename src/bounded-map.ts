/**
 * What an instance remembers between logins: size-limited maps, and hashes instead of ids.
 *
 * @module
 */

import { loadCrypto } from "./lazy-packages";

/** Adds `value`, and removes the oldest entry if there are more than `most`. */
export function setBounded<T>(map: Map<string, T>, name: string, value: T, most: number): void {
  map.delete(name);
  map.set(name, value);
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
}

/** Random per instance, so that the hash of an id differs between instances. */
let salt: string | undefined;

/** A salted hash of `words`, for keys that must not name a person. */
export function saltedHash(...words: readonly string[]): string {
  const { hash, randomUUID } = loadCrypto();
  salt ??= randomUUID();
  return hash("sha256", salt + JSON.stringify(words), "base64");
}
