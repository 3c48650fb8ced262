/**
 * What a login is about, as far as the event alone tells: whose it is, which parts are on, and which are due.
 *
 * @module
 */

import type { PostLoginEvent } from "../auth0";
import { field } from "../json";
import type { Claims } from "../mapping/profile";
import { PARTS } from "../parts";
import type { Part } from "../parts/part";
import type { SkipReason } from "../report/log-line";
import { type Settings, readSettings } from "../settings/settings";
import { onOff } from "../settings/parse";
import { isFresh } from "../enrich/freshness";
import { type Stored, readStored } from "../app-metadata/state";
import { isTenantAllowed, keyOf } from "./graph-user";
import { type EntraIdentity, claimsOf, findIdentity } from "./identity";

export interface EntraLogin {
  readonly kind: "entra";
  readonly settings: Settings;
  /** Names of settings whose value was not understood, the connection's own among them. */
  readonly bad: readonly string[];
  readonly identity: EntraIdentity;
  readonly claims: Claims;
  /** Parts that are on. */
  readonly parts: readonly Part[];
  /** Parts that are on and not fresh. */
  readonly due: readonly Part[];
  readonly stored: Stored;
  readonly user: unknown;
  /** Auth0's own id of the user. */
  readonly userId: string;
  /** Why nothing may be read. */
  readonly skip: SkipReason | undefined;
}

export type Login =
  EntraLogin | { readonly kind: "no_identity"; readonly settings: Settings } | { readonly kind: "other" };

/** Recognizes the login. Loads and asks nothing. @param now milliseconds since the epoch */
export function parseLogin(event: PostLoginEvent, now: number): Login {
  const settings = readSettings(field(event, "secrets"));
  const found = findIdentity(event, settings);
  if (found.kind === "other") return found;
  const identity = found.kind === "entra" ? found.identity : undefined;
  const override = identity?.linked === false ? connectionSwitch(event) : undefined;
  const connectionSyncsPhotos = override === "bad" ? undefined : override;
  const parts = PARTS.filter((part) => part.isOn({ settings, connectionSyncsPhotos }));
  if (parts.length === 0) return { kind: "other" };
  if (!identity) return { kind: "no_identity", settings };

  const user = field(event, "user");
  const id = field(user, "user_id");
  const userId = typeof id === "string" ? id : "";
  const claims = claimsOf(user, identity);
  const owner = { identityKey: identity.key, user: keyOf(claims, settings) };
  const stored = readStored(field(user, "app_metadata"), owner);
  const isAllowed = settings.tenantId === "" || isTenantAllowed(claims, settings);
  const person = { identityKey: identity.key, userId };
  const due = parts.filter((part) => !isAllowed || !isFresh(part, stored, person, settings, now));
  const bad = override === "bad" ? [...settings.bad, "sync_user_photos"] : settings.bad;
  const skip = !isAllowed ? "tenant_not_allowed" : settings.missing.length > 0 ? "config" : undefined;
  return { kind: "entra", settings, bad, identity, claims, parts, due, stored, user, userId, skip };
}

/** Photo sync as this login's connection wants it. */
function connectionSwitch(event: PostLoginEvent): boolean | "bad" | undefined {
  const value = field(field(field(event, "connection"), "metadata"), "sync_user_photos");
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return onOff(value.trim()) ?? "bad";
}
