/**
 * Waiting in a run: pauses that end early if the run is stopped, timeouts, and the delays between attempts.
 *
 * @module
 */

import type { Clock } from "../http/clock";
import { until } from "../http/deadline";
import { type Failure, toFailure } from "../http/failure";

/** Attempts after which a service counts as unavailable, and as throttled for good. */
const MAX_ATTEMPTS = 4;
const MAX_THROTTLED_ATTEMPTS = 12;
/** Milliseconds of the first delay without `Retry-After`, and of the longest. */
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** Milliseconds. A longer `Retry-After` would hold up the run, and is cut. */
const MAX_RETRY_AFTER_MS = 600_000;

export interface Waiting {
  readonly clock: Clock;
  /** Aborted if the run has to end early. */
  readonly stop: AbortSignal;
}

/** Thrown by pauses and reads of a run that was stopped. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** @throws {@link Stopped} if the run was stopped */
export function throwIfStopped({ stop }: Waiting): void {
  if (stop.aborted) throw new Stopped("stopped");
}

/** Waits. @throws {@link Stopped} as soon as the run is stopped */
export async function pause(waiting: Waiting, ms: number): Promise<void> {
  const { clock, stop } = waiting;
  throwIfStopped(waiting);
  try {
    await until(stop, clock.pause(ms));
  } catch (error) {
    throwIfStopped(waiting);
    throw error;
  }
}

/** The value of `work`, or its failure. @throws {@link Stopped} */
export async function settleUnlessStopped<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Stopped) throw error;
    return toFailure(error);
  }
}

/**
 * Does `work` with a signal that is aborted after `ms` milliseconds, and as soon as the run is stopped.
 *
 * @param stop `undefined` for work that has to be finished, such as a write
 * @throws {@link Stopped} if the run was stopped before or meanwhile, so that `work` failed
 */
export async function withTimeout<T>(
  stop: AbortSignal | undefined,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (stop?.aborted) throw new Stopped("stopped");
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  const timer = setTimeout(abort, ms);
  stop?.addEventListener("abort", abort);
  try {
    return await work(controller.signal);
  } catch (error) {
    // `stop` may have been aborted since.
    if (stop?.aborted) throw new Stopped("stopped");
    throw error;
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener("abort", abort);
  }
}

/**
 * Milliseconds to wait before the next attempt; `undefined` if there should be none.
 *
 * @param attempt number of the attempt that failed, from 1
 */
export function retryDelayMs({ reason, details }: Failure, attempt: number): number | undefined {
  const backoffMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
  switch (reason) {
    case "throttled":
      if (attempt >= MAX_THROTTLED_ATTEMPTS) return undefined;
      return Math.min(details.retryAfterMs ?? backoffMs, MAX_RETRY_AFTER_MS);
    case "unavailable":
    case "timeout":
      if (attempt >= MAX_ATTEMPTS) return undefined;
      return Math.min(Math.max(backoffMs, details.retryAfterMs ?? 0), MAX_RETRY_AFTER_MS);
    default:
      return undefined;
  }
}
