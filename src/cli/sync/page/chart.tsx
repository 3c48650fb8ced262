/**
 * The frame of charts over time: labels on the left, lines behind, and times below.
 *
 * @module
 */

import type { ComponentChildren } from "preact";
import { type Scale, percent } from "../../shared/html/scale";
import { type TimeAxis, positionOf, tickText } from "./time-axis";

/** In pixels. */
const HEIGHT = 130;
/** From this position on, in percent, a label ends at its line, so that it stays on the page. */
const LAST_LABEL = 88;

const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact" });

/**
 * A chart.
 *
 * @param label accessible name
 * @param marks a row above it
 * @param children SVG with heights in percent of the scale
 */
export function Chart({
  label,
  scale,
  axis,
  marks,
  children,
}: {
  readonly label: string;
  readonly scale: Scale;
  readonly axis: TimeAxis;
  readonly marks?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const heights = scale.ticks.map((tick) => [tick, percent(100 - scale.at(tick))] as const);
  return (
    <div class="chart">
      {marks}
      <svg height={HEIGHT} aria-hidden="true">
        {heights.map(([tick, y]) => (
          <text x="100%" y={y} dy="4" text-anchor="end">
            {COMPACT.format(tick)}
          </text>
        ))}
      </svg>
      <svg height={HEIGHT} role="img" aria-label={label}>
        {heights.map(([, y]) => (
          <line class="tick" x1="0" x2="100%" y1={y} y2={y} />
        ))}
        {children}
      </svg>
      <TimeLabels axis={axis} />
    </div>
  );
}

/** The times below a chart. */
export function TimeLabels({ axis }: { readonly axis: TimeAxis }) {
  return (
    <>
      <span />
      <svg height="20" aria-hidden="true">
        {axis.ticks.map((ms) => {
          const position = positionOf(ms, axis);
          const anchor = ms === 0 ? "start" : position > LAST_LABEL ? "end" : "middle";
          return (
            <>
              <line class="tick" x1={percent(position)} x2={percent(position)} y1="0" y2="4" />
              <text x={percent(position)} y="16" text-anchor={anchor}>
                {tickText(ms, axis)}
              </text>
            </>
          );
        })}
      </svg>
    </>
  );
}
