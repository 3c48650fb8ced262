/**
 * What a refusal of Auth0 means, in one line that says what to do. Nothing of the answer but scopes and codes gets into it.
 *
 * @module
 */

import { ManagementError, ManagementTimeoutError } from "auth0";
import { type Credentials, SCOPES } from "./credentials";
import { askedToWait } from "./patience";

const AGAIN = "run deploy again: it takes up where this run stopped";

export interface Circumstances {
  /** What was being done, as a verb: `create the Action`. */
  readonly what: string;
  readonly credentials: Credentials;
  /** Status of the token request, where that was the one that failed. */
  readonly tokenRefused: number | undefined;
  /** Current time in milliseconds since 1970. */
  readonly now: number;
}

/** An error for people; the original is its cause. */
export function explain(error: unknown, circumstances: Circumstances): Error {
  return new Error(meaning(error, circumstances), { cause: error });
}

function meaning(error: unknown, circumstances: Circumstances): string {
  const { what, credentials, tokenRefused } = circumstances;
  const { domain, names } = credentials;
  if (tokenRefused !== undefined && tokenRefused < 500 && tokenRefused !== 429) {
    return tokenRefused === 403
      ? `authorize the application of ${names} for the Auth0 Management API, with the scopes ${SCOPES.join(" ")}`
      : `Auth0 refused the sign-in (${tokenRefused}): check ${names}, and that AUTH0_DOMAIN is their tenant's own domain`;
  }
  if (error instanceof ManagementTimeoutError)
    return `could not ${what}: ${domain} did not answer in time; ${AGAIN}`;
  if (error instanceof ManagementError) return refused(error, circumstances);
  if (error instanceof Error && error.name === "IncompleteListError") {
    return `could not ${what} as a whole (${error.message}): somebody may be changing it; ${AGAIN}`;
  }
  return `could not ${what}: ${domain} is not reachable (${codeOf(error)}); check AUTH0_DOMAIN and the network, then ${AGAIN}`;
}

function refused(error: ManagementError, { what, credentials, now }: Circumstances): string {
  const { domain, names } = credentials;
  const { statusCode: status, body } = error;
  const could = `could not ${what}`;
  const code = field(body, "errorCode");
  const suffix = /^[a-z_]{1,60}$/.test(code) ? ` ${code}` : "";
  switch (status) {
    case undefined:
      return `${could}: the connection to ${domain} failed (${codeOf(error)}); ${AGAIN}`;
    case 401:
      return `${could}: Auth0 does not accept the token (401${suffix}); check that AUTH0_DOMAIN is the tenant's own domain`;
    case 403:
      return `${could}: grant ${scopesNamed(field(body, "message"))} of the Auth0 Management API to the application of ${names}`;
    case 404:
      return `${could}: it is not there any more (404); ${AGAIN}`;
    case 409:
      return `${could}: somebody else has just changed it (409); ${AGAIN}`;
    case 429: {
      const ms = askedToWait(error, now);
      return `${could}: the tenant's rate limit is used up; wait ${ms === undefined ? "a minute" : `${Math.ceil(ms / 1000)} s`}, then ${AGAIN}`;
    }
    default:
      return status >= 500
        ? `${could}: Auth0 is not available (${status}); ${AGAIN}`
        : `${could}: Auth0 refused it (${status}${suffix}); DEBUG=1 shows where`;
  }
}

/** Auth0 names the scope that would have done: `Insufficient scope, expected any of: update:actions`. */
function scopesNamed(message: string): string {
  const named = message.match(/\b[a-z]+:[a-z_]+\b/g) ?? [];
  return named.length > 0 ? `the scope ${named.join(" or ")}` : `the scopes ${SCOPES.join(" ")}`;
}

function field(body: unknown, name: string): string {
  const value =
    typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** The code that says why a connection failed, wherever it sits in the chain of causes. */
function codeOf(error: unknown): string {
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if ("code" in link && typeof link.code === "string") return link.code;
  }
  return error instanceof Error ? error.name : "unknown";
}
