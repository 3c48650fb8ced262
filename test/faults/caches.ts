/**
 * `api.cache` as it should be, and as it should not be.
 *
 * @module
 */

import type { ActionCache } from "../../src/auth0";
import { createCache } from "../../src/cli/shared/auth0-runtime";

export interface CacheSet {
  readonly key: string;
  readonly value: string;
  readonly ttl: number | undefined;
}

/** Kinds of caches; what follows a colon only tells one from another. */
const KINDS: Readonly<Record<string, () => ActionCache>> = {
  good: createCache,
  throwing: () => ({ get: fail, set: fail, delete: fail }),
  full: () => ({
    get: () => undefined,
    set: () => ({ type: "error", code: "CacheSizeExceeded" }),
    delete: () => ({ type: "error", code: "KeyDoesNotExist" }),
  }),
  forgetful: () => ({ get: () => undefined, set: () => ({ type: "success" }), delete: () => undefined }),
  nonsense: () => {
    const answers = ["", "null", "[]", "{", '{"token":5}', '{"token":"x"}', "5", "\u0000"];
    let count = 0;
    return {
      get: () => ({ value: answers[count++ % answers.length] ?? "", expires_at: Infinity }),
      set: () => null,
      delete: () => undefined,
    };
  },
  // Gives what was kept last under any name, and never lets go of it.
  mixedUp: () => {
    let last: string | undefined;
    return {
      get: () => (last === undefined ? undefined : { value: last, expires_at: Infinity }),
      set: (_key, value) => (last = value),
      delete: () => ({ type: "success" }),
    };
  },
};

function fail(): never {
  throw new Error("the cache is out of order");
}

/** Creates a cache of the kind that `name` begins with, and keeps a record of what it was given. */
export function createTestCache(name: string): { cache: ActionCache; sets: CacheSet[] } {
  const create = KINDS[name.split(":")[0] ?? ""];
  if (!create) throw new Error(`no cache is called ${name}`);
  const cache = create();
  const sets: CacheSet[] = [];
  return {
    sets,
    cache: {
      ...cache,
      set(key, value, options) {
        sets.push({ key, value, ttl: options?.ttl });
        return cache.set(key, value, options);
      },
    },
  };
}
