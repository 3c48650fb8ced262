/**
 * The table of requests and rate limits in each interval.
 *
 * @module
 */

import type { TimelineRecord } from "../../../sync/timeline";
import { formatDuration, formatNumber } from "../../shared/html/format";
import { MAX_CHARTED_LIMITS } from "./rate-limits";
import { clockText } from "./time-axis";

/** The numbers of the charts. */
export function IntervalTable({ record }: { readonly record: TimelineRecord }) {
  const { intervals, intervalMs } = record;
  const limits = record.limits.slice(0, MAX_CHARTED_LIMITS);
  const number = (value: number) => <td class="n">{formatNumber(value)}</td>;
  return (
    <details>
      <summary>Numbers of each interval</summary>
      <table class="times intervals">
        <caption>
          Requests in each interval of {formatDuration(intervalMs)}, and the lowest number of requests left of
          each limit of Auth0
        </caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {[
              "Graph",
              "Reads",
              "Writes",
              "Status 429",
              ...limits.map(({ limit }) => `Left of ${formatNumber(limit)}`),
            ].map((name) => (
              <th scope="col" class="n">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {intervals.map(({ graph, reads, writes, graphThrottled, auth0Throttled, remaining }, index) => (
            <tr>
              <th scope="row">{clockText(index * intervalMs)}</th>
              {[graph, reads, writes, graphThrottled + auth0Throttled].map(number)}
              {limits.map(({ limit }) => {
                const left = remaining.get(limit);
                return left === undefined ? <td class="n">–</td> : number(left);
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
