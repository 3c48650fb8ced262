/**
 * What an instance remembers between logins lives in maps, none of which may grow for ever.
 *
 * @module
 */

/** Puts `value` in, and lets go of what was put in longest ago where there are more than `most`. */
export function remember<T>(map: Map<string, T>, name: string, value: T, most: number): void {
  map.delete(name);
  map.set(name, value);
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
}
