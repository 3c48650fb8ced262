/**
 * Auth0's runtime as an Action sees it: how the file is compiled, what the handler must be, and the limits of
 * `api.cache`.
 *
 * @module
 */

import { builtinModules, createRequire } from "node:module";
import { resolve } from "node:path";
import type { ActionCache, CacheRecord, PostLoginApi, PostLoginEvent } from "../../auth0";

/** Limits of `api.cache`. @see https://auth0.com/docs/customize/actions/limitations */
const CACHE = { entries: 20, keyBytes: 64, valueBytes: 4096, allBytes: 8192, maxMs: 86_400_000 };

export type Handler = (event: PostLoginEvent, api: PostLoginApi) => Promise<void>;

export interface LoadedAction {
  readonly handler: Handler;
  /** Packages and built-in modules that the file has required so far. */
  readonly required: readonly string[];
  /** Lines that it has logged so far. */
  readonly logged: readonly string[];
}

interface ActionModule {
  exports: { onExecutePostLogin?: unknown };
}

const AsyncFunction = (async () => {}).constructor;

/**
 * Compiles `code` as Auth0 does, as a function of `exports`, `require`, `module` and `console`, in a new instance.
 *
 * @param packages names of the packages that may be required in addition to Node's built-in modules
 * @param folder the project's root, whose packages are loaded
 * @throws if Auth0 would refuse the file: the handler is not a native async function, or a package is not declared
 */
export function loadAction(code: string, packages: readonly string[], folder = "."): LoadedAction {
  const required: string[] = [];
  const logged: string[] = [];
  const requireFrom = createRequire(resolve(folder, "package.json"));
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
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- Auth0 compiles the file as a function of these four
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

/** Changes that the Action has requested through `api`. */
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

/** A cache with Auth0's limits. Like Auth0's, it returns errors and throws none. */
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
      const expires = options.expires_at ?? Date.now() + (options.ttl ?? CACHE.maxMs);
      const record = { value, expires_at: Math.min(expires, Date.now() + CACHE.maxMs) };
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
