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

/** A clock that can also wait. Commands get it from their caller, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds. */
  pause(ms: number): Promise<void>;
}
