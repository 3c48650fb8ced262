/**
 * Why something outside did not answer as it should. The reasons are what the log line says.
 *
 * @module
 */

import type { IncomingHttpHeaders } from "node:http";

/**
 * - `credentials`: 401, or the token was refused
 * - `permission`: 403
 * - `limited`: answered, but with what an app without the permission gets to see
 * - `throttled`: 429, or 503 with `Retry-After`
 * - `unavailable`: another 5xx, reset, refused, unreachable
 * - `timeout`: the deadline came first
 * - `invalid`: 400, a redirect, not JSON, a wrong shape, 404 without Graph's error, no picture
 * - `too_large`: a cap was reached
 * - `user_not_found`: the directory does not know the user
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

export interface FailureDetails {
  /** What an administrator can do, where that is known better than from the reason. Holds no data of the answer. */
  readonly remedy?: string;
  /** Permission that is missing, if it is not the part's own. */
  readonly permission?: string;
  /** HTTP status, if the failure is a response. */
  readonly status?: number;
  /** Milliseconds, as `Retry-After` says. */
  readonly retryAfterMs?: number;
  /** Refused with the user's own token, which says little about other users. */
  readonly delegated?: boolean;
}

/** Thrown by the edges, caught once where an outcome is made of it. Its message is the reason and nothing else. */
export class Failure extends Error {
  /** Whether the outage memory has it already, so that it counts once and for what really failed. */
  counted = false;

  constructor(
    readonly reason: Reason,
    readonly details: FailureDetails = {},
  ) {
    super(reason);
    this.name = "Failure";
  }
}

/** The {@link Failure} that `error` is or was caused by; SDKs wrap what their transport throws. */
export function failureIn(error: unknown): Failure | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    if (cause instanceof Failure) return cause;
  }
  return undefined;
}

/** The {@link Failure} in `error`, else `invalid`: something that no edge has foreseen. */
export function toFailure(error: unknown): Failure {
  return failureIn(error) ?? new Failure("invalid");
}

/** The failure in `error`, which was counted for the token that was waited for, and so is not for what waited. */
export function countedElsewhere(error: unknown): Failure {
  const failure = toFailure(error);
  failure.counted = true;
  return failure;
}

/** Reason of signals that are aborted because the login is over, not because something took too long. */
export const ENDED = Symbol("ended");

/** The failure that an aborted signal stands for: a time-out, of which an ended login is none. */
export function failureOfAbort(signal: AbortSignal): Failure {
  const failure = new Failure("timeout");
  failure.counted = signal.reason === ENDED;
  return failure;
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
 * Milliseconds that a `Retry-After` header asks for: seconds, also as the fraction that Graph sometimes sends, or a date.
 *
 * @param now milliseconds since the epoch, for dates
 * @returns `undefined` where the header is missing or says nothing
 * @see https://learn.microsoft.com/graph/throttling
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d{1,12}(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
