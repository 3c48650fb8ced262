/**
 * Requests and rate limits over time, as the charts show them.
 *
 * @module
 */

import { reserveOf } from "../../../sync/auth0/rate-limits";
import type { Interval, TimelineRecord } from "../../../sync/timeline";
import { formatCount, formatDuration, formatNumber } from "../../shared/html/format";

/** Number of rate limits over time that a page has room for: one for reads and one for writes. */
export const MAX_CHARTED_LIMITS = 2;

/** Requests per second in one interval. */
export interface RequestColumn {
  readonly graph: number;
  readonly reads: number;
  readonly writes: number;
  /** Of all three. */
  readonly total: number;
  readonly isGraphThrottled: boolean;
  readonly isAuth0Throttled: boolean;
}

export interface LimitRow {
  readonly limit: number;
  /** What it applied to. */
  readonly kinds: string;
  readonly responses: number;
  /** The fewest requests that were left. */
  readonly fewest: number;
  readonly reserve: number;
  /** The fewest requests that were left in each interval; `undefined` without a response. */
  readonly remaining: readonly (number | undefined)[];
}

/** One column for each interval. */
export function requestColumns({ intervals, intervalMs }: TimelineRecord): readonly RequestColumn[] {
  const perSecond = (count: number) => (count * 1000) / intervalMs;
  return intervals.map(({ graph, reads, writes, graphThrottled, auth0Throttled }) => ({
    graph: perSecond(graph),
    reads: perSecond(reads),
    writes: perSecond(writes),
    total: perSecond(graph + reads + writes),
    isGraphThrottled: graphThrottled > 0,
    isAuth0Throttled: auth0Throttled > 0,
  }));
}

/** What the chart of requests shows, in words. */
export function describeRequests(record: TimelineRecord): string {
  const { intervals, intervalMs } = record;
  const columns = requestColumns(record);
  const most = (name: "graph" | "reads" | "writes") =>
    formatRate(Math.max(...columns.map((column) => column[name])));
  const duration = formatDuration(intervals.length * intervalMs);
  const peaks = `at most ${most("graph")} to Graph, ${most("reads")} reads and ${most("writes")} writes in Auth0`;
  return `Requests per second over ${duration}: ${peaks}. ${describeThrottling(record)}`;
}

/** How many responses were throttled, and when. */
export function describeThrottling({ intervals, intervalMs }: TimelineRecord): string {
  const throttled = intervals.map((it) => it.graphThrottled + it.auth0Throttled);
  const count = throttled.reduce((sum, each) => sum + each, 0);
  if (count === 0) return "No response had status 429.";
  const [first, last] = [throttled.findIndex(Boolean), throttled.findLastIndex(Boolean)];
  const from = formatDuration(first * intervalMs);
  const to = formatDuration((last + 1) * intervalMs);
  return `${formatCount(count, "response")} had status 429, between ${from} and ${to} after the start.`;
}

/** One row for each limit that Auth0's responses named. The most used first. */
export function limitRows({ limits, intervals }: TimelineRecord): readonly LimitRow[] {
  return limits.map(({ limit, kinds, responses }) => {
    const remaining = intervals.map((interval: Interval) => interval.remaining.get(limit));
    return {
      limit,
      kinds: [...kinds]
        .sort()
        .map((kind) => `${kind}s`)
        .join(" and "),
      responses,
      fewest: Math.min(...remaining.filter((each) => each !== undefined)),
      reserve: reserveOf({ limit }),
      remaining,
    };
  });
}

/** What the chart of a limit shows, in words. */
export function describeLimit({ limit, kinds, fewest, reserve }: LimitRow): string {
  const left = `at least ${formatNumber(fewest)} of ${formatNumber(limit)} requests were left`;
  return `Rate limit of ${kinds} in Auth0: ${left}. ${formatNumber(reserve)} are reserved for logins.`;
}

/** Requests per second: whole numbers, and one decimal below 10. */
export function formatRate(rate: number): string {
  return rate >= 10 ? formatNumber(rate) : String(Math.round(rate * 10) / 10);
}
