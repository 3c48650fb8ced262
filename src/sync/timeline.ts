/**
 * What a run did over time: its requests, throttled responses, what was left of Auth0's rate limits, and its stages. Takes
 * the same memory for a run of seconds and of hours.
 *
 * @module
 */

import type { Clock } from "../http/clock";
import type { RateLimit, RequestKind } from "./auth0/rate-limits";

/** If a run needs more, adjacent intervals are merged in pairs. */
export const MAX_INTERVALS = 120;
/** Milliseconds. Auth0's rate limits are per second and per minute. */
const FIRST_INTERVAL_MS = 1000;
/** More than the different limits of the endpoints that a run uses. Further ones are ignored. */
const MAX_LIMITS = 4;

const COUNTERS = ["graph", "graphThrottled", "reads", "writes", "auth0Throttled"] as const;

/**
 * What is counted. `graph`: requests to Graph. `reads`, `writes`: requests to Auth0. `…Throttled`: responses with status
 * 429, of Graph also those in a batch.
 */
export type Counter = (typeof COUNTERS)[number];

/** A number for each counter. */
export type Counts = Readonly<Record<Counter, number>>;

export interface Interval extends Counts {
  /** Lowest number of requests left, by the limit that the response named. */
  readonly remaining: ReadonlyMap<number, number>;
}

/** A rate limit of Auth0 and what it applied to. */
interface UsedLimit {
  readonly limit: number;
  readonly kinds: ReadonlySet<RequestKind>;
  /** Number of responses that named it. */
  readonly responses: number;
}

/** Times are milliseconds since the start of the run. */
export interface Stage {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What a {@link Timeline} has recorded. */
export interface TimelineRecord {
  readonly intervalMs: number;
  /** From the start to the end of the run, without gaps; at least one. */
  readonly intervals: readonly Interval[];
  /** The most used first. */
  readonly limits: readonly UsedLimit[];
  /** Whether responses named more limits than are recorded. */
  readonly hasOtherLimits: boolean;
  readonly stages: readonly Stage[];
}

/** Records a run. It begins when it is created. */
export class Timeline {
  #intervals: readonly IntervalCounts[] = [new IntervalCounts()];
  #intervalMs = FIRST_INTERVAL_MS;
  readonly #limits = new Map<number, { kinds: Set<RequestKind>; responses: number }>();
  #hasOtherLimits = false;
  readonly #stages: { readonly name: string; readonly startMs: number }[] = [];
  #elapsedMs = 0;
  #lastNow: number;

  constructor(readonly clock: Pick<Clock, "now">) {
    this.#lastNow = clock.now();
  }

  /** Counts something that happens now. */
  count(counter: Counter, count = 1): void {
    this.#current().counts[counter] += count;
  }

  /** Records what a response of Auth0 says about its rate limit. */
  addRateLimit(kind: RequestKind, { limit, remaining }: RateLimit): void {
    if (!this.#limits.has(limit) && this.#limits.size >= MAX_LIMITS) {
      this.#hasOtherLimits = true;
      return;
    }
    const used = this.#limits.get(limit) ?? { kinds: new Set(), responses: 0 };
    used.kinds.add(kind);
    used.responses += 1;
    this.#limits.set(limit, used);
    this.#current().lower(limit, remaining);
  }

  /** Begins a stage, unless it is the current one. The one before ends. */
  beginStage(name: string): void {
    if (this.#stages.at(-1)?.name !== name) this.#stages.push({ name, startMs: this.#elapse() });
  }

  /** Of the whole run. */
  get totals(): Counts {
    return this.#intervals.reduce((sum, each) => sum.with(each), new IntervalCounts()).counts;
  }

  /** The run up to now. */
  read(): TimelineRecord {
    this.#current();
    const endMs = this.#elapsedMs;
    const limits = [...this.#limits].map(([limit, used]) => ({ limit, ...used }));
    return {
      intervalMs: this.#intervalMs,
      intervals: this.#intervals.map(({ counts, remaining }) => ({ ...counts, remaining })),
      limits: limits.sort((a, b) => b.responses - a.responses),
      hasOtherLimits: this.#hasOtherLimits,
      stages: this.#stages.map((stage, index) => ({
        ...stage,
        endMs: this.#stages[index + 1]?.startMs ?? endMs,
      })),
    };
  }

  /** Milliseconds since the start. Never decreases, even if the clock is set back. */
  #elapse(): number {
    const now = this.clock.now();
    this.#elapsedMs += Math.max(0, now - this.#lastNow);
    this.#lastNow = now;
    return this.#elapsedMs;
  }

  /** The interval of this moment. */
  #current(): IntervalCounts {
    const elapsedMs = this.#elapse();
    while (elapsedMs >= MAX_INTERVALS * this.#intervalMs) {
      this.#intervals = mergePairs(this.#intervals);
      this.#intervalMs *= 2;
    }
    const index = Math.floor(elapsedMs / this.#intervalMs);
    const existing = this.#intervals[index];
    if (existing) return existing;
    const current = new IntervalCounts();
    const missing = Array.from({ length: index - this.#intervals.length }, () => new IntervalCounts());
    this.#intervals = [...this.#intervals, ...missing, current];
    return current;
  }
}

class IntervalCounts {
  readonly counts = Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Record<Counter, number>;
  readonly remaining = new Map<number, number>();

  lower(limit: number, remaining: number): void {
    this.remaining.set(limit, Math.min(this.remaining.get(limit) ?? Infinity, remaining));
  }

  /** The counts of both. */
  with(other: IntervalCounts | undefined): IntervalCounts {
    const sum = new IntervalCounts();
    for (const { counts, remaining } of other ? [this, other] : [this]) {
      for (const name of COUNTERS) sum.counts[name] += counts[name];
      for (const [limit, left] of remaining) sum.lower(limit, left);
    }
    return sum;
  }
}

function mergePairs(intervals: readonly IntervalCounts[]): readonly IntervalCounts[] {
  return intervals.flatMap((interval, index) => (index % 2 === 0 ? interval.with(intervals[index + 1]) : []));
}
