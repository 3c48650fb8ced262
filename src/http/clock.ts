/**
 * Elapsed time, also on a machine that was suspended: its monotonic clock may have stopped meanwhile, and its wall clock
 * may have been set back. The larger of the two differences counts.
 *
 * @module
 */

/** A moment on both clocks, in milliseconds. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/** The current moment. */
export function currentMoment(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** Milliseconds since `moment`. */
export function elapsedSince(moment: Moment): number {
  return Math.max(performance.now() - moment.monotonic, Date.now() - moment.wall);
}
