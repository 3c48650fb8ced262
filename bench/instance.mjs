/** One cold instance: loads the file that the first argument names as Auth0 would, logs in, and says how long it took. */

import { subscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { createApi, createCache, loadAction } from "../dist/bench/auth0-runtime.mjs";
import { OUTDATED, loginWith } from "./login.mjs";
import { median } from "./median.mjs";

const [file] = process.argv.slice(2);
const WARM_UPS = 1;
const LOGINS = 5;
const FRESH_LOGINS = 101;
/** Longer than idle connections are kept, so that only their TLS sessions can be used again. */
const IDLE_MS = 10_000;
const packages = ["@azure/identity", "@microsoft/microsoft-graph-client", "auth0"];
const always = { REFRESH_AFTER_SECONDS: "0" };
const cache = createCache();

let requests = 0;
for (const channel of ["undici:request:create", "http.client.request.start"])
  subscribe(channel, () => (requests += 1));

async function login(event) {
  const { api, effects } = createApi(cache);
  const before = requests;
  const started = performance.now();
  await handler(event, api);
  const ms = performance.now() - started;
  return { ms, requests: requests - before, written: Object.fromEntries(effects.appMetadata) };
}

async function medianOf(count, event) {
  const logins = [];
  for (let index = 0; index < count + WARM_UPS; index++) logins.push(await login(event));
  const counted = logins.slice(WARM_UPS);
  return { ms: median(counted.map(({ ms }) => ms)), requests: median(counted.map((it) => it.requests)) };
}

/** An Action says how it went in its line; the others throw where something is wrong. */
function expectLogged(entra) {
  const line = logged.at(-1);
  if (line && !line.startsWith(`{"entra":"${entra}"`)) throw new Error(`${entra} was expected: ${line}`);
}

const bytesBefore = process.memoryUsage.rss();
const started = performance.now();
const { handler, logged } = loadAction(readFileSync(file, "utf8"), packages);
const loadMs = performance.now() - started;
const first = await login(loginWith({}));
expectLogged("updated");
const memoryMB = (process.memoryUsage.rss() - bytesBefore) / 1_000_000;

const changed = await medianOf(LOGINS, loginWith(OUTDATED, always));
expectLogged("updated");
// What is stored from now on, as the file itself would have it; the Rule and the samples write whatever is stored.
const { written } = await login(loginWith(OUTDATED, { ...always, PERSIST_WITH: "action-api" }));
const unchanged = await medianOf(LOGINS, loginWith(written, always));
expectLogged(logged.length > 0 ? "unchanged" : "");
const fresh = await medianOf(logged.length > 0 ? FRESH_LOGINS : LOGINS, loginWith(written));

await setTimeout(IDLE_MS);
const idle = await login(loginWith(written, always));

process.send({
  load: { ms: loadMs },
  cold: { ms: loadMs + first.ms, requests: first.requests },
  changed,
  unchanged,
  fresh,
  idle: { ms: idle.ms, requests: idle.requests },
  memoryMB,
});
process.disconnect();
