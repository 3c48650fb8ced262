/**
 * How long a deployment waits for Auth0: where it asks for a moment, and where a read fails in passing.
 *
 * @module
 */

import { ManagementError } from "auth0";
import type { Clock } from "../shared/context";
import type { Report } from "../shared/report";

/** Attempts in all. */
const ATTEMPTS = 4;

/** Milliseconds that it waits at most for one request to be allowed again; a tenant's limits recover within seconds. */
const LONGEST_MS = 30_000;

/**
 * Asks again where Auth0 says that it is too early (429: nothing was done), and where a read failed in passing.
 * Writes that failed otherwise are not repeated: whether they were done is not known.
 */
export async function patiently<T>(
  request: () => Promise<T>,
  { isRead, report, clock }: { readonly isRead: boolean; readonly report: Report; readonly clock: Clock },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const ms = attempt < ATTEMPTS ? waitBefore(error, isRead, attempt, clock.now()) : undefined;
      if (ms === undefined) throw error;
      report.waiting(`Auth0 needs a moment: trying again in ${Math.ceil(ms / 1000)} s`);
      await clock.pause(ms);
    }
  }
}

function waitBefore(error: unknown, isRead: boolean, attempt: number, now: number): number | undefined {
  if (!(error instanceof ManagementError)) return undefined;
  const { statusCode: status } = error;
  const passing = isRead && (status === undefined || status >= 500);
  if (status !== 429 && !passing) return undefined;
  const ms = askedToWait(error, now) ?? 500 * 2 ** attempt;
  return ms <= LONGEST_MS ? ms : undefined;
}

/** Milliseconds that the answer asks to wait. @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy */
export function askedToWait(error: ManagementError, now: number): number | undefined {
  const headers = error.rawResponse?.headers;
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  if (seconds >= 0) return seconds * 1000;
  const reset = Number(headers?.get("x-ratelimit-reset") ?? Number.NaN);
  return Number.isNaN(reset) ? undefined : Math.max(reset * 1000 - now, 0);
}
