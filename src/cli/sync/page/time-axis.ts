/**
 * The time axis of the charts.
 *
 * @module
 */

import { formatNumber } from "../../shared/html/format";

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
/** Milliseconds between two labels. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map((count) => count * HOUR),
];
/** So that labels do not overlap on a narrow screen. */
const MAX_STEPS = 4;

export interface TimeAxis {
  /** Milliseconds since the start of the run. */
  readonly endMs: number;
  /** Milliseconds to label, from 0. */
  readonly ticks: readonly number[];
}

/** An axis from 0 to `endMs` with round labels. */
export function createTimeAxis(endMs: number): TimeAxis {
  const step = STEPS.find((ms) => endMs / ms <= MAX_STEPS) ?? endMs / MAX_STEPS;
  return { endMs, ticks: Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step) };
}

/** The label of a tick. All labels of an axis have the same unit, so that they are short. */
export function tickText(ms: number, { ticks: [, step = SECOND] }: TimeAxis): string {
  if (ms === 0) return "0";
  if (step >= HOUR) return `${formatNumber(ms / HOUR)} h`;
  return step >= MINUTE ? `${formatNumber(ms / MINUTE)} min` : `${formatNumber(ms / SECOND)} s`;
}

/** A time as a share of the axis, in percent. */
export function positionOf(ms: number, { endMs }: TimeAxis): number {
  return Math.min(Math.max((ms * 100) / endMs, 0), 100);
}

/** A time in hours, minutes and seconds, such as `0:08`, `13:31` or `1:30:00`. */
export function clockText(ms: number): string {
  const [hours, minutes, seconds] = [ms / HOUR, (ms % HOUR) / MINUTE, (ms % MINUTE) / SECOND].map(Math.floor);
  const twoDigits = (value = 0) => String(value).padStart(2, "0");
  return hours
    ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}`
    : `${minutes ?? 0}:${twoDigits(seconds)}`;
}
