/**
 * What will not heal by itself is not tried by every login of an instance. Remembered under a name that
 * says tenant, cloud, client and part and nothing about a person: refusals and `Retry-After` at once,
 * time-outs and outages after three in a row. One success forgets it.
 *
 * @module
 */

import { remember } from "../memory";
import { Failure } from "./failure";

/** So long a refusal or an outage is not tried again, in milliseconds. */
export const REMEMBER_MS = 60_000;
const RETRY_AFTER_MOST_MS = 300_000;
const IN_A_ROW = 3;
const MOST_ENTRIES = 500;

interface Outage {
  failures: number;
  /** Milliseconds since the epoch. */
  until: number;
  failure: Failure;
}

const outages = new Map<string, Outage>();

/**
 * Does `work` unless it is known to fail, and remembers how it went.
 *
 * @param name what is asked, for whom: a hash of tenant, cloud and client, and the part
 * @throws {@link Failure} of `work`, or the remembered one
 */
export async function guarded<T>(name: string, work: () => Promise<T>): Promise<T> {
  const known = outages.get(name);
  if (known && known.until > Date.now()) throw known.failure;
  try {
    const result = await work();
    outages.delete(name);
    return result;
  } catch (error) {
    if (error instanceof Failure && !error.counted) count(name, error);
    throw error;
  }
}

function count(name: string, failure: Failure): void {
  failure.counted = true;
  const weight = weigh(failure);
  if (weight === "answered") {
    outages.delete(name);
    return;
  }
  const failures = (outages.get(name)?.failures ?? 0) + 1;
  const forMs = Math.min(failure.details.retryAfterMs ?? REMEMBER_MS, RETRY_AFTER_MOST_MS);
  const until = weight === "at once" || failures >= IN_A_ROW ? Date.now() + (forMs || REMEMBER_MS) : 0;
  remember(outages, name, { failures, until, failure }, MOST_ENTRIES);
}

/** A user's own token being refused says little about the next user, so that counts like a time-out. */
function weigh({ reason, details }: Failure): "at once" | "in a row" | "answered" {
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
      return "answered";
  }
}
