/**
 * The table of requests and rate limits in each interval.
 *
 * @module
 */

import type { TimelineRecord } from "../../../sync/timeline";
import { formatDuration, formatNumber } from "../../shared/html/format";
import { NumbersTable, type NumbersRow } from "./numbers-table";
import { MAX_CHARTED_LIMITS } from "./rate-limits";
import { clockText } from "./time-axis";

/** The numbers of the charts. */
export function IntervalTable({ record }: { readonly record: TimelineRecord }) {
  const { intervals, intervalMs } = record;
  const limits = record.limits.slice(0, MAX_CHARTED_LIMITS).map(({ limit }) => limit);
  const rows = intervals.map(
    ({ graph, reads, writes, graphThrottled, auth0Throttled, remaining }, index): NumbersRow => [
      clockText(index * intervalMs),
      ...[graph, reads, writes, graphThrottled + auth0Throttled],
      ...limits.map((limit) => remaining.get(limit)),
    ],
  );
  return (
    <details>
      <summary>Numbers of each interval</summary>
      <NumbersTable
        classes="times intervals"
        caption={`Requests in each interval of ${formatDuration(intervalMs)}, and the lowest number of requests left of each limit of Auth0`}
        heads={[
          "From",
          ...["Graph", "Reads", "Writes", "Status 429"],
          ...limits.map((limit) => `Left of ${formatNumber(limit)}`),
        ]}
        rows={rows}
      />
    </details>
  );
}
