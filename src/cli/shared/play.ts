/**
 * Plays a scenario: one login of the Action against recorded responses, with the network disabled.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import nock from "nock";
import type { PostLoginEvent } from "../../auth0";
import { isRecord } from "../../json";
import { type Handler, createApi, createCache } from "./auth0-runtime";
import { type WatchedRequest, watchRequests } from "./watch-requests";
import { runAt } from "./clock";
import type { RecordedResponse, Scenario } from "./scenario";

export interface PlayedRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Milliseconds since the login began. */
  readonly startMs: number;
  readonly ms: number;
  /** `undefined` if there was no response. */
  readonly status: number | undefined;
  readonly body: string | undefined;
  /** Bytes of the response body that were received. */
  readonly bytes: number;
}

export interface Played {
  readonly scenario: Scenario;
  readonly requests: readonly PlayedRequest[];
  /** Log lines. */
  readonly logged: readonly string[];
  /** First-level keys that the Action writes; `null` removes a key. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly appMetadata: Readonly<Record<string, unknown>>;
  readonly idToken: Readonly<Record<string, unknown>>;
  /** Differences from the expected result, one line each. */
  readonly deviations: readonly string[];
}

/** Maximum time in milliseconds between the start of a login and the times that it stores. */
const MAX_LOGIN_MS = 30_000;

// nock intercepts all requests as soon as it is loaded. It should do so only while a scenario is played.
nock.restore();

/**
 * Plays `scenario` once.
 *
 * @param handler the Action, from its source or from the built file
 * @param logged the array to which the Action's log lines are appended
 */
export async function play(scenario: Scenario, handler: Handler, logged: readonly string[]): Promise<Played> {
  const { api, effects } = createApi(createCache());
  const unexpected: string[] = [];
  const wasActive = nock.isActive();
  if (!wasActive) nock.activate();
  nock.disableNetConnect();
  for (const answer of scenario.answers) expectRequest(answer);
  const onNoMatch = (request: { method?: string; path?: string }) => {
    unexpected.push(`${request.method ?? "?"} ${request.path ?? "?"}`);
  };
  nock.emitter.on("no match", onNoMatch);
  const watch = watchRequests();
  let thrown: string | undefined;
  let notRequested: string[];
  try {
    await runAt(scenario.now, async () => handler(plain(scenario.event) as PostLoginEvent, api));
  } catch (error) {
    thrown = error instanceof Error ? error.name : "unknown";
  } finally {
    watch.stop();
    notRequested = nock.pendingMocks();
    nock.emitter.off("no match", onNoMatch);
    nock.abortPendingRequests();
    nock.cleanAll();
    if (!wasActive) nock.restore();
  }
  const requests = watch.requests.map(playedRequest);
  const written = { ...patchedBy(requests), ...Object.fromEntries(effects.appMetadata) };
  const played = {
    scenario,
    requests,
    logged,
    written,
    appMetadata: merge(appMetadataOf(scenario), written),
    idToken: Object.fromEntries(effects.idToken),
  };
  return {
    ...played,
    deviations: [
      ...(thrown ? [`the handler threw a ${thrown}`] : []),
      ...unexpected.map((request) => `request that is not in the recording: ${request}`),
      ...notRequested.map((mock) => `recorded request that was not sent: ${mock}`),
      ...deviations(played),
    ],
  };
}

function expectRequest(answer: RecordedResponse): void {
  const { scope, method, path, status, response, responseIsBinary, rawHeaders, reqheaders, delayMs } = answer;
  let interceptor = nock(scope, { reqheaders: reqheaders ?? {} }).intercept(path, method);
  // MSAL adds a random id to the query, so a path without a query matches any query.
  if (!path.includes("?")) interceptor = interceptor.query(true);
  if (delayMs !== undefined) interceptor = interceptor.delay(delayMs);
  const body = responseIsBinary && typeof response === "string" ? Buffer.from(response, "hex") : response;
  interceptor.reply(status, body as nock.Body, rawHeaders as Record<string, string>);
}

