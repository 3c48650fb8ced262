/**
 * Logins of the built Action on real sockets, each against the responses that a test gives.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { PostLoginEvent } from "../../src/auth0";
import { type Instances, startInstances } from "../faults/instances";
import type { StandInRequest } from "../standin/server";

export const TENANT = "11111111-2222-4333-8444-555555555555";
export const OID = "2744ccd1-0c75-43bd-836a-d890f9dd5cab";
export const OTHER_OID = "5bde3e51-d13b-4db1-9948-fe4b109d11a7";

export interface CannedResponse {
  /** Pattern of method, host and path that it is for; without one it is for all. */
  readonly match?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text as it is sent. */
  readonly body?: unknown;
  /** Base64 of the body. */
  readonly bytes?: string;
  readonly delayMs?: number;
}

/** Which request a response is for. */
export const TARGETS = [
  "user",
  "manager",
  "directReports",
  "photoSized",
  "photo",
  "token",
  "mgmtToken",
  "mgmtUser",
  "mgmtPatch",
] as const;
export type Target = (typeof TARGETS)[number];

/** A list is used in order, and its last entry for all further requests. */
export type Responses = Readonly<Partial<Record<Target, CannedResponse | readonly CannedResponse[] | null>>>;

export interface LoginInput {
  readonly event?: { readonly connection: object; readonly user: object };
  readonly settings?: Readonly<Record<string, string>>;
  /** `app_metadata` before the login. */
  readonly stored?: unknown;
  readonly answers?: Responses;
  /** By default an instance that nobody has used. */
  readonly instance?: string;
  /** How many logins at the same time. */
  readonly times?: number;
  readonly aheadMs?: number;
}

export interface LoginResult {
  readonly line: Readonly<Record<string, unknown>>;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** `app_metadata` after the login, as Auth0 merges it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly entra: Readonly<Record<string, unknown>>;
  readonly profile: Readonly<Record<string, unknown>>;
  /** Bodies of the writes. */
  readonly writes: readonly Readonly<Record<string, unknown>>[];
  readonly idTokens: readonly Readonly<Record<string, unknown>>[];
  readonly requests: readonly StandInRequest[];
  /** How often each target was requested. */
  readonly counts: Readonly<Record<Target, number>>;
  /** Resolves once the connection of a request to `target` was closed before its response. */
  readonly aborted: (target: Target) => Promise<void>;
}

const error = (code: string, message: string) => ({ error: { code, message, innerError: {} } });
const DEFAULTS: Readonly<Record<Target, CannedResponse>> = {
  user: { body: { id: OID, displayName: "Me", userPrincipalName: "me@contoso.example" } },
  manager: {
    status: 404,
    body: error("Request_ResourceNotFound", "Resource 'manager' does not exist or one of its queries."),
  },
  directReports: { body: { value: [] } },
  photoSized: { status: 404, body: error("ImageNotFound", "The photo wasn't found.") },
  photo: { status: 404, body: error("ImageNotFound", "The photo wasn't found.") },
  token: { body: { token_type: "Bearer", access_token: "graph-token", expires_in: 3599 } },
  mgmtToken: { body: { token_type: "Bearer", access_token: "auth0-token", expires_in: 86_400 } },
  mgmtUser: { status: 403, body: { statusCode: 403, error: "Forbidden", errorCode: "insufficient_scope" } },
  mgmtPatch: { body: {} },
};

/** A native login with an object id. */
export const NATIVE = {
  connection: { strategy: "waad", name: "contoso" },
  user: {
    user_id: "waad|q1",
    email: "person@contoso.example",
    name: "Auth0 Name",
    nickname: "person",
    oid: OID,
    tenantid: TENANT,
    identities: [{ provider: "waad", connection: "contoso", user_id: "q1", isSocial: false }],
  },
};

/** Graph's error JSON. */
export const graphError = (status: number, code: string, message = ""): CannedResponse => ({
  status,
  body: error(code, message),
});

export interface Logins {
  readonly logIn: (input?: LoginInput) => Promise<LoginResult>;
  readonly instances: () => Instances;
}

interface Seen {
  readonly target: Target | undefined;
  readonly request: StandInRequest;
  readonly aborted: Promise<void>;
}

