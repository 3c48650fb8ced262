/**
 * Runs logins of the built Action in a process of their own, for `instances.ts`, which bundles and starts this file.
 * An instance is the file compiled anew, as a cold instance of Auth0's is; packages stay loaded.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { ActionCache } from "../../src/auth0";
import { type LoadedAction, createApi, loadAction } from "../../src/cli/shared/auth0-runtime";
import { type CacheSet, createTestCache } from "./caches";
import type { LoginsAsked, LoginsDone, WorkerReport } from "./instances";

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

/** What the clock is put forward by; whoever moves it runs one login at a time. */
let aheadMs = 0;
const now = Date.now;
Date.now = () => now() + aheadMs;

async function login(asked: LoginsAsked): Promise<LoginsDone> {
  const { instance, events, cache: kind } = asked;
  const action = instances.get(instance) ?? loadAction(code, packages);
  instances.set(instance, action);
  const kept = caches.get(kind) ?? createTestCache(kind);
  caches.set(kind, kept);
  const [loggedBefore, setBefore] = [action.logged.length, kept.sets.length];
  aheadMs = asked.aheadMs;
  if (asked.frozenMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, asked.frozenMs);
  const logins = events.map(async (event) => {
    const { api, effects } = createApi(kept.cache);
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
    id: asked.id,
    logins: await Promise.all(logins),
    logged: action.logged.slice(loggedBefore),
    cacheSets: kept.sets.slice(setBefore),
    endedAt: now(),
  };
}

process.on("message", (message: LoginsAsked | "report") => {
  if (message === "report") {
    const { standinPlain } = globalThis as unknown as { standinPlain: string[] };
    const report: WorkerReport = { troubles, plainHosts: standinPlain };
    process.send?.(report);
    return;
  }
  // One instance's memory is that of one case, so it can go when the case is over.
  void login(message).then((done) => {
    if (message.last) instances.delete(message.instance);
    process.send?.(done);
  });
});
