/**
 * Retries of Management API requests: after 429, and after a read that failed temporarily.
 *
 * @module
 */

import { ManagementError } from "auth0";
import type { Clock } from "../../../http/clock";
import { Failure } from "../../../http/failure";
import type { Report } from "../report";

const MAX_ATTEMPTS = 4;

/** Maximum delay of one retry, in milliseconds. A tenant's rate limit recovers within seconds. */
const MAX_DELAY_MS = 30_000;

/**
 * Milliseconds after which a failed read is not sent again. A request that failed slowly usually does so again, such as
 * one whose connection the operating system abandons.
 */
const MAX_FAILING_MS = 5000;

export interface RetryOptions {
  /** Whether the request changes nothing, so that it can be sent again after any failure. */
  readonly isRead: boolean;
  readonly report: Report;
  readonly clock: Clock;
}

/**
 * Sends a request, and retries it after 429, because Auth0 then has changed nothing. A read is also retried after 5xx
 * and after a failed connection, but only within the first seconds. A write is not, because Auth0 may have executed it.
 */
export async function withRetries<T>(
  request: () => Promise<T>,
  { isRead, report, clock }: RetryOptions,
): Promise<T> {
  const start = clock.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const isFast = clock.now() - start < MAX_FAILING_MS;
      const ms =
        attempt < MAX_ATTEMPTS ? retryDelayMs(error, isRead && isFast, attempt, clock.now()) : undefined;
      if (ms === undefined) throw error;
      report.waiting(`Auth0 is busy: retrying in ${Math.ceil(ms / 1000)} s`);
      await clock.pause(ms);
    }
  }
}

/** `undefined` if the request must not be retried. */
function retryDelayMs(
  error: unknown,
  retriesFailures: boolean,
  attempt: number,
  now: number,
): number | undefined {
  if (!isTemporary(error, retriesFailures)) return undefined;
  const requested =
    error instanceof ManagementError ? requestedDelayMs(error, now) : error.details.retryAfterMs;
  const ms = requested ?? 500 * 2 ** attempt;
  return ms <= MAX_DELAY_MS ? ms : undefined;
}

function isTemporary(error: unknown, retriesFailures: boolean): error is ManagementError | Failure {
  if (error instanceof Failure) {
    return error.reason === "throttled" || (retriesFailures && error.reason === "unavailable");
  }
  if (!(error instanceof ManagementError)) return false;
  const { statusCode: status = 0 } = error;
  return status === 429 || (retriesFailures && status >= 500);
}

/**
 * Milliseconds to wait, from the headers of the response.
 *
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */
export function requestedDelayMs(error: ManagementError, now: number): number | undefined {
  const headers = error.rawResponse?.headers;
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  if (seconds >= 0) return seconds * 1000;
  const reset = Number(headers?.get("x-ratelimit-reset") ?? Number.NaN);
  return Number.isNaN(reset) ? undefined : Math.max(reset * 1000 - now, 0);
}
