/**
 * Stacked bars and their legend.
 *
 * @module
 */

import { percent } from "./scale";

/** Colors of the style sheet. */
export type Color = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A part of a bar. */
export interface Segment {
  readonly label: string;
  readonly value: number;
  readonly color: Color;
  /** The value as text. */
  readonly text: string;
}

/**
 * A stacked bar.
 *
 * @param label accessible name
 * @param total value of the full width
 * @param limit value at which a line is drawn
 */
export function StackedBar({
  label,
  segments,
  total,
  limit,
}: {
  readonly label: string;
  readonly segments: readonly Segment[];
  readonly total: number;
  readonly limit?: number | undefined;
}) {
  const shown = segments.filter(({ value }) => value > 0);
  let start = 0;
  const rects = shown.map(({ value, color }) => {
    const x = start;
    start += value;
    return (
      <rect
        class={`fill${color}`}
        x={percent((x * 100) / total)}
        width={percent((value * 100) / total)}
        height="22"
      />
    );
  });
  return (
    <svg class="bar" role="img" aria-label={describe(label, shown)} height="22">
      <rect class="track" width="100%" height="22" rx="3" />
      {rects}
      {limit !== undefined && (
        <line
          class="limit"
          x1={percent((limit * 100) / total)}
          x2={percent((limit * 100) / total)}
          y1="-4"
          y2="26"
        />
      )}
    </svg>
  );
}

function describe(label: string, segments: readonly Segment[]): string {
  return `${label}: ${segments.map((each) => `${each.label} ${each.text}`).join(", ") || "nothing"}`;
}

/** Color, label and value of each segment. */
export function Legend({ segments }: { readonly segments: readonly Segment[] }) {
  return (
    <ul class="legend">
      {segments.map(({ label, color, text }) => (
        <li>
          <i class={`key${color}`} />
          {label} <strong>{text}</strong>
        </li>
      ))}
    </ul>
  );
}
