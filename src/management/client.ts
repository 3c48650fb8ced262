/**
 * The edge to the Auth0 Management API: read one user, write one user's `app_metadata`.
 *
 * @module
 * @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id
 */

import type { UsersManager } from "auth0/legacy";
import type { ActionCache } from "../auth0";
import { type Json, isRecord, own } from "../json";
import { type Deadline, until } from "../http/deadline";
import {
  type HttpResponse,
  type Transport,
  type HttpRequest,
  parseJson,
  createTransport,
} from "../http/client";
import { Failure, countedElsewhere } from "../http/failure";
import { withCircuitBreaker } from "../http/circuit-breaker";
import { loadAuth0 } from "../lazy-packages";
import type { ManagementApp } from "../settings/settings";
import {
  type AccessToken,
  type CachedToken,
  dropToken,
  failureOfTokenResponse,
  getToken,
  isToken,
  scopeName,
} from "../tokens/token-cache";
import { failureOfCall, failureOfWrite, remedyForGrant } from "./responses";

/** A user above 10 kB is refused by Auth0 itself, and some are older than that rule. */
const CAP_BYTES = 1_048_576;
const AUTH0_TOKEN_SECONDS = 86_400;

const NOT_AUTH0 = "check AUTH0_DOMAIN: the response is not Auth0's";

export interface Management {
  /**
   * The whole user. Needs `read:users`, and `read:user_idp_tokens` for the tokens of identities.
   *
   * @param isOptional whether the login can continue without the user. It then leaves time for that, and a 403 keeps the
   * token, because each new token counts against the tenant's quota
   */
  readonly readUser: (userId: string, isOptional: boolean) => Promise<Record<string, unknown>>;
  /** Merges `changes` into the first level of `app_metadata`; `null` removes. Needs `update:users_app_metadata`. */
  readonly writeAppMetadata: (userId: string, changes: Readonly<Record<string, Json>>) => Promise<void>;
  /** Asks for the token ahead of its use. What goes wrong shows when it is used. */
  readonly warm: () => void;
  /** Loads ahead what a call needs. */
  readonly load: () => void;
}

/** Creates the edge for one login. All its promises reject with a {@link Failure}. */
export function createManagement(app: ManagementApp, cache: ActionCache, budget: Deadline): Management {
  const scope = scopeName("management", app.domain, app.clientId);
  const session: Session = { app, cache, scope, signal: budget.all, load: () => budget.uncounted(loadAuth0) };
  return {
    readUser: async (userId, isOptional) =>
      call(
        session,
        {
          task: "read",
          signal: isOptional ? budget.optionalReads : budget.reads,
          keepsToken: isOptional,
          judge: failureOfCall,
        },
        async (users) => users.get({ id: userId }),
      ),
    async writeAppMetadata(userId, changes) {
      await call(
        session,
        { task: "write", signal: budget.all, keepsToken: false, judge: failureOfWrite },
        async (users) => users.update({ id: userId }, { app_metadata: changes }),
      );
    },
    warm() {
      hold(session).catch(() => {});
    },
    load: session.load,
  };
}

interface Session {
  readonly app: ManagementApp;
  readonly cache: ActionCache;
  readonly scope: string;
  readonly signal: AbortSignal;
  readonly load: () => ReturnType<typeof loadAuth0>;
  /** One token for all calls of a login, and one request for it, whether it was asked for ahead or not. */
  token?: Promise<CachedToken>;
}

interface Call {
  /** Its circuit. */
  readonly task: "read" | "write";
  readonly signal: AbortSignal;
  /** Whether a 403 leaves the token in memory. */
  readonly keepsToken: boolean;
  readonly judge: (answer: HttpResponse) => Failure | undefined;
}

type UsersCall = (users: UsersManager) => Promise<{ data: unknown }>;

