/**
 * Rate limits of the Management API: token buckets, and the headers that tell a client how many requests are left.
 *
 * @module
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */

import { auth0Error } from "./auth0";
import type { HttpResponse } from "./handler";

export interface BucketOptions {
  /** Requests that a full bucket allows at once. */
  readonly size: number;
  /** Requests that are added per second, continuously. */
  readonly perSecond: number;
  /** Milliseconds since the epoch. Default: the time of this machine. */
  readonly now?: () => number;
}

export interface Bucket {
  readonly size: number;
  /** The lowest number of requests that were left after any request. */
  readonly lowest: number;
  /** Takes one request out of the bucket, if there is one. */
  take(): Taken;
}

interface Taken {
  readonly isAllowed: boolean;
  /** Whole requests that are left. */
  readonly remaining: number;
  /** UNIX seconds at which the bucket is full again. */
  readonly reset: number;
}

/** Both may be the same bucket. */
export interface RateLimits {
  readonly reads: Bucket;
  readonly writes: Bucket;
}

/** Sums of fractions can be too small by this much. */
const ROUNDING = 1e-6;

/** A full bucket. */
export function createBucket({ size, perSecond, now = Date.now }: BucketOptions): Bucket {
  let [left, at, lowest] = [size, now(), size];
  return {
    size,
    get lowest() {
      return lowest;
    },
    take() {
      const time = now();
      left = Math.min(size, left + (Math.max(0, time - at) / 1000) * perSecond);
      at = time;
      const isAllowed = left + ROUNDING >= 1;
      if (isAllowed) left = Math.max(0, left - 1);
      const remaining = Math.floor(left + ROUNDING);
      lowest = Math.min(lowest, remaining);
      const secondsToFull = (size - left) / perSecond;
      return { isAllowed, remaining, reset: Math.ceil(time / 1000 + secondsToFull - ROUNDING) };
    },
  };
}

/** Counts a request. `refusal` is the response if there was none left. */
export function countRequest(
  { reads, writes }: RateLimits,
  method: string,
): { readonly headers: Readonly<Record<string, string>>; readonly refusal: HttpResponse | undefined } {
  const bucket = method === "GET" ? reads : writes;
  const { isAllowed, remaining, reset } = bucket.take();
  const headers = {
    "x-ratelimit-limit": String(bucket.size),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
  };
  const message = "Global limit has been reached";
  const refusal = isAllowed
    ? undefined
    : auth0Error(429, "Too Many Requests", message, "too_many_requests", headers);
  return { headers, refusal };
}
