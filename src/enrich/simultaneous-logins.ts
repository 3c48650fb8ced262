/**
 * Simultaneous logins of one user share one enrichment: that of the first, which ends within its time budget and so
 * within that of the others.
 *
 * @module
 */

import { isTenantAllowed } from "../login/graph-user";
import type { EntraLogin } from "../login/login";
import type { Enrichment } from "./enrich";

/** Enrichments in progress, by Auth0 user, identity, enabled parts, and whether the tenant is allowed. */
const inProgress = new Map<string, Promise<Enrichment>>();

/** The enrichment in progress for the user of `login`, if there is one. */
export function enrichmentInProgress(login: EntraLogin): Promise<Enrichment> | undefined {
  return inProgress.get(keyOf(login));
}

/** Lets other logins of this user wait for `enrichment`, too. */
export async function shareEnrichment(
  login: EntraLogin,
  enrichment: Promise<Enrichment>,
): Promise<Enrichment> {
  const key = keyOf(login);
  inProgress.set(key, enrichment);
  return enrichment.finally(() => inProgress.delete(key));
}

function keyOf({ userId, identity, parts, lookup }: EntraLogin): string {
  const on = parts.filter((part) => part.isOn).map((part) => part.name);
  return JSON.stringify([userId, identity.key, on, isTenantAllowed(lookup)]);
}
