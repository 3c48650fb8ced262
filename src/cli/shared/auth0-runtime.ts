/**
 * Auth0's runtime, as far as an Action can tell: how it compiles the file, what it demands of the handler, and
 * the limits of what it hands over.
 *
 * @module
 */

import { builtinModules, createRequire } from "node:module";
import { resolve } from "node:path";
import type { ActionCache, CacheRecord, PostLoginApi, PostLoginEvent } from "../../auth0";

/** Limits of `api.cache`. @see https://auth0.com/docs/customize/actions/limitations */
const CACHE = { entries: 20, keyBytes: 64, valueBytes: 4096, allBytes: 8192, mostMs: 86_400_000 };

export type Handler = (event: PostLoginEvent, api: PostLoginApi) => Promise<void>;

export interface LoadedAction {
  readonly handler: Handler;
  /** What the file has required so far. */
  readonly required: readonly string[];
  /** What it has logged so far, a line each. */
  readonly logged: readonly string[];
}

interface ActionModule {
  exports: { onExecutePostLogin?: unknown };
}

const AsyncFunction = (async () => {}).constructor;

/**
 * Compiles `code` as Auth0 does, as a function of `exports`, `require`, `module` and `console`, in an instance of its own.
 *
 * @param packages names that may be required beside Node's own modules
 * @throws what Auth0 refuses: an export that is no native async function, a package that is not declared
 */
export function loadAction(code: string, packages: readonly string[]): LoadedAction {
  const required: string[] = [];
  const logged: string[] = [];
  const requireFrom = createRequire(resolve("package.json"));
  const requireDeclared = (id: string): unknown => {
    const isBuiltin = id.startsWith("node:") || builtinModules.includes(id);
    if (!isBuiltin && !packages.some((name) => id === name || id.startsWith(`${name}/`))) {
      throw new Error(`Cannot find module '${id}': it is not among the Action's dependencies`);
    }
    required.push(id);
    return requireFrom(id);
  };
  const log = (...parts: unknown[]) => {
    logged.push(parts.map(String).join(" "));
  };
  const module: ActionModule = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a function of these four is what Auth0 makes of the file
  const compiled = new Function("exports", "require", "module", "console", code) as (
    ...parameters: unknown[]
  ) => void;
  compiled(module.exports, requireDeclared, module, {
    ...console,
    log,
    info: log,
    warn: log,
    error: log,
    debug: log,
  });
  const handler = module.exports.onExecutePostLogin;
  if (typeof handler !== "function" || handler.constructor !== AsyncFunction) {
    throw new Error("Invalid function signature: onExecutePostLogin has to be a native async function");
  }
  return { handler: handler as Handler, required, logged };
}

/** What the Action has asked Auth0 to do. */
export interface Effects {
  readonly appMetadata: Map<string, unknown>;
  readonly idToken: Map<string, unknown>;
}

/** The `api` of one login. */
export function createApi(cache: ActionCache): { api: PostLoginApi; effects: Effects } {
  const effects: Effects = { appMetadata: new Map(), idToken: new Map() };
  const api: PostLoginApi = {
    cache,
    idToken: { setCustomClaim: (name, value) => effects.idToken.set(name, value) },
    user: { setAppMetadata: (name, value) => effects.appMetadata.set(name, value) },
  };
  return { api, effects };
}

/** A cache with Auth0's limits; like Auth0's it answers an error instead of throwing one. */
export function createCache(): ActionCache {
  const entries = new Map<string, CacheRecord>();
  const bytesOf = (records: Map<string, CacheRecord>) =>
    [...records].reduce(
      (sum, [key, { value }]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
      0,
    );
  return {
    get(key) {
      const record = entries.get(key);
      return record && record.expires_at > Date.now() ? record : undefined;
    },
    set(key, value, options = {}) {
      const expires = options.expires_at ?? Date.now() + (options.ttl ?? CACHE.mostMs);
      const record = { value, expires_at: Math.min(expires, Date.now() + CACHE.mostMs) };
      const next = new Map(entries).set(key, record);
      const code =
        Buffer.byteLength(key) > CACHE.keyBytes
          ? "CacheKeySizeExceeded"
          : Buffer.byteLength(value) > CACHE.valueBytes
            ? "ItemSizeExceeded"
            : next.size > CACHE.entries || bytesOf(next) > CACHE.allBytes
              ? "CacheSizeExceeded"
              : undefined;
      if (code) return { type: "error", code };
      entries.set(key, record);
      return { type: "success", record };
    },
    delete(key) {
      return entries.delete(key) ? { type: "success" } : { type: "error", code: "KeyDoesNotExist" };
    },
  };
}
