/**
 * The time a login may take. Reads end early enough to leave time for saving what was read.
 *
 * @module
 */

import { ENDED, failureOfAbort } from "./failure";

/** Of the whole budget, what is kept for saving: 30 %, at most one second. */
const SAVE_SHARE = 0.3;
const SAVE_MOST_MS = 1000;

export interface Deadline {
  /** Aborted when reads have to end without which the login can go on: half of the time for reads. */
  readonly optionalReads: AbortSignal;
  /** Aborted when reads have to end. */
  readonly reads: AbortSignal;
  /** Aborted when everything has to end. */
  readonly all: AbortSignal;
  /** Runs synchronous `work` on extra time for every login under way: loading a package cannot be interrupted. */
  uncounted<T>(work: () => T): T;
  /** Milliseconds since the start, loading included. */
  elapsed(): number;
  /** Ends the login: clears the timers and aborts whatever is still under way. Call it in `finally`. */
  end(): void;
}

/** Deadlines of all logins under way: loading a package blocks all of them. */
const deadlines = new Set<ReturnType<typeof deadline>>();

/** Starts the clock. @param totalMs the whole budget in milliseconds */
export function startDeadline(totalMs: number): Deadline {
  const started = performance.now();
  const readMs = totalMs - Math.min(totalMs * SAVE_SHARE, SAVE_MOST_MS);
  const own = [deadline(readMs / 2), deadline(readMs), deadline(totalMs)] as const;
  for (const one of own) deadlines.add(one);
  const [optionalReads, reads, all] = own;
  return {
    optionalReads: optionalReads.signal,
    reads: reads.signal,
    all: all.signal,
    uncounted(work) {
      const before = performance.now();
      try {
        return work();
      } finally {
        const spent = performance.now() - before;
        // Most often the package is loaded already.
        if (spent >= 1) for (const running of deadlines) running.extend(spent);
      }
    },
    elapsed: () => Math.round(performance.now() - started),
    end() {
      for (const one of own) {
        one.end();
        deadlines.delete(one);
      }
    },
  };
}

function deadline(ms: number) {
  const controller = new AbortController();
  const expire = () => {
    controller.abort();
  };
  let at = performance.now() + ms;
  let timer = setTimeout(expire, ms);
  return {
    signal: controller.signal,
    extend(by: number) {
      if (controller.signal.aborted) return;
      clearTimeout(timer);
      at += by;
      timer = setTimeout(expire, at - performance.now());
    },
    end() {
      clearTimeout(timer);
      controller.abort(ENDED);
    },
  };
}

/** `work`, or the failure that `signal` is aborted with, whichever comes first. What `work` does later is ignored. */
export async function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let leave = () => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => {
      reject(failureOfAbort(signal));
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
