/**
 * What was left of Auth0's rate limits over time.
 *
 * @module
 */

import type { TimelineRecord } from "../../../sync/timeline";
import { ExternalLink, Section } from "../../shared/html/elements";
import { formatNumber } from "../../shared/html/format";
import { createScale, percent } from "../../shared/html/scale";
import { Chart } from "./chart";
import { NumbersTable } from "./numbers-table";
import { type LimitRow, MAX_CHARTED_LIMITS, describeLimit, limitRows } from "./rate-limits";
import type { TimeAxis } from "./time-axis";

const MAX_TICKS = 4;
/** Pixels. */
const LINE_WIDTH = 2;

/** The rate limits that Auth0's responses named. */
export function RateLimitsSection({
  record,
  axis,
}: {
  readonly record: TimelineRecord;
  readonly axis: TimeAxis;
}) {
  const rows = limitRows(record);
  if (rows.length === 0) {
    return (
      <Section title="Rate limits of Auth0">
        <p>
          No response of Auth0 contained its rate limit (<code>x-ratelimit-limit</code> and{" "}
          <code>x-ratelimit-remaining</code>). Without it, at most four requests are sent at the same time.
        </p>
      </Section>
    );
  }
  return (
    <Section title="Rate limits of Auth0">
      <p class="muted">
        Lowest number of requests left in each interval, from the headers of Auth0’s responses.{" "}
        <code>sync</code> leaves the last quarter to logins. A lower number means that logins or other
        applications used it.{" "}
        <ExternalLink url="https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy">
          Rate limit policy
        </ExternalLink>
      </p>
      {rows.slice(0, MAX_CHARTED_LIMITS).map((row) => (
        <LimitChart row={row} axis={axis} />
      ))}
      <NumbersTable
        classes="times limits"
        heads={["For", "Limit", "Responses", "Lowest left"]}
        rows={rows.map(({ kinds, limit, responses, lowest }) => [kinds, limit, responses, lowest])}
      />
      {record.hasOtherLimits && <p class="muted">Auth0 named further limits, which are not listed.</p>}
    </Section>
  );
}

function LimitChart({ row, axis }: { readonly row: LimitRow; readonly axis: TimeAxis }) {
  const { limit, reserve, remaining, kinds } = row;
  // Requests are whole numbers.
  const scale = createScale(limit, Math.min(limit, MAX_TICKS));
  const width = percent(100 / remaining.length);
  const [top, reserved] = [limit, reserve].map((value) => percent(100 - scale.at(value)));
  return (
    <>
      <h3>
        Limit of {formatNumber(limit)}: {kinds}
      </h3>
      <Chart label={describeLimit(row)} scale={scale} axis={axis}>
        {remaining.map((left, index) => {
          if (left === undefined) return null;
          const [x, y] = [percent((index * 100) / remaining.length), percent(100 - scale.at(left))];
          return (
            <>
              <rect class="left" x={x} y={y} width={width} height={percent(scale.at(left))} />
              <rect class="fill3" x={x} y={y} width={width} height={LINE_WIDTH} />
            </>
          );
        })}
        <line class="whole" x1="0" x2="100%" y1={top} y2={top} />
        <line class="limit" x1="0" x2="100%" y1={reserved} y2={reserved} />
      </Chart>
      <ul class="legend">
        <li>
          <i class="key3" />
          Lowest number left
        </li>
        <li>
          <i class="line solid" />
          Limit <strong>{formatNumber(limit)}</strong>
        </li>
        <li>
          <i class="line" />
          Reserved for logins <strong>{formatNumber(reserve)}</strong>
        </li>
      </ul>
    </>
  );
}
