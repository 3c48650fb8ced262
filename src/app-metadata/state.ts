/**
 * What this Action stores in `app_metadata`: reads it and composes it.
 *
 * @module
 */

import { type Json, type JsonObject, isRecord, own, ownText, toJson } from "../json";
import type { Part, PartData } from "../parts/part";
import { isGuid } from "../settings/parse";

/** Everything that is stored about one identity. A key that is missing has no value. */
export interface State extends PartData {
  /** What was left out because the profile would be too large, by the notes of the parts' trims. */
  readonly trimmed: readonly string[];
  /** When each part was last read, as ISO time. */
  readonly sync: Readonly<JsonObject>;
}

export interface Stored {
  /** All parts, also those that are off. */
  readonly parts: readonly Part[];
  /** Connection and user id of the identity that logs in. */
  readonly identityKey: string;
  /** What is stored for this user; empty if it belongs to another user. */
  readonly state: State;
  /** All of `app_metadata`. Keys of others are never sent. */
  readonly metadata: JsonObject;
  /** `foreign`: stored for another user, to whose identity this account was linked before. */
  readonly owner: "none" | "this identity" | "same person" | "foreign";
}

/** Tenant and object id of a user in the directory, in lower case. */
export interface GraphUserKey {
  readonly tenantId: string;
  readonly oid: string;
}

/** The user of a login. */
export interface Owner {
  /** Connection and user id of the identity. */
  readonly identityKey: string;
  /** The user in the directory, if known. */
  readonly user: GraphUserKey | undefined;
}

/** Nothing stored. */
export const EMPTY: State = { metadata: {}, entra: {}, trimmed: [], sync: {} };

/**
 * Reads what is stored. Accepts anything.
 *
 * @param appMetadata `event.user.app_metadata`
 * @param parts all parts, also those that are off
 */
export function readStored(appMetadata: unknown, owner: Owner, parts: readonly Part[]): Stored {
  const json = toJson(appMetadata);
  const metadata = isRecord(json) ? json : {};
  const entra = own(metadata, "entra");
  const stored = { parts, identityKey: owner.identityKey, metadata, owner: ownerOf(entra, owner) };
  if (stored.owner === "foreign") return { ...stored, state: EMPTY };
  const keys = (of: (part: Part) => readonly string[]) => parts.flatMap(of);
  const trimmed = own(entra, "trimmed");
  const state = {
    metadata: pick(
      metadata,
      keys((part) => part.metadataKeys),
    ),
    entra: pick(
      entra,
      keys((part) => part.entraKeys),
    ),
    trimmed: Array.isArray(trimmed) ? trimmed.filter((note) => typeof note === "string") : [],
    sync: pick(
      own(entra, "sync"),
      keys((part) => [part.name]),
    ),
  };
  return { ...stored, state };
}

/** `entra` without an identity counts as this user's. */
function ownerOf(entra: unknown, { identityKey, user }: Owner): Stored["owner"] {
  if (!isRecord(entra)) return "none";
  const identity = own(entra, "identity");
  if (identity === undefined || identity === identityKey) return "this identity";
  const stored = storedKey(entra);
  const isSamePerson =
    stored !== undefined &&
    stored.oid === user?.oid &&
    // Without AZURE_TENANT_ID nothing can be read, and an object id alone identifies the person.
    (stored.tenantId === user.tenantId || user.tenantId === "");
  return isSamePerson ? "same person" : "foreign";
}

/** The directory user for whom the data is stored, if the stored profile contains its ids. */
function storedKey(entra: unknown): GraphUserKey | undefined {
  const profile = own(entra, "profile");
  const [tenantId, oid] = [ownText(profile, "tenantid"), ownText(profile, "oid")];
  if (!tenantId || !oid || !isGuid(tenantId) || !isGuid(oid)) return undefined;
  return { tenantId: tenantId.toLowerCase(), oid: oid.toLowerCase() };
}

/** The directory user that is stored for exactly this identity. */
export function storedUser({ metadata, identityKey }: Stored): GraphUserKey | undefined {
  const entra = own(metadata, "entra");
  return own(entra, "identity") === identityKey ? storedKey(entra) : undefined;
}

/** The data of `part` in a state. */
export function partDataOf(state: PartData, part: Part): PartData {
  return { metadata: pick(state.metadata, part.metadataKeys), entra: pick(state.entra, part.entraKeys) };
}

/** `entra` as it is stored; `undefined` if there is nothing to store. */
export function entraOf(state: State, identityKey: string): JsonObject | undefined {
  if (Object.keys(state.entra).length === 0 && state.trimmed.length === 0) return undefined;
  return {
    identity: identityKey,
    ...state.entra,
    ...(state.trimmed.length > 0 && { trimmed: [...state.trimmed] }),
    sync: { ...state.sync },
  };
}

/** Time as `sync` stores it: ISO 8601 in UTC, to the second. @param now milliseconds since the epoch */
export function syncTime(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

function pick(from: unknown, keys: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const key of keys) {
    const value = own(from, key) as Json | undefined;
    if (value !== undefined && value !== null) picked[key] = value;
  }
  return picked;
}