function playedRequest(request: WatchedRequest): PlayedRequest {
  const { method, url, startMs, endMs, status, body, chunks } = request;
  // The id that MSAL adds is random.
  const search = url.searchParams.has("client-request-id") ? "" : decodeURIComponent(url.search);
  const ms = Math.round((endMs ?? startMs) - startMs);
  return {
    method,
    host: url.host,
    path: url.pathname + search,
    startMs: Math.round(startMs),
    ms,
    status,
    body,
    bytes: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0),
  };
}

function patchedBy(requests: readonly PlayedRequest[]): Record<string, unknown> {
  const patch = requests.find(({ method, status }) => method === "PATCH" && status === 200);
  const body: unknown = JSON.parse(patch?.body ?? "null");
  return isRecord(body) && isRecord(body.app_metadata) ? body.app_metadata : {};
}

/** `app_metadata` of the user before the login. */
export function appMetadataOf({ event }: Scenario): Record<string, unknown> {
  const { user } = event;
  return isRecord(user) && isRecord(user.app_metadata) ? user.app_metadata : {};
}

/** Merges first-level keys as Auth0 does; `null` removes a key. */
function merge(before: Record<string, unknown>, written: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...before, ...written }).filter(([, value]) => value !== null));
}

function deviations(played: Omit<Played, "deviations">): string[] {
  const { expected, now } = played.scenario;
  const actual = {
    log: readLog(played.logged),
    requests: played.requests.map(requestName).sort(),
    app_metadata: normalizeTimes(played.appMetadata, now),
    idToken: played.idToken,
  };
  const wanted = { ...expected, requests: [...expected.requests].sort(), idToken: expected.idToken ?? {} };
  return differences(plain(actual), plain(wanted), "");
}

/** Differences, each with its path. */
function differences(actual: unknown, wanted: unknown, path: string): string[] {
  if (isRecord(actual) && isRecord(wanted)) {
    const keys = [...new Set([...Object.keys(actual), ...Object.keys(wanted)])];
    return keys.flatMap((key) => differences(actual[key], wanted[key], path ? `${path}.${key}` : key));
  }
  if (isDeepStrictEqual(actual, wanted)) return [];
  return [`${path}: ${shorten(actual)}, expected ${shorten(wanted)}`];
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? "nothing" : text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

/** A copy as plain objects, because objects of another JavaScript realm are never deeply equal. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The result of a played scenario as an expectation. */
export function expectationOf(played: Omit<Played, "deviations">): Scenario["expected"] {
  return {
    log: readLog(played.logged),
    requests: played.requests.map(requestName),
    app_metadata: normalizeTimes(played.appMetadata, played.scenario.now),
    ...(Object.keys(played.idToken).length > 0 && { idToken: played.idToken }),
  };
}

/** Method, host and path, as scenarios list requests. */
export function requestName({ method, host, path }: PlayedRequest): string {
  return `${method} ${host}${path}`;
}

/** The log line without its duration. If there are several, `lines` is their number, which no scenario expects. */
function readLog(logged: readonly string[]): Record<string, unknown> | null {
  if (logged.length === 0) return null;
  const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  const { ms, ...line } = lines[0] ?? {};
  return { ...line, ...(typeof ms !== "number" && { ms }), ...(lines.length > 1 && { lines: lines.length }) };
}

/** Replaces each time that the login stored with its start time. */
function normalizeTimes(appMetadata: Readonly<Record<string, unknown>>, now: Date): Record<string, unknown> {
  const normalized = plain(appMetadata) as Record<string, unknown>;
  const sync = isRecord(normalized.entra) ? normalized.entra.sync : undefined;
  if (isRecord(sync)) {
    for (const [part, time] of Object.entries(sync)) {
      const lateMs = Date.parse(String(time)) - now.getTime();
      if (lateMs >= 0 && lateMs < MAX_LOGIN_MS) sync[part] = `${now.toISOString().slice(0, 19)}Z`;
    }
  }
  return normalized;
}
