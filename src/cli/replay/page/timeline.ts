/**
 * The time scale of the requests of a login.
 *
 * @module
 */

import type { PlayedRequest } from "../../shared/play";

/** The time budget is on the scale if it is at most this many times as long as the login. */
const MAX_RATIO = 4;

export interface Timeline {
  /** Milliseconds of the full width. */
  readonly maxMs: number;
  /** Whether the end of the time budget is within the width. */
  readonly hasBudget: boolean;
}

/** @param loginMs milliseconds that the login took */
export function timelineOf(requests: readonly PlayedRequest[], budgetMs: number, loginMs: number): Timeline {
  const endMs = Math.max(loginMs, 1, ...requests.map(({ startMs, ms }) => startMs + ms));
  const hasBudget = budgetMs <= endMs * MAX_RATIO;
  return { hasBudget, maxMs: hasBudget ? Math.max(endMs, budgetMs) : endMs };
}
