/**
 * Memory of an instance between logins: size-limited maps, and hashes for keys that would identify a person.
 *
 * @module
 */

import { loadCrypto } from "./lazy-packages";

/** Adds `value` and removes the oldest entry if there are more than `maxEntries`. */
export function setBounded<T>(map: Map<string, T>, name: string, value: T, maxEntries: number): void {
  map.delete(name);
  map.set(name, value);
  const oldest = map.keys().next();
  if (map.size > maxEntries && !oldest.done) map.delete(oldest.value);
}

/** Random per instance, so that the hash of an id differs between instances. */
let salt: string | undefined;

/** A salted hash of `words`, for keys that must not identify a person. */
export function saltedHash(...words: readonly string[]): string {
  const { hash, randomUUID } = loadCrypto();
  salt ??= randomUUID();
  return hash("sha256", salt + JSON.stringify(words), "base64");
}
