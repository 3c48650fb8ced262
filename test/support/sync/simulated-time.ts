/**
 * Time that passes only while everything waits, so that a test of minutes takes milliseconds and has the same order
 * each time.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../../src/http/clock";

/** Turns of the event loop without a timer, after which nothing is expected to happen any more. */
const MAX_IDLE_TURNS = 10;

interface Timer {
  readonly at: number;
  readonly end: () => void;
}

export class SimulatedTime implements Clock {
  #now: number;
  #timers: readonly Timer[] = [];

  constructor(startedAt = Date.parse("2026-11-22T02:48:00Z")) {
    this.#now = startedAt;
  }

  now(): number {
    return this.#now;
  }

  async pause(ms: number): Promise<void> {
    const at = this.#now + Math.max(0, ms);
    await new Promise<void>((end) => {
      this.#timers = [...this.#timers, { at, end }];
    });
  }

  /**
   * Lets time pass until `work` is done.
   *
   * @throws if it waits for something that never happens
   */
  async run<T>(work: Promise<T>): Promise<T> {
    const ended = new AbortController();
    const done = work.finally(() => {
      ended.abort();
    });
    done.catch(() => {});
    for (let idleTurns = 0; idleTurns < MAX_IDLE_TURNS; idleTurns++) {
      await nextTurn();
      if (ended.signal.aborted) return done;
      if (this.#passToNextTimer()) idleTurns = 0;
    }
    throw new Error("nothing can happen any more");
  }

  /** @returns whether there was a timer */
  #passToNextTimer(): boolean {
    const at = Math.min(...this.#timers.map((timer) => timer.at));
    const due = this.#timers.filter((timer) => timer.at === at);
    this.#timers = this.#timers.filter((timer) => timer.at > at);
    for (const { end } of due) end();
    if (due.length > 0) this.#now = at;
    return due.length > 0;
  }
}
