/**
 * Rate limits of Auth0 over time, as the charts show them.
 *
 * @module
 */

import { reserveOf } from "../../../sync/auth0/rate-limits";
import type { TimelineRecord } from "../../../sync/timeline";
import { formatNumber } from "../../shared/html/format";

/** Number of rate limits with a chart: one for reads and one for writes. */
export const MAX_CHARTED_LIMITS = 2;

/** A rate limit over time. */
export interface LimitRow {
  readonly limit: number;
  /** What it applied to. */
  readonly kinds: string;
  readonly responses: number;
  /** Lowest number of requests left. */
  readonly lowest: number;
  /** Requests that are left to logins. */
  readonly reserve: number;
  /** Lowest number of requests left in each interval; `undefined` without a response. */
  readonly remaining: readonly (number | undefined)[];
}

/** One row for each limit that Auth0's responses named. The most used first. */
export function limitRows({ limits, intervals }: TimelineRecord): readonly LimitRow[] {
  return limits.map(({ limit, kinds, responses }) => {
    const remaining = intervals.map((interval) => interval.remaining.get(limit));
    return {
      limit,
      kinds: [...kinds]
        .sort()
        .map((kind) => `${kind}s`)
        .join(" and "),
      responses,
      lowest: Math.min(...remaining.filter((each) => each !== undefined)),
      reserve: reserveOf({ limit }),
      remaining,
    };
  });
}

/** What the chart of a limit shows, in words. */
export function describeLimit({ limit, kinds, lowest, reserve }: LimitRow): string {
  const left = `at least ${formatNumber(lowest)} of ${formatNumber(limit)} requests were left`;
  return `Rate limit of ${kinds} in Auth0: ${left}. ${formatNumber(reserve)} are reserved for logins.`;
}
