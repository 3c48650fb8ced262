/**
 * Linear scales of charts, in percent of their width or height.
 *
 * @module
 */

import { nice, ticks } from "d3-array";

/** Positions of values. */
export interface Scale {
  readonly max: number;
  /** Round values to label. */
  readonly ticks: readonly number[];
  /** Position of a value in percent, at most 100. */
  readonly at: (value: number) => number;
}

/** A scale from 0 to `max`, which is rounded up to a round value. */
export function createScale(max: number, tickCount = 4): Scale {
  const [, end] = nice(0, Math.max(max, 1), tickCount);
  return {
    max: end,
    ticks: ticks(0, end, tickCount),
    at: (value) => roundPercent((Math.min(Math.max(value, 0), end) * 100) / end),
  };
}

/** Two digits are enough for a pixel, and keep a page small. */
function roundPercent(percent: number): number {
  return Math.round(percent * 100) / 100;
}

/** As an attribute of SVG. */
export function percent(value: number): string {
  return `${roundPercent(value)}%`;
}
