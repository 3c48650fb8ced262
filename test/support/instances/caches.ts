/**
 * Implementations of `api.cache`, one correct and several faulty.
 *
 * @module
 */

import type { ActionCache } from "../../../src/auth0";
import { createCache } from "../../../src/cli/shared/auth0-runtime";

export interface CacheSet {
  readonly key: string;
  readonly value: string;
  readonly ttl: number | undefined;
}

/** Kinds of caches. The name of a cache is a kind, and after a colon any text that distinguishes it from others. */
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
    const values = ["", "null", "[]", "{", '{"token":5}', '{"token":"x"}', "5", "\u0000"];
    let count = 0;
    return {
      get: () => ({ value: values[count++ % values.length] ?? "", expires_at: Infinity }),
      set: () => null,
      delete: () => undefined,
    };
  },
  // Returns the last stored value for any key, and never deletes it.
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
  throw new Error("the cache is faulty");
}

/** Creates a cache of the kind that `name` begins with, which records all writes. */
export function createTestCache(name: string): { cache: ActionCache; sets: CacheSet[] } {
  const create = KINDS[name.split(":")[0] ?? ""];
  if (!create) throw new Error(`unknown kind of cache: ${name}`);
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
