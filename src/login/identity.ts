/**
 * Which identity of a login is Entra, if any.
 *
 * @module
 */

import type { PostLoginEvent } from "../auth0";
import type { Claims } from "../mapping/profile";
import { field, own, ownText } from "../mapping/json";
import type { Settings } from "../settings/settings";

export interface EntraIdentity {
  /** Connection and user id: what all stored data belongs to. */
  readonly key: string;
  readonly connection: string;
  readonly userId: string;
  /** Linked to the account, while the login came through another connection. */
  readonly linked: boolean;
}

export type LoginIdentity =
  | { readonly kind: "other" }
  /** The connection is Entra, but the user has no identity of it. */
  | { readonly kind: "unknown" }
  | { readonly kind: "entra"; readonly identity: EntraIdentity };

/** Finds the identity: that of this login's connection where it is Entra, else the first linked one that is. */
export function findIdentity(event: PostLoginEvent, settings: Settings): LoginIdentity {
  const connection = field(event, "connection");
  const name = textField(connection, "name");
  const identities = identitiesOf(field(event, "user"));
  if (field(connection, "strategy") === "waad" || (name && settings.entraConnections.includes(name))) {
    const found = identities.find((identity) => ownText(identity, "connection") === name);
    const identity = describe(found, false);
    return identity ? { kind: "entra", identity } : { kind: "unknown" };
  }
  const linked = identities.find((identity) => isEntra(identity, settings));
  const identity = describe(linked, true);
  return identity ? { kind: "entra", identity } : { kind: "other" };
}

/** The claims of `identity` as `user` holds them; the root is another's where the identity is not the first. */
export function claimsOf(user: unknown, identity: EntraIdentity): Claims {
  const identities = identitiesOf(user);
  const entry = identityIn(user, identity);
  return {
    attributes: entry !== undefined && entry === identities[0] ? user : own(entry, "profileData"),
    userId: identity.userId,
    native: own(entry, "provider") === "waad",
  };
}

/** `identity` as an entry of `user.identities`. */
export function identityIn(user: unknown, identity: EntraIdentity): unknown {
  return identitiesOf(user).find(
    (entry) => ownText(entry, "connection") === identity.connection && userIdOf(entry) === identity.userId,
  );
}

function identitiesOf(user: unknown): readonly unknown[] {
  const identities = field(user, "identities");
  return Array.isArray(identities) ? identities : [];
}

function textField(value: unknown, key: string): string | undefined {
  const text = field(value, key);
  return typeof text === "string" ? text : undefined;
}

function isEntra(identity: unknown, settings: Settings): boolean {
  const connection = ownText(identity, "connection");
  return (
    own(identity, "provider") === "waad" ||
    (connection !== undefined && settings.entraConnections.includes(connection))
  );
}

function describe(entry: unknown, linked: boolean): EntraIdentity | undefined {
  const connection = ownText(entry, "connection");
  const userId = userIdOf(entry);
  if (connection === undefined || userId === undefined) return undefined;
  return { key: `${connection}|${userId}`, connection, userId, linked };
}

function userIdOf(entry: unknown): string | undefined {
  const id = own(entry, "user_id");
  return typeof id === "number" ? String(id) : ownText(entry, "user_id");
}
