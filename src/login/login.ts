/**
 * A login, as far as the event describes it: its identity, its settings, and which Graph user to read.
 *
 * @module
 */

import { type Stored, readStored, storedUser } from "../app-metadata/state";
import type { PostLoginEvent } from "../auth0";
import { field } from "../json";
import type { Claims } from "../mapping/map-claims";
import { createSettingsReader } from "../settings/reader";
import { readEntraConnections } from "../settings/settings";
import { type Configuration, readConfiguration } from "./configuration";
import { type Lookup, findGraphUser, keyOf } from "./graph-user";
import { type EntraIdentity, claimsOf, findIdentity, isUpnTrusted } from "./identity";

export interface EntraLogin extends Configuration {
  readonly kind: "entra";
  readonly identity: EntraIdentity;
  readonly claims: Claims;
  readonly stored: Stored;
  readonly user: unknown;
  /** Auth0's id of the user. */
  readonly userId: string;
  /** Which Graph user to read, as far as the event tells. */
  readonly lookup: Lookup;
}

export type Login =
  | EntraLogin
  /** The connection is Entra, but the user has no identity of it. */
  | { readonly kind: "no_identity" }
  /** Nothing to do with Entra, or all parts are off. */
  | { readonly kind: "other" };

/** Parses the event. Loads no package and sends no request. */
export function parseLogin(event: PostLoginEvent): Login {
  const secrets = field(event, "secrets");
  const found = findIdentity(event, readEntraConnections(createSettingsReader(secrets)));
  if (found.kind === "other") return found;
  const identity = found.kind === "entra" ? found.identity : undefined;
  // Metadata of another connection does not apply to a linked identity.
  const metadata = identity?.linked === false ? field(field(event, "connection"), "metadata") : undefined;
  const configuration = readConfiguration(secrets, metadata);
  if (!configuration.parts.some((part) => part.isOn)) return { kind: "other" };
  if (!identity) return { kind: "no_identity" };

  return describeLogin(configuration, identity, field(event, "user"));
}

/** Describes the login of `identity`. @param user the Auth0 user, from the event or from the Management API */
export function describeLogin(
  configuration: Configuration,
  identity: EntraIdentity,
  user: unknown,
): EntraLogin {
  const { settings, parts } = configuration;
  const id = field(user, "user_id");
  const claims = claimsOf(user, identity);
  const owner = { identityKey: identity.key, user: keyOf(claims, settings) };
  const stored = readStored(field(user, "app_metadata"), owner, parts);
  const login = { ...configuration, identity, claims, stored, user };
  return { kind: "entra", ...login, userId: typeof id === "string" ? id : "", lookup: lookupFor(login) };
}

/** Decides which Graph user to read. @param auth0User the Auth0 user, if it was read */
export function lookupFor(
  login: Pick<EntraLogin, "settings" | "identity" | "claims" | "stored">,
  auth0User?: unknown,
): Lookup {
  const { settings, identity, claims, stored } = login;
  return findGraphUser({
    settings,
    claims,
    auth0Claims: auth0User === undefined ? undefined : claimsOf(auth0User, identity),
    stored: storedUser(stored),
    isUpnTrusted: isUpnTrusted(identity, settings),
  });
}
