/**
 * Keeps requests to the Management API below its rate limits, by the headers of its responses, and leaves a quarter of
 * each token bucket to logins.
 *
 * @module
 * @see https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */

import type { IncomingHttpHeaders } from "node:http";
import { type Waiting, pause } from "../waiting";

/** Share of a bucket that is never used. */
const RESERVED_SHARE = 0.25;
/** Milliseconds to wait for an empty bucket. All plans add at least one request per second. */
const MIN_WAIT_MS = 1000;
/** Longer waits come from clocks that differ. */
const MAX_WAIT_MS = 60_000;

/** Requests at the same time if responses do not tell the limits. */
const MAX_WITHOUT_HEADERS = 4;

interface Bucket {
  readonly limit: number;
  /** Requests left, by the last response. */
  remaining: number;
  /** Number of responses up to the one that was learned. */
  learnedAt: number;
  /** Milliseconds to wait if nothing is left, by the last response. */
  waitMs: number;
}

/** Kinds of requests that may have buckets of their own. */
export type RequestKind = "read" | "write";

/** What a response says about its bucket. */
export interface RateLimit {
  readonly limit: number;
  /** Requests left. */
  readonly remaining: number;
}

/** The rate limit in the headers of a response; `undefined` if they do not contain it. */
export function rateLimitIn(headers: IncomingHttpHeaders): RateLimit | undefined {
  const limit = numberIn(headers, "x-ratelimit-limit");
  const remaining = numberIn(headers, "x-ratelimit-remaining");
  return limit === undefined || remaining === undefined ? undefined : { limit, remaining };
}

/** Requests of a bucket that are left to logins. */
export function reserveOf({ limit }: Pick<RateLimit, "limit">): number {
  return Math.ceil(limit * RESERVED_SHARE);
}

/** Header-driven limiter. Auth0 says only in its responses how large a bucket is and what is left in it. */
export class RateLimiter {
  /** As the last response of each kind describes it. Reads and writes with the same limit may share one. */
  readonly #buckets = new Map<RequestKind, Bucket>();
  #turn: Promise<unknown> = Promise.resolve();
  /** Requests without a response. */
  readonly #inFlight = { read: 0, write: 0 };
  #responses = 0;
  #onResponse = () => {};

  constructor(readonly waiting: Waiting) {}

  /** Does `request` as soon as there is room for it. One request waits at a time, in order. */
  async run<T extends { readonly headers: IncomingHttpHeaders }>(
    kind: RequestKind,
    request: () => Promise<T>,
  ): Promise<T> {
    const room = this.#turn.then(async () => this.#waitForRoom(kind));
    this.#turn = room.catch(() => {});
    await room;
    try {
      const sentAt = this.#responses;
      const response = await request();
      this.#responses += 1;
      this.#learn(kind, response.headers, sentAt);
      return response;
    } finally {
      this.#inFlight[kind] -= 1;
      this.#onResponse();
    }
  }

  /** Waits until there is room, and takes it. */
  async #waitForRoom(kind: RequestKind): Promise<void> {
    for (;;) {
      const known = this.#buckets.get(kind);
      // A kind without a response yet may share any bucket, and its own bucket may be small.
      const buckets = [...this.#buckets.values()].filter(({ limit }) => !known || limit === known.limit);
      const all = this.#inFlight.read + this.#inFlight.write;
      const isOwn = known && buckets.length < this.#buckets.size;
      const inFlight = isOwn ? this.#inFlight[kind] : all;
      const full = buckets.filter((bucket) => bucket.remaining - inFlight <= reserveOf(bucket));
      if (full.length === 0 && (known || all === 0)) {
        this.#inFlight[kind] += 1;
        return;
      }
      if (all > 0) await this.#nextResponse();
      else {
        await pause(this.waiting, Math.max(...full.map(({ waitMs }) => waitMs)));
        // The next response says how much there is now.
        for (const bucket of full) bucket.remaining = reserveOf(bucket) + 1;
      }
    }
  }

  async #nextResponse(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onResponse = resolve;
    });
  }

  /** @param sentAt number of responses when the request was sent */
  #learn(kind: RequestKind, headers: IncomingHttpHeaders, sentAt: number): void {
    const learned = rateLimitIn(headers);
    if (!learned) {
      // A proxy may remove the headers. Then only the number of requests at the same time is limited.
      const unlimited = { limit: 0, remaining: MAX_WITHOUT_HEADERS, learnedAt: 0, waitMs: MIN_WAIT_MS };
      if (!this.#buckets.has(kind)) this.#buckets.set(kind, unlimited);
      return;
    }
    const { limit, remaining } = learned;
    const waitMs = this.#waitMs(headers);
    const bucket = this.#buckets.get(kind);
    // Responses arrive in any order. This one may be older than what is known.
    if (bucket?.limit === limit && remaining > bucket.remaining && sentAt < bucket.learnedAt) return;
    const learnedAt = this.#responses;
    if (bucket?.limit === limit) Object.assign(bucket, { remaining, waitMs, learnedAt });
    else this.#buckets.set(kind, { limit, remaining, waitMs, learnedAt });
  }

  /** Milliseconds until the bucket is refilled, by this machine's clock or that of Auth0: the shorter of the two waits. */
  #waitMs(headers: IncomingHttpHeaders): number {
    const resetMs = (numberIn(headers, "x-ratelimit-reset") ?? 0) * 1000;
    const sentAt = Date.parse(headers.date ?? "");
    const waits = [this.waiting.clock.now(), sentAt].filter(Number.isFinite).map((now) => resetMs - now);
    return Math.min(Math.max(Math.min(...waits), MIN_WAIT_MS), MAX_WAIT_MS);
  }
}

function numberIn(headers: IncomingHttpHeaders, name: string): number | undefined {
  const value = headers[name];
  return typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}
