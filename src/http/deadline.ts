/**
 * The time that a login may take. Reads end early enough to leave time for saving.
 *
 * @module
 */

import { ENDED, failureOfAbort } from "./failure";

/** Share of the budget that is kept for saving, and its maximum in milliseconds. */
const SAVE_SHARE = 0.3;
const MAX_SAVE_MS = 1000;

export interface Deadline {
  /** Aborted when optional reads have to end: after half of the time for reads. */
  readonly optionalReads: AbortSignal;
  /** Aborted when reads have to end. */
  readonly reads: AbortSignal;
  /** Aborted when everything has to end. */
  readonly all: AbortSignal;
  /** Loads a package. Loading cannot be interrupted, so it extends the deadlines of all logins in progress. */
  uncounted<T>(load: () => T): T;
  /** Milliseconds since the start, loading included. */
  elapsed(): number;
  /** Ends the login: clears the timers and aborts what is still in progress. Call it in `finally`. */
  end(): void;
}

type Timer = ReturnType<typeof startTimer>;

/** Timers of all logins in progress. */
const timers = new Set<Timer>();

/** Starts the timers. @param totalMs the whole budget in milliseconds */
export function startDeadline(totalMs: number): Deadline {
  const started = performance.now();
  const readMs = totalMs - Math.min(totalMs * SAVE_SHARE, MAX_SAVE_MS);
  const own = [startTimer(readMs / 2), startTimer(readMs), startTimer(totalMs)] as const;
  for (const timer of own) timers.add(timer);
  const [optionalReads, reads, all] = own;
  return {
    optionalReads: optionalReads.signal,
    reads: reads.signal,
    all: all.signal,
    uncounted(load) {
      const before = performance.now();
      try {
        return load();
      } finally {
        const spent = performance.now() - before;
        // Usually the package is loaded already.
        if (spent >= 1) for (const timer of timers) timer.extend(spent);
      }
    },
    elapsed: () => Math.round(performance.now() - started),
    end() {
      for (const timer of own) {
        timer.end();
        timers.delete(timer);
      }
    },
  };
}

function startTimer(ms: number) {
  const controller = new AbortController();
  const expire = () => {
    controller.abort();
  };
  let expiresAt = performance.now() + ms;
  let timer = setTimeout(expire, ms);
  return {
    signal: controller.signal,
    extend(byMs: number) {
      if (controller.signal.aborted) return;
      clearTimeout(timer);
      expiresAt += byMs;
      timer = setTimeout(expire, expiresAt - performance.now());
    },
    end() {
      clearTimeout(timer);
      controller.abort(ENDED);
    },
  };
}

/**
 * The value of `work`, unless `signal` is aborted first. What `work` does later is ignored.
 *
 * @throws {@link Failure} `timeout` if `signal` is aborted first
 */
export async function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(failureOfAbort(signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
