/**
 * Turns errors of Management API requests into one line with a remedy. Of the response it contains only scopes and
 * codes.
 *
 * @module
 */

import { ManagementError, ManagementTimeoutError } from "auth0";
import { ownText } from "../../json";
import { type Credentials, SCOPES } from "./credentials";
import { requestedDelayMs } from "./retry";

const RUN_AGAIN = "run deploy again: it is safe to repeat";

export interface FailedRequest {
  /** What the request was for, as a verb: `create the Action`. */
  readonly purpose: string;
  readonly credentials: Credentials;
  /** Status of the token request, if that request failed. */
  readonly tokenStatus: number | undefined;
  /** Current time in milliseconds since 1970. */
  readonly now: number;
}

/** An error whose message says what to do. Its cause is `error`. */
export function toUserError(error: unknown, request: FailedRequest): Error {
  return new Error(messageFor(error, request), { cause: error });
}

function messageFor(error: unknown, request: FailedRequest): string {
  const { purpose, credentials, tokenStatus } = request;
  const { domain, names } = credentials;
  if (tokenStatus !== undefined && tokenStatus < 500 && tokenStatus !== 429) {
    return tokenStatus === 403
      ? `authorize the application of ${names} for the Auth0 Management API, with the scopes ${SCOPES.join(" ")}`
      : `Auth0 refused the sign-in (${tokenStatus}): check ${names}, and that AUTH0_DOMAIN is the canonical domain of their tenant`;
  }
  if (error instanceof ManagementTimeoutError)
    return `could not ${purpose}: ${domain} did not respond in time; ${RUN_AGAIN}`;
  if (error instanceof ManagementError) return messageForResponse(error, request);
  if (error instanceof Error && error.name === "IncompleteListError") {
    return `could not ${purpose} completely (${error.message}): somebody may be changing the list; ${RUN_AGAIN}`;
  }
  return `could not ${purpose}: cannot connect to ${domain} (${codeOf(error)}); check AUTH0_DOMAIN and the network, then ${RUN_AGAIN}`;
}

function messageForResponse(error: ManagementError, request: FailedRequest): string {
  const { purpose, credentials, now } = request;
  const { domain, names } = credentials;
  const { statusCode: status, body } = error;
  const prefix = `could not ${purpose}`;
  const code = ownText(body, "errorCode") ?? "";
  const suffix = /^[a-z_]{1,60}$/.test(code) ? ` ${code}` : "";
  switch (status) {
    case undefined:
      return `${prefix}: the connection to ${domain} failed (${codeOf(error)}); ${RUN_AGAIN}`;
    case 401:
      return `${prefix}: Auth0 does not accept the token (401${suffix}); check that AUTH0_DOMAIN is the tenant's canonical domain`;
    case 403:
      return `${prefix}: grant ${scopesIn(ownText(body, "message") ?? "")} of the Auth0 Management API to the application of ${names}`;
    case 404:
      return `${prefix}: Auth0 returned 404, it may have been deleted; ${RUN_AGAIN}`;
    case 409:
      return `${prefix}: Auth0 reports a conflict (409), it may have been changed at the same time; ${RUN_AGAIN}`;
    case 429: {
      const ms = requestedDelayMs(error, now);
      return `${prefix}: the tenant's rate limit is reached; wait ${ms === undefined ? "a minute" : `${Math.ceil(ms / 1000)} s`}, then ${RUN_AGAIN}`;
    }
    default:
      return status >= 500
        ? `${prefix}: Auth0 is unavailable (${status}); ${RUN_AGAIN}`
        : `${prefix}: Auth0 refused the request (${status}${suffix}); set DEBUG=1 to print codes and stack`;
  }
}

/** Auth0 names the missing scope: `Insufficient scope, expected any of: update:actions`. */
function scopesIn(message: string): string {
  const named = message.match(/\b[a-z]+:[a-z_]+\b/g) ?? [];
  return named.length > 0 ? `the scope ${named.join(" or ")}` : `the scopes ${SCOPES.join(" ")}`;
}

/** The code of a failed connection, from the error or one of its causes. */
function codeOf(error: unknown): string {
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if ("code" in link && typeof link.code === "string") return link.code;
  }
  return error instanceof Error ? error.name : "unknown";
}
