/**
 * Requests over time, as the chart shows them.
 *
 * @module
 */

import type { TimelineRecord } from "../../../sync/timeline";
import { formatCount, formatDuration, formatNumber } from "../../shared/html/format";

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

/** What the chart of requests shows, in words. @param throttling text of {@link describeThrottling} */
export function describeRequests(
  { intervals, intervalMs }: TimelineRecord,
  columns: readonly RequestColumn[],
  throttling: string,
): string {
  const most = (name: "graph" | "reads" | "writes") =>
    formatRate(Math.max(...columns.map((column) => column[name])));
  const duration = formatDuration(intervals.length * intervalMs);
  const peaks = `at most ${most("graph")} to Graph, ${most("reads")} reads and ${most("writes")} writes in Auth0`;
  return `Requests per second over ${duration}: ${peaks}. ${throttling}`;
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

/** Requests per second: whole numbers, and one decimal below 10. */
export function formatRate(rate: number): string {
  return rate >= 10 ? formatNumber(rate) : String(Math.round(rate * 10) / 10);
}
