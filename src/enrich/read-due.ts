/**
 * Resolves the user in the directory and reads the parts that are due.
 *
 * @module
 */

import { ownText } from "../json";
import { type GraphUserKey, type Lookup, findGraphUser, hasUsableUpn, keyOf } from "../login/graph-user";
import { claimsOf, isUpnTrusted } from "../login/identity";
import type { EntraLogin } from "../login/login";
import { Failure, toFailure, failureIn } from "../http/failure";
import type { SkipReason } from "../report/log-line";
import { remedyForTenant, remedyForUserRead } from "../report/hints";
import { type Readings, distrustAbsence } from "../app-metadata/plan";
import { readStored, partDataOf, storedUser } from "../app-metadata/state";
import type { MissingScope } from "../tokens/graph-tokens";
import { type ReadServices, readParts } from "./read-parts";

export type ReadResult =
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly hint?: string }
  | {
      readonly kind: "read";
      /** The login, its stored data interpreted with what is now known of the user. */
      readonly login: EntraLogin;
      readonly readings: Readings;
      readonly missingScopes: readonly MissingScope[];
    };

/** Reads what is due. Never rejects: a part that fails is a reading, too. */
export async function readDue(login: EntraLogin, services: ReadServices): Promise<ReadResult> {
  const readUser = userReader(login, services);
  const { lookup, refusal } = await resolveGraphUser(login, services, readUser);
  if (lookup.kind !== "user") {
    const hint =
      lookup.kind === "no_oid" ? refusal?.details.remedy : remedyForTenant(lookup.claims, login.settings);
    return { kind: "skip", reason: lookup.kind, ...(hint && { hint }) };
  }
  const { user } = lookup;
  const known = withOwner(login, user.tenantId, user.oid);
  const { readings, missingScopes } = await readParts(known, services, user, readUser);
  const profile = readings.get("profile");
  const oid = profile?.kind === "found" ? ownText(profile.slice.entra.profile, "oid") : undefined;
  const isRefused = refusal?.reason === "permission";
  const owned = withOwner(known, user.tenantId, oid);
  return {
    kind: "read",
    login: owned,
    readings: distrustAbsence(completeReadings(readings, owned)),
    missingScopes: [...(isRefused ? (["read:users"] as const) : []), ...missingScopes],
  };
}

/** Only now is it known whether the stored data is this person's. */
function completeReadings(readings: Readings, { due, stored, claims }: EntraLogin): Readings {
  const completed = new Map(readings);
  for (const part of due) {
    const reading = readings.get(part.name);
    if (reading?.kind !== "found" || !part.complete) continue;
    const slice = part.complete(reading.slice, partDataOf(stored.state, part), claims);
    completed.set(part.name, { kind: "found", slice });
  }
  return completed;
}

async function resolveGraphUser(
  login: EntraLogin,
  { management }: ReadServices,
  readUser: () => Promise<unknown>,
): Promise<{ lookup: Lookup; refusal: Failure | undefined }> {
  const { settings, claims, identity, due } = login;
  const needsGraph = due.some((part) => part.usesGraph(settings));
  let refusal: Failure | undefined;
  const lookup = await findGraphUser(claims, settings, {
    stored: trustedStoredUser(login),
    isUpnTrusted: isUpnTrusted(identity, settings),
    async readClaims() {
      if (!needsGraph || !management) return undefined;
      try {
        return claimsOf(await readUser(), identity);
      } catch (error) {
        refusal = failureIn(error);
        return undefined;
      }
    },
  });
  return { lookup, refusal };
}

/** Earlier versions trusted user principal names of all connections, and may have stored another person's object id. */
function trustedStoredUser({ settings, identity, stored }: EntraLogin): GraphUserKey | undefined {
  return isUpnTrusted(identity, settings) ? storedUser(stored, identity.key) : undefined;
}

/** The login with its stored data as that of this user, who may turn out to be the same person on another connection. */
function withOwner(login: EntraLogin, tenantId: string, oid: string | undefined): EntraLogin {
  if (login.stored.owner !== "foreign" || !oid) return login;
  const owner = { identityKey: login.identity.key, user: { tenantId, oid: oid.toLowerCase() } };
  return { ...login, stored: readStored(login.stored.metadata, owner) };
}

/** The Auth0 user, read at most once. A failure says what to do about it. */
function userReader(login: EntraLogin, { management }: ReadServices): () => Promise<unknown> {
  const { settings, identity, claims } = login;
  const isFound =
    keyOf(claims, settings) !== undefined ||
    trustedStoredUser(login) !== undefined ||
    (isUpnTrusted(identity, settings) && hasUsableUpn(claims, settings));
  const isOptional = isFound && (settings.graphToken !== "idp" || settings.graphApp !== undefined);
  let user: Promise<unknown> | undefined;
  return async () => {
    if (!management) throw new Failure("credentials");
    user ??= management.readUser(login.userId, isOptional).catch((error: unknown) => {
      const { reason, details } = toFailure(error);
      throw new Failure(reason, { ...details, remedy: remedyForUserRead({ reason, details }, settings) });
    });
    return user;
  };
}