/** Starts instances before the tests of a file and ends them after, checking that nothing was left behind. */
export function setUpLogins(): Logins {
  let instances: Instances;
  let count = 0;
  let answers: Responses = {};
  const used = new Map<Target, number>();
  const seen: Seen[] = [];
  const answer = async (request: StandInRequest, response: ServerResponse) => {
    const target = targetOf(request);
    const aborted = new Promise<void>((resolve) => {
      response.on("close", () => {
        if (!response.writableFinished) resolve();
      });
    });
    seen.push({ target, request, aborted });
    if (!target) return response.writeHead(404).end();
    const { status = 200, headers, body, bytes, delayMs } = next(target, request, answers, used);
    if (delayMs !== undefined) await pause(delayMs);
    const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
    const type = { "content-type": typeof body === "string" ? "text/html" : "application/json" };
    return response
      .writeHead(status, bytes === undefined ? { ...type, ...headers } : { ...headers })
      .end(bytes === undefined ? text : Buffer.from(bytes, "base64"));
  };
  beforeAll(async () => {
    instances = await startInstances({}, answer);
  });
  afterAll(async () => {
    const report = await instances.report();
    await instances.close();
    expect(report).toEqual({ troubles: [], plainHosts: [] });
    expect(instances.printed()).toBe("");
  });
  return {
    instances: () => instances,
    async logIn(input = {}) {
      answers = input.answers ?? {};
      used.clear();
      seen.length = 0;
      const event = eventOf(input);
      const instance = input.instance ?? `instance-${++count}`;
      const events = Array.from({ length: input.times ?? 1 }, () => event);
      const done = await instances.login(instance, events, { aheadMs: input.aheadMs ?? 0 });
      expect(done.logins.map(({ thrown }) => thrown)).toEqual(events.map(() => undefined));
      return resultOf(event, done.logged, [...seen], done.logins);
    },
  };
}

function eventOf({ event = NATIVE, settings = {}, stored }: LoginInput): PostLoginEvent {
  const secrets = {
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: "99999999-2222-4333-8444-555555555555",
    AZURE_CLIENT_SECRET: "entra-secret",
    AUTH0_DOMAIN: "contoso.eu.auth0.com",
    AUTH0_CLIENT_ID: "auth0-client",
    AUTH0_CLIENT_SECRET: "auth0-secret",
    // Wide, so that nothing depends on how busy the machine is.
    TIME_BUDGET_MS: "15000",
    ...settings,
  };
  return { connection: event.connection, user: { ...event.user, app_metadata: stored ?? {} }, secrets };
}

function targetOf({ method, host, path }: StandInRequest): Target | undefined {
  if (path.split("?")[0]?.endsWith("/token")) return host.startsWith("login.") ? "token" : "mgmtToken";
  if (path.startsWith("/api/v2/users/")) return method === "PATCH" ? "mgmtPatch" : "mgmtUser";
  const part = /^\/v1\.0\/users(?:\/[^/?]+|\('[^/?]*'\))(\/[^?]*)?/.exec(path);
  if (!part) return undefined;
  if (part[1] === undefined) return "user";
  if (part[1] === "/manager") return "manager";
  if (part[1] === "/directReports") return "directReports";
  return part[1] === "/photo/$value" ? "photo" : "photoSized";
}

function next(
  target: Target,
  request: StandInRequest,
  answers: Responses,
  used: Map<Target, number>,
): CannedResponse {
  const given = answers[target] ?? DEFAULTS[target];
  const list = (Array.isArray(given) ? given : [given]) as readonly CannedResponse[];
  const name = `${request.method} ${request.host}${request.path}`;
  const matching = list.filter(({ match }) => match === undefined || new RegExp(match).test(name));
  const count = used.get(target) ?? 0;
  used.set(target, count + 1);
  return matching[Math.min(count, matching.length - 1)] ?? DEFAULTS[target];
}

function resultOf(
  event: PostLoginEvent,
  logged: readonly string[],
  seen: readonly Seen[],
  logins: readonly { appMetadata: Record<string, unknown>; idToken: Record<string, unknown> }[],
): LoginResult {
  const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const line of logged) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(256);
  const writes = seen
    .filter(({ target }) => target === "mgmtPatch")
    .map(
      ({ request }) => (JSON.parse(request.body) as { app_metadata: Record<string, unknown> }).app_metadata,
    );
  const isSaved = lines[0]?.saved === "management-api" || lines[0]?.saved === "failed:too_large";
  const written = [...(isSaved ? writes : []), ...logins.map(({ appMetadata }) => appMetadata)];
  const before = event.user?.app_metadata as Record<string, unknown>;
  const merged = Object.entries(Object.assign({}, before, ...written) as object);
  const metadata = Object.fromEntries(merged.filter(([, value]) => value !== null)) as Record<
    string,
    unknown
  >;
  const entra = (metadata.entra ?? {}) as Record<string, unknown>;
  return {
    line: lines[0] ?? {},
    lines,
    metadata,
    entra,
    profile: (entra.profile ?? {}) as Record<string, unknown>,
    writes,
    idTokens: logins.map(({ idToken }) => idToken),
    requests: seen.map(({ request }) => request),
    counts: Object.fromEntries(
      TARGETS.map((name) => [name, seen.filter(({ target }) => target === name).length]),
    ) as LoginResult["counts"],
    aborted: async (name) => seen.find(({ target }) => target === name)?.aborted,
  };
}
