/**
 * Runs logins of the built Action in a separate process. `instances.ts` bundles and starts this file. Each instance
 * compiles the Action again, like a cold instance in Auth0; packages stay loaded.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { ActionCache } from "../../../src/auth0";
import { type LoadedAction, createApi, loadAction } from "../../../src/cli/shared/auth0-runtime";
import { type CacheSet, createTestCache } from "./caches";
import type { LoginsRequest, LoginsResult, WorkerReport } from "./instances";

const code = readFileSync(resolve("dist/action.js"), "utf8");
const packages = ["@azure/identity", "@microsoft/microsoft-graph-client", "auth0"];
const warm = createRequire(resolve("package.json"));
for (const name of ["@azure/identity", "@microsoft/microsoft-graph-client", "auth0/legacy"]) warm(name);

const instances = new Map<string, LoadedAction>();
const caches = new Map<string, { cache: ActionCache; sets: CacheSet[] }>();
const troubles: string[] = [];
for (const name of ["unhandledRejection", "uncaughtException", "warning"] as const) {
  process.on(name as "warning", (error) => troubles.push(`${name}: ${error.stack ?? String(error)}`));
}

/** Offset of the clock, in milliseconds. It applies to all logins that run at the time. */
let aheadMs = 0;
const now = Date.now;
Date.now = () => now() + aheadMs;

async function login(request: LoginsRequest): Promise<LoginsResult> {
  const { instance, events, cache: name } = request;
  const action = instances.get(instance) ?? loadAction(code, packages);
  instances.set(instance, action);
  const testCache = caches.get(name) ?? createTestCache(name);
  caches.set(name, testCache);
  const [loggedBefore, setBefore] = [action.logged.length, testCache.sets.length];
  aheadMs = request.aheadMs;
  if (request.frozenMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, request.frozenMs);
  const logins = events.map(async (event) => {
    const { api, effects } = createApi(testCache.cache);
    const started = performance.now();
    let thrown: string | undefined;
    try {
      await action.handler(event, api);
    } catch (error) {
      thrown = String(error);
    }
    const ms = performance.now() - started;
    const { appMetadata, idToken } = effects;
    return { ms, thrown, appMetadata: Object.fromEntries(appMetadata), idToken: Object.fromEntries(idToken) };
  });
  return {
    id: request.id,
    logins: await Promise.all(logins),
    logged: action.logged.slice(loggedBefore),
    cacheSets: testCache.sets.slice(setBefore),
    endedAt: now(),
  };
}

process.on("message", (message: LoginsRequest | "report") => {
  if (message === "report") {
    const { standinPlainHosts } = globalThis as unknown as { standinPlainHosts: string[] };
    const report: WorkerReport = { troubles, plainHosts: standinPlainHosts };
    process.send?.(report);
    return;
  }
  void login(message).then((done) => {
    if (message.last) instances.delete(message.instance);
    process.send?.(done);
  });
});
