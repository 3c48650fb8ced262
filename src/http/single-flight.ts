/**
 * One request for all who want the same thing at the same time. It lives until it is answered or nobody
 * waits for it any more: the deadline of one login does not fail the others.
 *
 * @module
 */

import { until } from "./deadline";
import { failureOfAbort } from "./failure";
import { type Moment, currentMoment, elapsedSince } from "./clock";

/** A request that is silent for longer may be dead; whoever comes later makes one of their own. */
const JOINABLE_MS = 1000;

interface Flight<T> {
  readonly departed: Moment;
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Requests under way, by what they are for. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /**
   * The result of the flight `name`, which `depart` starts where there is none.
   *
   * @param signal when this one stops waiting
   * @param depart gets a signal that is aborted when the last one has stopped waiting
   */
  async join(name: string, signal: AbortSignal, depart: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // Without a waiter the request would be aborted at once, and count against a dependency that never received it.
    if (signal.aborted) throw failureOfAbort(signal);
    const flight = this.#underWay(name) ?? this.#start(name, depart);
    flight.waiting += 1;
    try {
      return await until(signal, flight.result);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        this.#land(name, flight);
        flight.controller.abort(signal.reason);
      }
    }
  }

  #underWay(name: string): Flight<T> | undefined {
    const flight = this.#flights.get(name);
    return flight && elapsedSince(flight.departed) < JOINABLE_MS ? flight : undefined;
  }

  #start(name: string, depart: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight = { departed: currentMoment(), result: depart(controller.signal), controller, waiting: 0 };
    this.#flights.set(name, flight);
    return flight;
  }

  #land(name: string, flight: Flight<T>): void {
    if (this.#flights.get(name) === flight) this.#flights.delete(name);
  }
}
