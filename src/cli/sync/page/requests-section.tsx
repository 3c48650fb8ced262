/**
 * Requests over time.
 *
 * @module
 */

import type { TimelineRecord } from "../../../sync/timeline";
import { Legend, type Segment } from "../../shared/html/bars";
import { ExternalLink, Section } from "../../shared/html/elements";
import { formatDuration, formatNumber } from "../../shared/html/format";
import { type Scale, createScale, percent } from "../../shared/html/scale";
import { Chart } from "./chart";
import { IntervalTable } from "./interval-table";
import { type RequestColumn, describeRequests, describeThrottling, requestColumns } from "./requests";
import type { TimeAxis } from "./time-axis";

/** Share of an interval that its column covers. */
const COLUMN_SHARE = 0.88;

const SERIES = [
  { name: "graph", label: "Graph requests", color: 1 },
  { name: "reads", label: "Auth0 reads", color: 3 },
  { name: "writes", label: "Auth0 writes", color: 2 },
] as const;

/** Requests per second, with throttled responses marked. */
export function RequestsSection({
  record,
  axis,
}: {
  readonly record: TimelineRecord;
  readonly axis: TimeAxis;
}) {
  const [columns, throttling] = [requestColumns(record), describeThrottling(record)];
  const scale = createScale(Math.max(...columns.map(({ total }) => total)));
  const sum = (name: "graph" | "reads" | "writes" | "graphThrottled" | "auth0Throttled") =>
    record.intervals.reduce((total, interval) => total + interval[name], 0);
  const segmentOf = (label: string, value: number, color: Segment["color"]): Segment => ({
    label,
    value,
    color,
    text: formatNumber(value),
  });
  const [graph429, auth0429] = [sum("graphThrottled"), sum("auth0Throttled")];
  return (
    <Section title="Requests over time">
      <p class="muted">
        Requests per second, as the mean of each interval of {formatDuration(record.intervalMs)}. A batch
        counts as one request. {throttling}
      </p>
      <Chart
        label={describeRequests(record, columns, throttling)}
        scale={scale}
        axis={axis}
        marks={graph429 + auth0429 > 0 && <Marks columns={columns} />}
      >
        {columns.map((column, index) => (
          <Stack column={column} index={index} count={columns.length} scale={scale} />
        ))}
      </Chart>
      <Legend
        segments={[
          ...SERIES.map(({ name, label, color }) => segmentOf(label, sum(name), color)),
          segmentOf("Throttled by Graph", graph429, 5),
          segmentOf("Throttled by Auth0", auth0429, 4),
        ].filter(({ value }) => value > 0)}
      />
      <GraphLimit />
      <IntervalTable record={record} />
    </Section>
  );
}

/** @see https://learn.microsoft.com/graph/throttling-limits "Identity and access service limits" */
function GraphLimit() {
  return (
    <p class="muted">
      Graph’s responses do not contain its limit.{" "}
      <ExternalLink url="https://learn.microsoft.com/graph/throttling-limits">
        Microsoft documents
      </ExternalLink>{" "}
      3,500, 5,000 or 8,000 resource units in 10 s for each app in a tenant with fewer than 50, 50 to 500, or
      more than 500 users. Each request in a batch costs at least one unit. Photos have other limits.
    </p>
  );
}

function Stack({
  column,
  index,
  count,
  scale,
}: {
  readonly column: RequestColumn;
  readonly index: number;
  readonly count: number;
  readonly scale: Scale;
}) {
  let below = 0;
  return (
    <>
      {SERIES.filter(({ name }) => column[name] > 0).map(({ name, color }) => {
        const height = scale.at(column[name]);
        below += height;
        return (
          <rect
            class={`fill${color}`}
            x={percent((index * 100) / count)}
            y={percent(100 - below)}
            width={percent((COLUMN_SHARE * 100) / count)}
            height={percent(height)}
          />
        );
      })}
    </>
  );
}

/** Intervals with throttled responses: those of Graph above those of Auth0. */
function Marks({ columns }: { readonly columns: readonly RequestColumn[] }) {
  const mark = (index: number, y: string, color: number) => (
    <rect
      class={`fill${color}`}
      x={percent((index * 100) / columns.length)}
      y={y}
      width={percent((COLUMN_SHARE * 100) / columns.length)}
      height="6"
    />
  );
  return (
    <>
      <svg height="22" aria-hidden="true">
        <text x="100%" y="11" text-anchor="end">
          429
        </text>
      </svg>
      <svg height="22" aria-hidden="true">
        {columns.map((column, index) => column.isGraphThrottled && mark(index, "0", 5))}
        {columns.map((column, index) => column.isAuth0Throttled && mark(index, "8", 4))}
      </svg>
    </>
  );
}
