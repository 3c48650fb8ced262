/**
 * Which identity of a login is Entra, if any.
 *
 * @module
 */

import type { PostLoginEvent } from "../auth0";
import type { Claims } from "../mapping/profile";
import { field, own, ownText } from "../json";
import type { Settings } from "../settings/settings";

export interface EntraIdentity {
  /** Connection and user id: what all stored data belongs to. */
  readonly key: string;
  readonly connection: string;
  readonly userId: string;
  /** Whether the login came through another connection, to which this identity is linked. */
  readonly linked: boolean;
  /** Whether this is Auth0's own Entra connection (`waad`), not one that is listed in `ENTRA_CONNECTIONS`. */
  readonly native: boolean;
}

export type LoginIdentity =
  | { readonly kind: "other" }
  /** The connection is Entra, but the user has no identity of it. */
  | { readonly kind: "unknown" }
  | { readonly kind: "entra"; readonly identity: EntraIdentity };

/** Finds the identity: that of this login's connection where it is Entra, else the first linked one that is. */
export function findIdentity(event: PostLoginEvent, settings: Settings): LoginIdentity {
  const connection = field(event, "connection");
  const name = field(connection, "name");
  const isWaad = field(connection, "strategy") === "waad";
  const isEntraLogin = isWaad || settings.entraConnections.some((listed) => listed === name);
  const found = identitiesOf(field(event, "user")).find((entry) =>
    isEntraLogin ? ownText(entry, "connection") === name : isEntra(entry, settings),
  );
  const identity = describe(found, !isEntraLogin, isWaad);
  if (identity) return { kind: "entra", identity };
  return { kind: isEntraLogin ? "unknown" : "other" };
}

/** The claims of `identity` as `user` holds them; the root is another's where the identity is not the first. */
export function claimsOf(user: unknown, identity: EntraIdentity): Claims {
  const identities = identitiesOf(user);
  const entry = identities.find(isThe(identity));
  return {
    attributes: entry !== undefined && entry === identities[0] ? user : own(entry, "profileData"),
    userId: identity.userId,
    native: identity.native,
  };
}

/**
 * Whether a user principal name of this identity may select a user of the directory. Whoever controls a listed identity
 * provider could assert somebody else's, so its connection has to be in `ENTRA_UPN_CONNECTIONS`.
 */
export function isUpnTrusted({ native, connection }: EntraIdentity, settings: Settings): boolean {
  return native || settings.entraUpnConnections.includes(connection);
}

/** `identity` as an entry of `user.identities`. */
export function identityIn(user: unknown, identity: EntraIdentity): unknown {
  return identitiesOf(user).find(isThe(identity));
}

function isThe({ connection, userId }: EntraIdentity) {
  return (entry: unknown) => ownText(entry, "connection") === connection && userIdOf(entry) === userId;
}

function identitiesOf(user: unknown): readonly unknown[] {
  const identities = field(user, "identities");
  return Array.isArray(identities) ? identities : [];
}

function isEntra(identity: unknown, settings: Settings): boolean {
  const connection = ownText(identity, "connection");
  return (
    own(identity, "provider") === "waad" ||
    (connection !== undefined && settings.entraConnections.includes(connection))
  );
}

function describe(entry: unknown, linked: boolean, isWaadLogin = false): EntraIdentity | undefined {
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
