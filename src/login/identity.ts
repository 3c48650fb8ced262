/**
 * The Entra identity of a login.
 *
 * @module
 */

import type { PostLoginEvent } from "../auth0";
import { field, own, ownText } from "../json";
import type { Claims } from "../mapping/map-claims";
import type { Settings } from "../settings/settings";

export interface EntraIdentity {
  /** Connection and user id. Stored data belongs to it. */
  readonly key: string;
  readonly connection: string;
  readonly userId: string;
  /** Whether the login came through another connection, and this identity is linked to its user. */
  readonly linked: boolean;
  /** Whether the connection is Auth0's own Entra connection (`waad`) and not one of `ENTRA_CONNECTIONS`. */
  readonly native: boolean;
}

export type LoginIdentity =
  | { readonly kind: "other" }
  /** The connection is Entra, but the user has no identity of it. */
  | { readonly kind: "unknown" }
  | { readonly kind: "entra"; readonly identity: EntraIdentity };

/**
 * Finds the identity of this login's connection if it is Entra, else the first linked Entra identity.
 *
 * @param entraConnections names of connections that are Entra besides native ones
 */
export function findIdentity(event: PostLoginEvent, entraConnections: readonly string[]): LoginIdentity {
  const connection = field(event, "connection");
  const name = field(connection, "name");
  const isWaad = field(connection, "strategy") === "waad";
  const isEntraLogin = isWaad || entraConnections.some((listed) => listed === name);
  const found = identitiesOf(field(event, "user")).find((entry) =>
    isEntraLogin ? ownText(entry, "connection") === name : isEntra(entry, entraConnections),
  );
  const identity = parseIdentity(found, !isEntraLogin, isWaad);
  if (identity) return { kind: "entra", identity };
  return { kind: isEntraLogin ? "unknown" : "other" };
}

/**
 * The Entra identity of an Auth0 user without a login: the one that data is stored for, else the first one.
 *
 * @param storedKey key of the identity that data is stored for
 */
export function findStoredIdentity(
  user: unknown,
  entraConnections: readonly string[],
  storedKey: string | undefined,
): EntraIdentity | undefined {
  const identities = identitiesOf(user)
    .filter((entry) => isEntra(entry, entraConnections))
    .flatMap((entry) => parseIdentity(entry, false, false) ?? []);
  return identities.find(({ key }) => key === storedKey) ?? identities[0];
}

/**
 * The claims of `identity` in an Auth0 user. They are attributes of the user itself for the first identity, else its
 * `profileData`.
 */
export function claimsOf(user: unknown, identity: EntraIdentity): Claims {
  const entry = identityIn(user, identity);
  return {
    attributes: entry !== undefined && entry === identitiesOf(user)[0] ? user : own(entry, "profileData"),
    userId: identity.userId,
    native: identity.native,
  };
}

/**
 * Whether a user principal name of this identity may select a user of the directory. The owner of a listed identity
 * provider could assert the name of another user, so its connection has to be in `ENTRA_UPN_CONNECTIONS`.
 */
export function isUpnTrusted({ native, connection }: EntraIdentity, settings: Settings): boolean {
  return native || settings.entraUpnConnections.includes(connection);
}

/** The entry of `user.identities` that is `identity`. */
export function identityIn(user: unknown, { connection, userId }: EntraIdentity): unknown {
  return identitiesOf(user).find(
    (entry) => ownText(entry, "connection") === connection && userIdOf(entry) === userId,
  );
}

function identitiesOf(user: unknown): readonly unknown[] {
  const identities = field(user, "identities");
  return Array.isArray(identities) ? identities : [];
}

function isEntra(identity: unknown, entraConnections: readonly string[]): boolean {
  const connection = ownText(identity, "connection");
  return (
    own(identity, "provider") === "waad" ||
    (connection !== undefined && entraConnections.includes(connection))
  );
}

function parseIdentity(entry: unknown, linked: boolean, isWaadLogin: boolean): EntraIdentity | undefined {
  const connection = ownText(entry, "connection");
  const userId = userIdOf(entry);
  if (connection === undefined || userId === undefined) return undefined;
  const native = isWaadLogin || own(entry, "provider") === "waad";
  return { key: `${connection}|${userId}`, connection, userId, linked, native };
}

function userIdOf(entry: unknown): string | undefined {
  const id = own(entry, "user_id");
  return typeof id === "number" ? String(id) : ownText(entry, "user_id");
}
