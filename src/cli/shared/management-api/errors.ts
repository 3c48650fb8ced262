/**
 * Turns errors of Management API requests into one line with a remedy.
 *
 * @module
 */

import { ManagementError } from "auth0";
import { Failure } from "../../../http/failure";
import { ownText } from "../../../json";
import type { Hosts } from "../hosts";
import { type NamedValue, redact } from "../redact";
import { type Credentials, SCOPES } from "./credentials";
import { requestedDelayMs } from "./retry";
import { refusedSignInHint } from "./token";
import { REQUEST_TIMEOUT_MS } from "./transport";
import type { Clock } from "../../../http/clock";

const RUN_AGAIN = "run the command again: it is safe to repeat";

export interface FailedRequest {
  /** What the request was for, as a verb: `create the Action`. */
  readonly purpose: string;
  readonly credentials: Credentials;
  readonly hosts: Hosts;
  /** Values that the message must not contain. */
  readonly secrets: readonly NamedValue[];
  readonly clock: Clock;
}

/** An error whose message says what to do. Its cause is `error`. */
export function toUserError(error: unknown, request: FailedRequest): Error {
  return new Error(`could not ${request.purpose}${messageFor(error, request)}`, { cause: error });
}

/** Begins with `:` or with a space. */
function messageFor(error: unknown, request: FailedRequest): string {
  if (error instanceof Failure) return `: ${messageForFailure(error, request)}`;
  if (error instanceof ManagementError) return `: ${messageForResponse(error, request)}`;
  if (error instanceof Error && error.name === "IncompleteListError") {
    return ` completely (${error.message}): the list may have changed while it was read; ${RUN_AGAIN}`;
  }
  return `: ${error instanceof Error ? error.name : "unknown error"}; set DEBUG=1 to print codes and stack`;
}

/** A failed sign-in, connection, or response that is not Auth0's. */
function messageForFailure(failure: Failure, { credentials, hosts }: FailedRequest): string {
  const { domain, names } = credentials;
  const { code, status } = failure.details;
  const hint = refusedSignInHint(failure, domain, names);
  if (hint !== undefined) {
    const scopes = code === "no_api_grant" ? ` ${SCOPES.join(" ")}` : "";
    return `Auth0 refused the sign-in: ${hint}${scopes}`;
  }
  if (failure.reason === "throttled") return rateLimitMessage(domain, failure.details.retryAfterMs);
  const text = hosts.explain([domain], failure, REQUEST_TIMEOUT_MS);
  if (text) return `${text}. Then ${RUN_AGAIN}`;
  return `unexpected response from ${domain}${status === undefined ? "" : ` (${status})`}, which is not from Auth0: check AUTH0_DOMAIN, and look for a proxy that responds in its place`;
}

/** An error response of the Management API. */
function messageForResponse(error: ManagementError, request: FailedRequest): string {
  const { credentials, clock } = request;
  const { domain, names } = credentials;
  const { statusCode: status = 0, body } = error;
  const reason = reasonIn(body, request);
  switch (status) {
    case 401:
      return `Auth0 does not accept the token (401${reason}); check that AUTH0_DOMAIN is the tenant's canonical domain`;
    case 403: {
      const scopes = scopesIn(ownText(body, "message") ?? "");
      // Auth0 also responds with 403 if a limit of the tenant is exceeded.
      return scopes.length > 0
        ? `grant ${scopes.join(" or ")} to ${names.idName} on the Auth0 Management API`
        : `Auth0 refused the request (403${reason})`;
    }
    case 404:
      return `Auth0 returned 404${reason}; it may have been deleted, ${RUN_AGAIN}`;
    case 409:
      return `Auth0 reports a conflict (409${reason}); it may have been changed at the same time, ${RUN_AGAIN}`;
    case 429:
      return rateLimitMessage(domain, requestedDelayMs(error, clock.now()));
    default:
      return status >= 500
        ? `${domain} is unavailable (${status}); ${RUN_AGAIN}`
        : `Auth0 refused the request (${status}${reason}): correct what it names, then ${RUN_AGAIN}`;
  }
}

function rateLimitMessage(domain: string, ms: number | undefined): string {
  const wait = ms === undefined ? "a minute" : `${Math.ceil(ms / 1000)} s`;
  return `the rate limit of ${domain} is reached; wait ${wait}, then ${RUN_AGAIN}`;
}

/** Auth0's own code and message: `, invalid_body: Payload validation error: …`. */
function reasonIn(body: unknown, { secrets }: FailedRequest): string {
  const texts = [ownText(body, "errorCode"), ownText(body, "message")].flatMap((text) => text ?? []);
  return texts.length > 0 ? `, ${redact(texts.join(": "), secrets)}` : "";
}

/** Auth0 names the missing scope: `Insufficient scope, expected any of: update:actions`. */
function scopesIn(message: string): readonly string[] {
  return message.match(/\b[a-z]+:[a-z_]+\b/g) ?? [];
}
