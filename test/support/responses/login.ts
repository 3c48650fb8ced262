/**
 * Logins of the built Action on real sockets, with the responses of each test.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { PostLoginEvent } from "../../../src/auth0";
import { type Instances, startInstances } from "../instances/instances";
import { createAuth0Tenant } from "../standin/auth0-tenant";
import { type Backend, type Exchange, createBackend } from "../standin/backend";
import { createDirectory, createTenant, createUser } from "../standin/directory";
import { send } from "../standin/handler";
import type { Target as StandInTarget } from "../standin/routes";
import { AUTH0_DOMAIN, type StandInRequest } from "../standin/server";

export { graphError } from "../standin/graph";

export const TENANT = "11111111-2222-4333-8444-555555555555";
export const OID = "2744ccd1-0c75-43bd-836a-d890f9dd5cab";
export const OTHER_OID = "5bde3e51-d13b-4db1-9948-fe4b109d11a7";

const AUTH0_CLIENT_ID = "auth0-client";
const AUTH0_CLIENT_SECRET = "auth0-secret";

export interface CannedResponse {
  /** Pattern of method, host and path of the requests that get this response. By default all requests. */
  readonly match?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or text that is sent as it is. */
  readonly body?: unknown;
  /** Body in base64. */
  readonly bytes?: string;
  readonly delayMs?: number;
}

const TARGETS = [
  "user",
  "manager",
  "directReports",
  "photoSized",
  "photo",
  "entraToken",
  "managementToken",
  "userRead",
  "userWrite",
] as const satisfies readonly StandInTarget[];
type Target = StandInTarget;

/** Responses by target. The entries of a list are used in order, and the last one for all further requests. */
export type Responses = Readonly<Partial<Record<Target, CannedResponse | readonly CannedResponse[] | null>>>;

export interface LoginInput {
  readonly event?: { readonly connection: object; readonly user: object };
  readonly settings?: Readonly<Record<string, string>>;
  /** `app_metadata` before the login. */
  readonly stored?: unknown;
  readonly answers?: Responses;
  /** By default a new instance. */
  readonly instance?: string;
  /** Number of simultaneous logins. */
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
  /** Number of requests by target. */
  readonly counts: Readonly<Record<(typeof TARGETS)[number], number>>;
  /** Resolves when the connection of a request for `target` is closed before its response. */
  readonly aborted: (target: Target) => Promise<void>;
}

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

export interface Logins {
  readonly logIn: (input?: LoginInput) => Promise<LoginResult>;
}

interface Received {
  readonly exchange: Exchange;
  readonly aborted: Promise<void>;
}

/** Starts instances before the tests of a file and stops them after, checking that no error or output is left. */
export function setUpLogins(): Logins {
  let instances: Instances;
  let count = 0;
  let answers: Responses = {};
  const used = new Map<Target, number>();
  const received: Received[] = [];
  const backend = createDefaultBackend();
  backend.override = (exchange, response) => {
    const aborted = new Promise<void>((resolve) => {
      response.on("close", () => {
        if (!response.writableFinished) resolve();
      });
    });
    received.push({ exchange, aborted });
    const canned = nextResponse(exchange, answers, used);
    if (canned) void sendCanned(canned, response);
    return canned !== undefined;
  };
  beforeAll(async () => {
    instances = await startInstances(backend.handle);
  });
  afterAll(async () => {
    const report = await instances.report();
    await instances.close();
    expect(report).toEqual({ troubles: [], plainHosts: [] });
    expect(instances.printed()).toBe("");
  });
  return {
    async logIn(input = {}) {
      answers = input.answers ?? {};
      used.clear();
      received.length = 0;
      const event = eventOf(input);
      const instance = input.instance ?? `instance-${++count}`;
      const events = Array.from({ length: input.times ?? 1 }, () => event);
      const done = await instances.login(instance, events, { aheadMs: input.aheadMs ?? 0 });
      expect(done.logins.map(({ thrown }) => thrown)).toEqual(events.map(() => undefined));
      return resultOf(event, done.logged, [...received], done.logins);
    },
  };
}

/**
 * A tenant where every id belongs to the same user, who has no photo, manager or direct reports. Its Auth0 application
 * may write users but not read them.
 */
function createDefaultBackend(): Backend {
  const user = createUser({ id: OID, displayName: "Me", userPrincipalName: "me@contoso.example" });
  const tenant = createTenant({ id: TENANT, findUser: () => user, createToken: () => "graph-token" });
  const client = { secret: AUTH0_CLIENT_SECRET, scopes: ["update:users_app_metadata"] };
  const auth0 = createAuth0Tenant({ clients: new Map([[AUTH0_CLIENT_ID, client]]) });
  return createBackend(
    createDirectory(() => tenant, tenant),
    auth0,
  );
}

function eventOf({ event = NATIVE, settings = {}, stored }: LoginInput): PostLoginEvent {
  const secrets = {
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: "99999999-2222-4333-8444-555555555555",
    AZURE_CLIENT_SECRET: "entra-secret",
    AUTH0_DOMAIN,
    AUTH0_CLIENT_ID,
    AUTH0_CLIENT_SECRET,
    // Long enough for a busy machine.
    TIME_BUDGET_MS: "15000",
    ...settings,
  };
  return { connection: event.connection, user: { ...event.user, app_metadata: stored ?? {} }, secrets };
}

/** The next canned response for a request, or `undefined` for the healthy response. */
function nextResponse(
  { target, request }: Exchange,
  answers: Responses,
  used: Map<Target, number>,
): CannedResponse | undefined {
  const given = answers[target];
  if (!given) return undefined;
  const list = (Array.isArray(given) ? given : [given]) as readonly CannedResponse[];
  const name = `${request.method} ${request.host}${request.path}`;
  const matching = list.filter(({ match }) => match === undefined || new RegExp(match).test(name));
  const count = used.get(target) ?? 0;
  used.set(target, count + 1);
  return matching[Math.min(count, matching.length - 1)];
}

async function sendCanned(canned: CannedResponse, response: ServerResponse): Promise<void> {
  const { status = 200, headers, body, bytes, delayMs } = canned;
  if (delayMs !== undefined) await pause(delayMs);
  if (bytes !== undefined) {
    send(response, { status, headers: headers ?? {}, body: Buffer.from(bytes, "base64") });
  } else {
    const type = typeof body === "string" ? "text/html" : "application/json";
    const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
    send(response, { status, headers: { "content-type": type, ...headers }, body: text });
  }
}

function resultOf(
  event: PostLoginEvent,
  logged: readonly string[],
  received: readonly Received[],
  logins: readonly { appMetadata: Record<string, unknown>; idToken: Record<string, unknown> }[],
): LoginResult {
  const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const line of logged) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(256);
  const exchanges = received.map(({ exchange }) => exchange);
  const writes = exchanges
    .filter(({ target }) => target === "userWrite")
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
    requests: exchanges.map(({ request }) => request),
    counts: Object.fromEntries(
      TARGETS.map((name) => [name, exchanges.filter(({ target }) => target === name).length]),
    ) as LoginResult["counts"],
    aborted: async (name) => received.find(({ exchange }) => exchange.target === name)?.aborted,
  };
}
