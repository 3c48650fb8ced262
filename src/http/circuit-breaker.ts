/**
 * Circuit breaker, per instance: a service that is known to fail gets no requests for a while. A refusal or
 * `Retry-After` opens a circuit at once; timeouts and outages open it after three in a row. A success closes it.
 * Circuits are named by a hash of tenant, cloud and client, never by a person.
 *
 * @module
 */

import { setBounded } from "../bounded-map";
import type { Failure } from "./failure";
import { copyOf, toFailure } from "./failure";

/** Milliseconds that a circuit stays open without `Retry-After`. */
export const OPEN_MS = 60_000;
const MAX_OPEN_MS = 300_000;
/** Number of failures in a row that opens a circuit. */
export const FAILURES_TO_OPEN = 3;
const MAX_CIRCUITS = 500;

interface Circuit {
  readonly failures: number;
  /** Milliseconds since the epoch; the circuit is open until then. */
  readonly until: number;
  readonly failure: Failure;
}

/** How a failure counts: it opens the circuit at once, or after some in a row, or is no failure of the service. */
export type Weight = "at once" | "in a row" | "not counted";

/** A size-limited set of circuits. */
export class CircuitBreaker {
  readonly #circuits = new Map<string, Circuit>();

  constructor(readonly maxEntries: number) {}

  /** The failure to report without a request; `undefined` if the circuit is closed. A new object for each call. */
  failureOf(name: string): Failure | undefined {
    const circuit = this.#circuits.get(name);
    return circuit && circuit.until > Date.now() ? copyOf(circuit.failure) : undefined;
  }

  /** Closes the circuit. */
  succeed(name: string): void {
    this.#circuits.delete(name);
  }

  /** Counts a failure. @param weight by default that of its reason */
  fail(name: string, failure: Failure, weight: Weight = weightOf(failure)): void {
    if (failure.details.abandoned) return;
    const circuit = this.#circuits.get(name);
    const openUntil = circuit && circuit.until > Date.now() ? circuit.until : 0;
    // While the circuit is open, only a refusal or Retry-After can extend it.
    if (openUntil > 0 && weight !== "at once") return;
    if (weight === "not counted") {
      this.succeed(name);
      return;
    }
    const failures = (circuit?.failures ?? 0) + 1;
    const openMs = Math.min(failure.details.retryAfterMs ?? OPEN_MS, MAX_OPEN_MS) || OPEN_MS;
    const until = weight === "at once" || failures >= FAILURES_TO_OPEN ? Date.now() + openMs : 0;
    if (openUntil > until) return;
    setBounded(this.#circuits, name, { failures, until, failure }, this.maxEntries);
  }
}

/** The circuits that all users of an instance share. */
export const sharedCircuits = new CircuitBreaker(MAX_CIRCUITS);

/**
 * Does `work` unless its circuit is open, and counts the result.
 *
 * @param name of the circuit
 * @throws {@link Failure} of `work`, or the one that opened the circuit
 */
export async function withCircuitBreaker<T>(name: string, work: () => Promise<T>): Promise<T> {
  const open = sharedCircuits.failureOf(name);
  if (open) throw open;
  try {
    const result = await work();
    sharedCircuits.succeed(name);
    return result;
  } catch (error) {
    const failure = toFailure(error);
    sharedCircuits.fail(name, failure);
    throw failure;
  }
}

/** How a failure counts. The refusal of a user's own token says little about other users, so it counts like a timeout. */
export function weightOf({ reason, details }: Failure): Weight {
  if (details.retryAfterMs) return "at once";
  switch (reason) {
    case "credentials":
    case "permission":
      return details.delegated ? "in a row" : "at once";
    case "timeout":
    case "unavailable":
    case "throttled":
      return "in a row";
    case "limited":
    case "invalid":
    case "too_large":
    case "user_not_found":
      return "not counted";
  }
}
