/**
 * One request for all callers that need the same result at the same time. It ends when it has a response or when no
 * caller waits any more, so that the deadline of one login does not fail the others.
 *
 * @module
 */

import { type Moment, currentMoment, elapsedSince } from "./clock";
import { until } from "./deadline";
import { type Failure, failureOfAbort, settle, unwrap } from "./failure";

/** Milliseconds. A request that is older may hang, so the next caller starts another one. */
const JOINABLE_MS = 1000;

interface PendingRequest<T> {
  readonly started: Moment;
  readonly result: Promise<T | Failure>;
  readonly controller: AbortController;
  waiting: number;
}

/** Requests in progress, by name. */
export class SingleFlight<T> {
  readonly #pending = new Map<string, PendingRequest<T>>();

  /**
   * The result of the request `name`, which `start` starts if there is none.
   *
   * @param signal ends the waiting of this caller
   * @param start gets a signal that is aborted when the last caller has stopped waiting
   * @throws {@link Failure} of the request, a new object for each caller
   */
  async join(name: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // Without a caller the request would be aborted at once and count as a failure of a service that never received it.
    if (signal.aborted) throw failureOfAbort(signal);
    const request = this.#inProgress(name) ?? this.#start(name, start);
    request.waiting += 1;
    try {
      return unwrap(await until(signal, request.result));
    } finally {
      request.waiting -= 1;
      if (request.waiting === 0) {
        if (this.#pending.get(name) === request) this.#pending.delete(name);
        request.controller.abort(signal.reason);
      }
    }
  }

  #inProgress(name: string): PendingRequest<T> | undefined {
    const request = this.#pending.get(name);
    return request && elapsedSince(request.started) < JOINABLE_MS ? request : undefined;
  }

  #start(name: string, start: (signal: AbortSignal) => Promise<T>): PendingRequest<T> {
    const controller = new AbortController();
    const result = settle(start(controller.signal));
    const request = { started: currentMoment(), result, controller, waiting: 0 };
    this.#pending.set(name, request);
    return request;
  }
}
