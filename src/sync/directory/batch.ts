/**
 * Graph's JSON batches: up to 20 requests in one. Requests wait in a queue and are sent together.
 *
 * @module
 * @see https://learn.microsoft.com/graph/json-batching
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type GraphReader,
  type GraphResponse,
  assertOk,
  requireJson,
  toGraphResponse,
} from "../../graph/client";
import { Failure, copyOf, failureOfStatus, toFailure } from "../../http/failure";
import { isRecord, own } from "../../json";
import type { SyncRun } from "../run";
import { pause, retryDelayMs } from "../waiting";
import type { DirectoryClient } from "./client";

/** Graph's limit. */
const MAX_REQUESTS = 20;
/** Bytes of a response: 20 pictures of the largest size that is read, in base64. */
const MAX_BYTES = 20 * 360_000;
/** Batches in a row without any result after which the queue gives up. */
const MAX_FAILED_BATCHES = 3;
/** Batches in a row of which everything was throttled, after which the queue gives up. */
const MAX_THROTTLED_BATCHES = 24;

interface QueuedRequest {
  readonly path: string;
  readonly maxBytes: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Attempts so far. */
  attempts: number;
  readonly resolve: (response: GraphResponse) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads through batches. Next links, which are opaque, are requested on their own.
 *
 * @param maxInFlight batches at the same time. One for mailboxes: Graph runs four of its requests at once, which is all
 * that a mailbox service allows an app
 */
export function createBatchReader(client: DirectoryClient, run: SyncRun, maxInFlight: number): GraphReader {
  const queue = new BatchQueue(client, run, maxInFlight);
  return {
    origin: client.origin,
    get: async (path, maxBytes, headers = {}) =>
      path.startsWith("https:") ? client.get(path, maxBytes, headers) : queue.add(path, maxBytes, headers),
  };
}

class BatchQueue {
  readonly #waitingRequests: QueuedRequest[] = [];
  /** Requests of the next batch. Throttling halves it, and each batch without throttling adds one. */
  #size = MAX_REQUESTS;
  #inFlight = 0;
  #failedBatches = 0;
  #throttledBatches = 0;
  /** Set once several batches in a row have failed. */
  #failure: Failure | undefined;
  #isScheduled = false;

  constructor(
    readonly client: DirectoryClient,
    readonly run: SyncRun,
    readonly maxInFlight: number,
  ) {}

  async add(
    path: string,
    maxBytes: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<GraphResponse> {
    if (this.#failure) throw copyOf(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waitingRequests.push({ path, maxBytes, headers, attempts: 0, resolve, reject });
      this.#schedule();
    });
  }

  /** Starts batches once all requests of this turn of the event loop are in the queue. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    void nextTurn().then(() => {
      this.#isScheduled = false;
      // Another batch may have put requests back since the queue gave up.
      if (this.#failure) this.#giveUp(this.#failure);
      while (this.#isReady()) void this.#send(this.#waitingRequests.splice(0, this.#size));
    });
  }

  /** While a batch is in flight, the next one is sent only if it is full. */
  #isReady(): boolean {
    const count = this.#waitingRequests.length;
    return this.#inFlight === 0 ? count > 0 : this.#inFlight < this.maxInFlight && count >= this.#size;
  }

  /** Sends one batch. Never rejects. */
  async #send(requests: readonly QueuedRequest[]): Promise<void> {
    this.#inFlight += 1;
    try {
      const throttled = settleAll(requests, await this.#post(requests));
      this.#failedBatches = 0;
      this.#throttledBatches = throttled.size < requests.length ? 0 : this.#throttledBatches + 1;
      await this.#repeat(throttled);
      const [failure] = throttled.values();
      if (failure && this.#throttledBatches >= MAX_THROTTLED_BATCHES) this.#giveUp(failure);
    } catch (error) {
      for (const request of requests) request.reject(error);
      this.#countFailure(toFailure(error));
    } finally {
      this.#inFlight -= 1;
      this.#schedule();
    }
  }

  /** The responses by id. @throws {@link Failure} if the batch as a whole failed */
  async #post(requests: readonly QueuedRequest[]): Promise<ReadonlyMap<string, unknown>> {
    const body = {
      requests: requests.map(({ path, headers }, index) => ({
        id: String(index),
        method: "GET",
        url: path,
        headers: { ...headers, "x-ms-throttle-priority": "Low" },
      })),
    };
    const response = assertOk(await this.client.post("/$batch", body, MAX_BYTES));
    const responses = own(requireJson(response), "responses");
    if (!Array.isArray(responses)) throw new Failure("invalid");
    return new Map(responses.map((part) => [String(own(part, "id")), part]));
  }

  /** Puts throttled requests back and waits for `Retry-After`. The others are settled. */
  async #repeat(throttled: ReadonlyMap<QueuedRequest, Failure>): Promise<void> {
    if (throttled.size === 0) {
      this.#size = Math.min(this.#size + 1, MAX_REQUESTS);
      return;
    }
    this.#size = Math.max(1, Math.floor(this.#size / 2));
    let delayMs = 0;
    for (const [request, failure] of throttled) {
      if (failure.details.status === 429) this.run.timeline.count("graphThrottled");
      const ms = retryDelayMs(failure, request.attempts);
      if (ms === undefined) request.reject(failure);
      else {
        delayMs = Math.max(delayMs, ms);
        this.#waitingRequests.unshift(request);
      }
    }
    // Ends early if the run is stopped. The requests then fail with the next batch.
    await pause(this.run, delayMs).catch(() => {});
  }

  #countFailure(failure: Failure): void {
    this.#failedBatches += 1;
    if (this.#failedBatches >= MAX_FAILED_BATCHES) this.#giveUp(failure);
  }

  #giveUp(failure: Failure): void {
    this.#failure = failure;
    for (const { reject } of this.#waitingRequests.splice(0)) reject(copyOf(failure));
  }
}

/** Settles all requests except those that were throttled, which are returned. */
function settleAll(
  requests: readonly QueuedRequest[],
  responses: ReadonlyMap<string, unknown>,
): ReadonlyMap<QueuedRequest, Failure> {
  const throttled = new Map<QueuedRequest, Failure>();
  requests.forEach((request, index) => {
    request.attempts += 1;
    try {
      const response = responseOf(responses.get(String(index)), request.maxBytes);
      const failure = failureOfStatus(response.status, response.headers);
      if (failure?.reason === "throttled") throttled.set(request, failure);
      else request.resolve(response);
    } catch (error) {
      request.reject(error);
    }
  });
  return throttled;
}

/**
 * One response of a batch. Binary bodies are in base64.
 *
 * @throws {@link Failure} `invalid` if it is missing or has another shape, `too_large`
 */
function responseOf(part: unknown, maxBytes: number): GraphResponse {
  const status = own(part, "status");
  if (typeof status !== "number") throw new Failure("invalid");
  const headers = headersOf(own(part, "headers"));
  const content = own(part, "body");
  if (isRecord(content)) {
    const body = Buffer.from(status >= 400 ? JSON.stringify(content) : "");
    return { ...toGraphResponse({ status, headers, body }), json: content };
  }
  const body = Buffer.from(typeof content === "string" ? content : "", "base64");
  if (body.length > maxBytes) throw new Failure("too_large");
  return toGraphResponse({ status, headers, body });
}

function headersOf(headers: unknown): Record<string, string> {
  if (!isRecord(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
