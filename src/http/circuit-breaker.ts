/**
 * Circuit breaker, per instance: do not retry a dependency that is known to be failing. Entries are keyed by a hash of
 * tenant, cloud and client, and the part; they say nothing about a person. A refusal or `Retry-After` opens a circuit
 * at once; timeouts and outages open it after three in a row. One success closes it.
 *
 * @module
 */

import { setBounded } from "../bounded-map";
import { Failure } from "./failure";

/** A refusal or an outage is not tried again for this long, in milliseconds. */
export const REMEMBER_MS = 60_000;
const RETRY_AFTER_MOST_MS = 300_000;
/** This many failures in a row open a circuit. */
export const IN_A_ROW = 3;
const MOST_ENTRIES = 500;

interface Circuit {
  failures: number;
  /** Milliseconds since the epoch; the circuit is open until then. */
  until: number;
  failure: Failure;
}

/** How a failure counts: it opens the circuit at once or after some in a row, or it is no failure of the dependency. */
export type Weight = "at once" | "in a row" | "not counted";

/** A size-limited set of circuits. */
export class CircuitBreaker {
  readonly #circuits = new Map<string, Circuit>();

  constructor(readonly maxEntries: number) {}

  /** The failure to report without a request; `undefined` if the circuit is closed. */
  failureOf(name: string): Failure | undefined {
    const circuit = this.#circuits.get(name);
    return circuit && circuit.until > Date.now() ? circuit.failure : undefined;
  }

  /** Closes the circuit. */
  succeed(name: string): void {
    this.#circuits.delete(name);
  }

  /** Counts a failure. @param weight by default what its reason says */
  fail(name: string, failure: Failure, weight: Weight = weigh(failure)): void {
    const circuit = this.#circuits.get(name);
    const openUntil = this.failureOf(name) ? (circuit?.until ?? 0) : 0;
    // A login that began before the circuit opened may fail in another way, and proves nothing by that.
    if (openUntil > 0 && weight !== "at once") return;
    if (weight === "not counted") {
      this.succeed(name);
      return;
    }
    const failures = (circuit?.failures ?? 0) + 1;
    const forMs = Math.min(failure.details.retryAfterMs ?? REMEMBER_MS, RETRY_AFTER_MOST_MS);
    const until = weight === "at once" || failures >= IN_A_ROW ? Date.now() + (forMs || REMEMBER_MS) : 0;
    if (openUntil > until) return;
    setBounded(this.#circuits, name, { failures, until, failure }, this.maxEntries);
  }
}

/** The circuits of everything that all users of an instance share. */
export const sharedCircuits = new CircuitBreaker(MOST_ENTRIES);

/**
 * Does `work` unless its circuit is open, and counts the result.
 *
 * @param name what is requested, for which tenant, cloud and client
 * @throws {@link Failure} of `work`, or the remembered one
 */
export async function withCircuitBreaker<T>(name: string, work: () => Promise<T>): Promise<T> {
  const known = sharedCircuits.failureOf(name);
  if (known) throw known;
  try {
    const result = await work();
    sharedCircuits.succeed(name);
    return result;
  } catch (error) {
    if (error instanceof Failure && !error.counted) {
      error.counted = true;
      sharedCircuits.fail(name, error);
    }
    throw error;
  }
}

/** The refusal of a user's own token says little about the next user, so it counts like a timeout. */
export function weigh({ reason, details }: Failure): Weight {
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
