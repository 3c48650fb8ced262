/**
 * Enriches one login: finds the user, reads the parts that are due, plans the changes and saves them.
 *
 * @module
 */

import { type PartOutcome, type Readings, removalOf } from "../app-metadata/plan";
import { EMPTY, type State } from "../app-metadata/state";
import type { PostLoginApi } from "../auth0";
import type { Deadline } from "../http/deadline";
import { Failure, settle, unwrap } from "../http/failure";
import { type Lookup, type SkipReason, isTenantAllowed } from "../login/graph-user";
import { type EntraLogin, lookupFor } from "../login/login";
import { type Management, createManagement } from "../management/client";
import { PROFILE_FULL } from "../management/responses";
import type { Part } from "../parts/part";
import type { MissingScope } from "../tokens/graph-tokens";
import { rememberReads } from "./freshness";
import { planEnrichment, rereadStored } from "./plan-enrichment";
import { readParts } from "./read-parts";
import { type Saved, save } from "./save";

/** What was read and saved. Simultaneous logins of one user share it. */
export type Enrichment =
  | {
      readonly kind: "skipped";
      readonly reason: SkipReason;
      readonly isPersonalAccount: boolean;
      /** Why the Auth0 user could not be read, if it was needed. */
      readonly failure?: Failure | undefined;
      readonly saved: Saved;
      /** What the ID token may contain: what is stored, or nothing if the tenant is not allowed. */
      readonly state: State;
    }
  | {
      readonly kind: "done";
      readonly readings: Readings;
      readonly outcomes: ReadonlyMap<Part, PartOutcome>;
      /** Scopes of the Management API without which less was read. */
      readonly missingScopes: readonly MissingScope[];
      readonly saved: Saved;
      /** What is stored now. */
      readonly state: State;
    };

/**
 * Enriches the login. Never rejects because of a service.
 *
 * @param due the parts to read
 * @param now milliseconds since the epoch
 */
export async function enrich(
  login: EntraLogin,
  due: readonly Part[],
  api: PostLoginApi,
  deadline: Deadline,
  now: number,
): Promise<Enrichment> {
  const { settings } = login;
  const management = settings.management && createManagement(settings.management, api.cache, deadline);
  const readAuth0User = management && auth0UserReader(login, management);
  const { lookup, failure } = await lookupWithAuth0User(login, due, readAuth0User);
  if (lookup.kind === "skipped") {
    // Data of a user to whom this account was linked before is removed in any case.
    const saved = await save(removalOf(login.stored), login, api, management);
    return { ...lookup, failure, saved, state: isTenantAllowed(lookup) ? login.stored.state : EMPTY };
  }
  const owned = rereadStored(login, lookup.user, lookup.user.oid);
  const services = { cache: api.cache, deadline, management, readAuth0User };
  const { readings: read, missingScopes } = await readParts(owned, due, lookup.user, services);
  const { readings, stored, plan, outcomes } = planEnrichment(owned, lookup.user, read, now);
  const written = await save(plan.changes, login, api, management);
  const isWritten = written.kind !== "failed";
  const saved: Saved =
    plan.tooLarge && isWritten
      ? { kind: "failed", failure: new Failure("too_large", { code: PROFILE_FULL }) }
      : written;
  const isTooLarge = saved.kind === "failed" && saved.failure.reason === "too_large";
  rememberReads(login, due, { outcomes, isSaved: saved.kind !== "failed", isTooLarge }, now);
  return {
    kind: "done",
    readings,
    outcomes,
    missingScopes: failure?.reason === "permission" ? ["read:users", ...missingScopes] : missingScopes,
    saved,
    state: isWritten ? plan.state : stored.state,
  };
}

/** Reads the Auth0 user at most once. @throws {@link Failure} a new object for each caller */
function auth0UserReader(login: EntraLogin, management: Management): () => Promise<unknown> {
  const { settings, lookup, userId } = login;
  const isOptional =
    lookup.kind === "user" && (settings.graphToken !== "idp" || settings.graphApp !== undefined);
  let result: Promise<unknown> | undefined;
  return async () => {
    result ??= settle(management.readUser(userId, isOptional));
    return unwrap(await result);
  };
}

/** Decides which Graph user to read. Reads the Auth0 user if there is no object id and a part needs one. */
async function lookupWithAuth0User(
  login: EntraLogin,
  due: readonly Part[],
  readAuth0User: (() => Promise<unknown>) | undefined,
): Promise<{ lookup: Lookup; failure?: Failure }> {
  const { lookup } = login;
  const isOidMissing = lookup.kind === "user" ? lookup.user.oid === undefined : lookup.reason === "no_oid";
  if (!isOidMissing || !readAuth0User || !due.some((part) => part.usesGraph)) return { lookup };
  const auth0User = await settle(readAuth0User());
  if (auth0User instanceof Failure) return { lookup, failure: auth0User };
  return { lookup: lookupFor(login, auth0User) };
}
