/**
 * Plans what is stored for one user after the reads. Pure, and the same for a login and for the directory sync.
 *
 * @module
 */

import {
  type PartOutcome,
  type Plan,
  type Readings,
  distrustAbsence,
  outcomesOf,
  planChanges,
} from "../app-metadata/plan";
import { type Stored, partDataOf, readStored } from "../app-metadata/state";
import { ownText } from "../json";
import type { GraphUser } from "../login/graph-user";
import type { EntraLogin } from "../login/login";
import type { Claims } from "../mapping/map-claims";
import type { Part } from "../parts/part";

export interface PlannedEnrichment {
  readonly readings: Readings;
  /** What is stored for this user before the changes. */
  readonly stored: Stored;
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<Part, PartOutcome>;
}

/**
 * Plans the changes.
 *
 * @param graphUser the user that was read
 * @param read what was read
 * @param now time of the reads in milliseconds since the epoch
 */
export function planEnrichment(
  login: EntraLogin,
  graphUser: GraphUser,
  read: Readings,
  now: number,
): PlannedEnrichment {
  const { stored, claims, settings, user } = rereadStored(login, graphUser, graphUser.oid ?? oidIn(read));
  const readings = distrustAbsence(withStoredData(read, stored, claims));
  const plan = planChanges(readings, stored, { ...settings, user, now });
  return { readings, stored, plan, outcomes: outcomesOf(readings, stored, plan) };
}

/** The login with its stored data read again, if its user turns out to be the same person on another connection. */
export function rereadStored(
  login: EntraLogin,
  { tenantId }: GraphUser,
  oid: string | undefined,
): EntraLogin {
  const { stored } = login;
  if (stored.owner !== "foreign" || !oid) return login;
  const owner = { identityKey: stored.identityKey, user: { tenantId, oid: oid.toLowerCase() } };
  return { ...login, stored: readStored(stored.metadata, owner, stored.parts) };
}

function oidIn(readings: Readings): string | undefined {
  const profile = readings.get("profile");
  return profile?.kind === "found" ? ownText(profile.data.entra.profile, "oid") : undefined;
}

/** Adds stored data that the claims omit. Runs after the reads, because only then the owner of the stored data is certain. */
function withStoredData(readings: Readings, stored: Stored, claims: Claims): Readings {
  const complete = new Map(readings);
  for (const part of stored.parts) {
    const reading = readings.get(part.name);
    if (reading?.kind !== "found" || !part.complete) continue;
    const data = part.complete(reading.data, partDataOf(stored.state, part), claims);
    complete.set(part.name, { kind: "found", data });
  }
  return complete;
}
