/**
 * The Auth0 Management API: reads one user, writes one user's `app_metadata`.
 *
 * @module
 * @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id
 */

import type { UsersManager } from "auth0/legacy";
import type { ActionCache } from "../auth0";
import { sharedCircuits, withCircuitBreaker } from "../http/circuit-breaker";
import {
  type HttpRequest,
  type HttpResponse,
  type Transport,
  createTransport,
  parseJson,
  send,
} from "../http/client";
import { type Deadline, until } from "../http/deadline";
import { Failure, settle, unwrap } from "../http/failure";
import { type Json, isRecord, own } from "../json";
import { loadAuth0 } from "../lazy-packages";
import type { ManagementApp } from "../settings/settings";
import {
  type AccessToken,
  type CachedToken,
  dropToken,
  getToken,
  isToken,
  cacheKey,
} from "../tokens/token-cache";
import { failureOfCall, failureOfGrant, failureOfWrite } from "./responses";

/** Bytes of a response. Far above the 10 KB that Auth0 allows for a user. */
const MAX_BYTES = 1_048_576;
/** Lifetime of a token whose response does not state it. */
const DEFAULT_TOKEN_SECONDS = 86_400;

export interface Management {
  /**
   * The whole user. Needs `read:users`, and `read:user_idp_tokens` for the tokens of identities.
   *
   * @param isOptional whether the login can continue without the user. Then the read ends earlier, and a 403 keeps the
   * token, because each new token counts against the tenant's quota
   */
  readonly readUser: (userId: string, isOptional: boolean) => Promise<Record<string, unknown>>;
  /** Merges `changes` into the first level of `app_metadata`; `null` removes. Needs `update:users_app_metadata`. */
  readonly writeAppMetadata: (userId: string, changes: Readonly<Record<string, Json>>) => Promise<void>;
  /** Requests the token before it is needed. The next call throws its failure. */
  readonly warm: () => void;
  /** Loads the SDK before it is needed. */
  readonly load: () => void;
}

/** Creates the client for one login. All its promises reject with a {@link Failure}. */
export function createManagement(app: ManagementApp, cache: ActionCache, deadline: Deadline): Management {
  const key = cacheKey("management", app.domain, app.clientId);
  const session: Session = { app, cache, key, deadline };
  return {
    async readUser(userId, isOptional) {
      const signal = isOptional ? deadline.optionalReads : deadline.reads;
      const options: Call = {
        circuit: `${key}:read`,
        signal,
        keepsToken: isOptional,
        check: failureOfCall,
      };
      return call(session, options, async (users) => users.get({ id: userId }));
    },
    async writeAppMetadata(userId, changes) {
      const signal = deadline.all;
      const options: Call = {
        circuit: `${key}:write`,
        signal,
        keepsToken: false,
        check: failureOfWrite,
      };
      await call(session, options, async (users) => users.update({ id: userId }, { app_metadata: changes }));
    },
    warm() {
      void tokenOf(session);
    },
    load() {
      deadline.uncounted(loadAuth0);
    },
  };
}

interface Session {
  readonly app: ManagementApp;
  readonly cache: ActionCache;
  readonly key: string;
  readonly deadline: Deadline;
  /** One token for all calls of a login. Never rejects. */
  token?: Promise<CachedToken | Failure>;
}

interface Call {
  readonly circuit: string;
  readonly signal: AbortSignal;
  /** Whether a 403 keeps the token. */
  readonly keepsToken: boolean;
  readonly check: (response: HttpResponse) => Failure | undefined;
}

type UsersCall = (users: UsersManager) => Promise<{ data: unknown }>;

/** One call, repeated once with a new token if a cached one was refused. Its last result counts, once. */
async function call(session: Session, options: Call, use: UsersCall): Promise<Record<string, unknown>> {
  const open = sharedCircuits.failureOf(options.circuit);
  if (open) throw open;
  const token = await waitForToken(session, options);
  let result = await sendOnce(session, token.value, options, use);
  if (result instanceof Failure && result.reason === "credentials" && token.reused) {
    delete session.token;
    const next = await waitForToken(session, options);
    result = await sendOnce(session, next.value, options, use);
  }
  if (!(result instanceof Failure)) {
    sharedCircuits.succeed(options.circuit);
    return result;
  }
  sharedCircuits.fail(options.circuit, result);
  throw result;
}

