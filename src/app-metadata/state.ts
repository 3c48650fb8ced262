/**
 * What belongs to this Action in `app_metadata`, read from what is stored and laid out for what is written.
 *
 * @module
 */

import { type Json, type JsonObject, isRecord, own, ownText, toJson } from "../json";
import type { GraphUserKey } from "../login/graph-user";
import { PARTS } from "../parts";
import type { Part, PartData } from "../parts/part";
import { isGuid } from "../settings/parse";

/** Everything that is kept about one identity. A key that is missing has no value. */
export interface State extends PartData {
  /** What was left out to fit, by the names of section "trimmed" in the README. */
  readonly trimmed: readonly string[];
  /** When each part was last answered, as ISO time. */
  readonly sync: Readonly<JsonObject>;
}

export interface Stored {
  /** What is stored for this person; empty if it belongs to somebody else. */
  readonly state: State;
  /** All of `app_metadata`. Keys of others are never sent. */
  readonly metadata: JsonObject;
  /** `foreign`: stored for another person, to whose identity this account was linked before. */
  readonly owner: "none" | "this identity" | "same person" | "foreign";
}

/** Whose login it is. */
export interface Owner {
  /** Connection and user id of the identity. */
  readonly identityKey: string;
  /** The user in the directory, if it is known already. */
  readonly user: GraphUserKey | undefined;
}

/** Nothing stored. */
export const EMPTY: State = { metadata: {}, entra: {}, trimmed: [], sync: {} };

/**
 * Reads what is stored. Accepts anything.
 *
 * @param appMetadata `event.user.app_metadata`
 */
export function readStored(appMetadata: unknown, owner: Owner): Stored {
  const raw = toJson(appMetadata);
  const metadata = isRecord(raw) ? raw : {};
  const entra = own(metadata, "entra");
  const whose = ownerOf(entra, owner);
  const state =
    whose === "foreign"
      ? EMPTY
      : {
          metadata: pick(
            metadata,
            PARTS.flatMap((part) => part.metadataKeys),
          ),
          entra: pick(
            entra,
            PARTS.flatMap((part) => part.entraKeys),
          ),
          trimmed: textsIn(own(entra, "trimmed")),
          sync: pick(
            own(entra, "sync"),
            PARTS.map((part) => part.name),
          ),
        };
  return { state, metadata, owner: whose };
}

/** `entra` without an identity counts as this person's. */
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

/** The directory user that the data is stored for, if the stored profile says so. */
function storedKey(entra: unknown): GraphUserKey | undefined {
  const profile = own(entra, "profile");
  const [tenantId, oid] = [ownText(profile, "tenantid"), ownText(profile, "oid")];
  if (!tenantId || !oid || !isGuid(tenantId) || !isGuid(oid)) return undefined;
  return { tenantId: tenantId.toLowerCase(), oid: oid.toLowerCase() };
}

/** The directory user stored for exactly this identity. */
export function storedUser({ metadata }: Stored, identityKey: string): GraphUserKey | undefined {
  const entra = own(metadata, "entra");
  return own(entra, "identity") === identityKey ? storedKey(entra) : undefined;
}

/** The keys of `part` in a state. */
export function partDataOf(state: PartData, part: Part): PartData {
  return { metadata: pick(state.metadata, part.metadataKeys), entra: pick(state.entra, part.entraKeys) };
}

/** `entra` as it is stored; `undefined` where there is nothing to say about anybody. */
export function entraOf(state: State, identityKey: string): JsonObject | undefined {
  if (Object.keys(state.entra).length === 0 && state.trimmed.length === 0) return undefined;
  return {
    identity: identityKey,
    ...state.entra,
    ...(state.trimmed.length > 0 && { trimmed: [...state.trimmed] }),
    sync: { ...state.sync },
  };
}

function pick(from: unknown, keys: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const key of keys) {
    const value = own(from, key) as Json | undefined;
    if (value !== undefined && value !== null) picked[key] = value;
  }
  return picked;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