/** One call, repeated once with a new token if one from memory was refused. */
async function call(session: Session, options: Call, use: UsersCall): Promise<Record<string, unknown>> {
  const { signal } = options;
  return withCircuitBreaker(`${session.scope}:${options.task}`, async () => {
    const token = await until(signal, hold(session));
    try {
      return await callOnce(session, token.value, options, use);
    } catch (error) {
      if (!(error instanceof Failure && error.reason === "credentials" && token.reused)) throw error;
      delete session.token;
      return callOnce(session, (await until(signal, hold(session))).value, options, use);
    }
  });
}

async function callOnce(
  session: Session,
  token: string,
  { signal, keepsToken, judge }: Call,
  use: UsersCall,
): Promise<Record<string, unknown>> {
  const { domain } = session.app;
  const door = createTransport({ hosts: [domain], signal, capBytes: CAP_BYTES }, judge);
  // Only the client's users: the whole Management client would create forty others for every call.
  const { UsersManager } = session.load();
  const users = new UsersManager({
    ...through(door),
    baseUrl: `https://${domain}/api/v2`,
    headers: { authorization: `Bearer ${token}` },
    parseError: async () => Promise.resolve(new Failure("invalid")),
  });
  try {
    const { data } = await use(users);
    if (!isRecord(data)) throw new Failure("invalid");
    return data;
  } catch (error) {
    const failure = failureAt(door, error);
    const isRefused = failure.reason === "credentials" || (failure.reason === "permission" && !keepsToken);
    if (isRefused) dropToken(session.scope, token, session.cache);
    throw failure;
  }
}

async function hold(session: Session): Promise<CachedToken> {
  const { app, scope, cache, signal } = session;
  session.token ??= getToken(scope, cache, signal, async (flightSignal) =>
    withCircuitBreaker(`${scope}:token`, async () => requestToken(app, flightSignal)),
  ).catch((error: unknown) => {
    throw countedElsewhere(error);
  });
  return session.token;
}

/**
 * Asks for a token by the client credentials grant. By hand, so that the SDK can be loaded while the answer is on its
 * way: it is the one request that needs nothing of it.
 */
export async function sendGrant(app: ManagementApp, door: Transport): Promise<HttpResponse> {
  const { domain, clientId, clientSecret } = app;
  const grant = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    audience: `https://${domain}/api/v2/`,
  };
  return door.send(`https://${domain}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(grant),
  });
}

async function requestToken(app: ManagementApp, signal: AbortSignal): Promise<AccessToken> {
  const door = createTransport({ hosts: [app.domain], signal, capBytes: CAP_BYTES }, (answer) =>
    failureOfTokenResponse(answer, () => remedyForGrant(parseJson(answer))),
  );
  try {
    const json = parseJson(await sendGrant(app, door));
    const value = own(json, "access_token");
    const seconds = own(json, "expires_in");
    if (!isToken(value)) throw new Failure("invalid");
    return {
      value,
      expiresAt: Date.now() + (typeof seconds === "number" ? seconds : AUTH0_TOKEN_SECONDS) * 1000,
    };
  } catch (error) {
    throw failureAt(door, error);
  }
}

/** What went wrong. The SDK's own errors hold whole responses, and are dropped. */
function failureAt(door: Transport, error: unknown): Failure {
  const failure = door.failureOf(error) ?? new Failure("invalid");
  // Without a remedy of its own, it is the response that was too large, not the profile.
  const isResponse = failure.reason === "too_large" && !failure.details.remedy;
  return isResponse ? new Failure("too_large", { remedy: NOT_AUTH0 }) : failure;
}

/**
 * Options for the SDK, whose own `fetch` reads bodies without end and lets its token request outlive the login. Of a
 * `Response` it gets what it looks at, since making a real one takes longer than all the rest.
 */
function through(door: Transport) {
  const fetch = async (url: unknown, { method, headers, body }: RequestInit = {}) => {
    // JSON, or for the token URLSearchParams.
    const text = (body as string | URLSearchParams | undefined)?.toString();
    const answer = await door.send(String(url), { method, headers, body: text } as HttpRequest);
    return { ok: true, status: answer.status, json: async () => Promise.resolve(parseJson(answer)) };
  };
  return { fetch: fetch as unknown as typeof globalThis.fetch, retry: { enabled: false } };
}
