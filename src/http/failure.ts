/**
 * Why a request did not give a usable response.
 *
 * @module
 */

import type { IncomingHttpHeaders } from "node:http";

/**
 * The reasons, as the log line shows them.
 *
 * - `credentials`: 401, a token endpoint refused the app (400, 401 or 403), or there is no token
 * - `permission`: 403 of an API
 * - `limited`: a response with only the properties that an app without the permission can see
 * - `throttled`: 429, or 503 with `Retry-After`
 * - `unavailable`: another 5xx, 408, `temporarily_unavailable`, or no connection
 * - `timeout`: no response before the deadline
 * - `invalid`: 400, a redirect, no JSON, an unexpected shape, 404 without Graph's error, no image
 * - `too_large`: 413, or a size limit was exceeded
 * - `user_not_found`: the user does not exist in the directory, or in Auth0
 */
export type Reason =
  | "credentials"
  | "permission"
  | "limited"
  | "throttled"
  | "unavailable"
  | "timeout"
  | "invalid"
  | "too_large"
  | "user_not_found";

/** Never contains data of a response except its status and an error code that was checked for its form. */
export interface FailureDetails {
  /** Service that failed, if it is not Graph. */
  readonly service?: "entra" | "auth0";
  /** Error code of the service, or one of ours. `report/hints.ts` knows what to do about it. */
  readonly code?: string;
  /** Permission that is missing, if it is not the part's own. */
  readonly permission?: string;
  /** HTTP status, if there was a response. */
  readonly status?: number;
  /** Milliseconds, from `Retry-After`. */
  readonly retryAfterMs?: number;
  /** Whether the user's own token was used. Its refusal says little about other users. */
  readonly delegated?: boolean;
  /** Whether the login ended before the response. Says nothing about the service. */
  readonly abandoned?: boolean;
}

/** Immutable. Its message is the reason and nothing else. */
export class Failure extends Error {
  constructor(
    readonly reason: Reason,
    readonly details: FailureDetails = {},
  ) {
    super(reason);
    this.name = "Failure";
  }
}

/** The {@link Failure} that `error` is or was caused by. SDKs wrap what their HTTP client throws. */
export function failureIn(error: unknown): Failure | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    if (cause instanceof Failure) return cause;
  }
  return undefined;
}

/** The {@link Failure} in `error`, or `invalid` for an unexpected error. */
export function toFailure(error: unknown): Failure {
  return failureIn(error) ?? new Failure("invalid");
}

/** A failure that can be thrown again elsewhere, with `details` added. */
export function copyOf({ reason, details: own }: Failure, details: FailureDetails = {}): Failure {
  return new Failure(reason, { ...own, ...details });
}

/** The value of `work`, or its failure. Never rejects. */
export async function settle<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    return toFailure(error);
  }
}

/** The value of a settled `result`. @throws a copy of the failure, because several callers may share the result */
export function unwrap<T>(result: T | Failure): T {
  if (result instanceof Failure) throw copyOf(result);
  return result;
}

/** Abort reason of signals of a login that has ended. Other aborts are timeouts. */
export const ENDED = Symbol("ended");

/** The failure that an aborted signal stands for. */
export function failureOfAbort(signal: AbortSignal): Failure {
  return new Failure("timeout", signal.reason === ENDED ? { abandoned: true } : {});
}

/** The failure that an HTTP status stands for; `undefined` for success, 304 and 404, which the caller interprets. */
export function failureOfStatus(status: number, headers: IncomingHttpHeaders): Failure | undefined {
  if ((status >= 200 && status < 300) || status === 304 || status === 404) return undefined;
  const retryAfterMs = parseRetryAfter(headers["retry-after"], Date.now());
  const isThrottled = status === 429 || (status === 503 && retryAfterMs !== undefined);
  const reason = isThrottled ? "throttled" : reasonOfStatus(status);
  const mayWait = status === 429 || status >= 500;
  return new Failure(reason, { status, ...(mayWait && retryAfterMs !== undefined && { retryAfterMs }) });
}

function reasonOfStatus(status: number): Reason {
  switch (status) {
    case 401:
      return "credentials";
    case 403:
      return "permission";
    case 408:
      return "unavailable";
    case 413:
      return "too_large";
    default:
      return status >= 500 ? "unavailable" : "invalid";
  }
}

/**
 * Parses a `Retry-After` header: seconds, with the fraction that Graph sometimes sends, or a date.
 *
 * @param now milliseconds since the epoch, for dates
 * @returns milliseconds; `undefined` if the header is missing or not valid
 * @see https://learn.microsoft.com/graph/throttling
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d{1,12}(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