/** Token requests have a circuit of their own. If a call has to stop waiting for the token, its own circuit counts that. */
async function waitForToken(session: Session, { circuit, signal }: Call): Promise<CachedToken> {
  const token = await settle(until(signal, tokenOf(session)));
  if (token instanceof Failure && signal.aborted) sharedCircuits.fail(circuit, token);
  return unwrap(token);
}

async function tokenOf(session: Session): Promise<CachedToken | Failure> {
  const { app, key, cache, deadline } = session;
  session.token ??= settle(
    getToken(key, cache, deadline.all, async (signal) =>
      withCircuitBreaker(`${key}:token`, async () => requestToken(app, signal)),
    ),
  );
  return session.token;
}

async function sendOnce(
  { app, key, cache, deadline }: Session,
  token: string,
  { signal, keepsToken, check }: Call,
  use: UsersCall,
): Promise<Record<string, unknown> | Failure> {
  const { domain } = app;
  const transport = createTransport({ hosts: [domain], signal, maxBytes: MAX_BYTES }, check);
  try {
    // Only the client's users: the whole Management client would create about forty other API clients for every call.
    const users = new (deadline.uncounted(loadAuth0).UsersManager)({
      ...optionsFor(transport),
      baseUrl: `https://${domain}/api/v2`,
      headers: { authorization: `Bearer ${token}` },
      parseError: async () => Promise.resolve(new Failure("invalid")),
    });
    const { data } = await use(users);
    return isRecord(data) ? data : new Failure("invalid");
  } catch (error) {
    // The SDK's own errors hold whole responses and are dropped.
    const failure = transport.failureOf(error) ?? new Failure("invalid");
    const isRefused = failure.reason === "credentials" || (failure.reason === "permission" && !keepsToken);
    if (isRefused) dropToken(key, token, cache);
    return failure;
  }
}

/**
 * Sends the client credentials grant, without the SDK, which is loaded while this request is pending.
 *
 * @throws {@link Failure} if there is no response
 */
export async function sendGrant(app: ManagementApp, signal: AbortSignal): Promise<HttpResponse> {
  const { domain, clientId, clientSecret } = app;
  const grant = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    audience: `https://${domain}/api/v2/`,
  };
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(grant),
  };
  return send(`https://${domain}/oauth/token`, request, { hosts: [domain], signal, maxBytes: MAX_BYTES });
}

/** Requests a token for the Management API. @throws {@link Failure} */
export async function requestToken(app: ManagementApp, signal: AbortSignal): Promise<AccessToken> {
  const response = await sendGrant(app, signal);
  const failure = failureOfGrant(response);
  if (failure) throw failure;
  const json = parseJson(response);
  const value = own(json, "access_token");
  const seconds = own(json, "expires_in");
  if (!isToken(value)) throw new Failure("invalid");
  return {
    value,
    expiresAt: Date.now() + (typeof seconds === "number" ? seconds : DEFAULT_TOKEN_SECONDS) * 1000,
  };
}

/**
 * Options for the SDK. Its own `fetch` reads bodies without limit, and its token request outlives the login. It gets only
 * what it uses of a `Response`, because creating a real one takes longer than everything else.
 */
function optionsFor(transport: Transport) {
  const fetch = async (url: unknown, { method, headers, body }: RequestInit = {}) => {
    const request = { method, headers, body: body as string | undefined } as HttpRequest;
    const response = await transport.send(String(url), request);
    return { ok: true, status: response.status, json: async () => Promise.resolve(parseJson(response)) };
  };
  return { fetch: fetch as unknown as typeof globalThis.fetch, retry: { enabled: false } };
}
