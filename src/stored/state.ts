/**
 * What belongs to this Action in `app_metadata`, read from what is stored and laid out for what is written.
 *
 * @module
 */

import { type Json, type JsonObject, isRecord, own, ownText, toJson } from "../mapping/json";
import { PARTS } from "../parts";
import type { Part, Slice } from "../parts/part";

/** Everything that is kept about one identity. A key that is missing has no value. */
export interface State extends Slice {
  /** What was left out to fit, by the names of section "trimmed" in the README. */
  readonly trimmed: readonly string[];
  /** When each part was last answered, as ISO time. */
  readonly sync: Readonly<Record<string, string>>;
}

export interface Stored {
  /** What is stored for this identity; empty where it is somebody else's. */
  readonly state: State;
  /** The raw `app_metadata`, of which keys of others are never sent. */
  readonly metadata: JsonObject;
  /** Stored for another identity, which this account was linked to before. */
  readonly foreign: boolean;
}

const EMPTY: State = { metadata: {}, entra: {}, trimmed: [], sync: {} };

/**
 * Reads what is stored. Whatever it looks like, this answers.
 *
 * @param appMetadata `event.user.app_metadata`
 * @param identityKey connection and user id of this login's Entra identity
 */
export function readStored(appMetadata: unknown, identityKey: string): Stored {
  const raw = toJson(appMetadata);
  const metadata = isRecord(raw) ? raw : {};
  const entra = own(metadata, "entra");
  const identity = own(entra, "identity");
  const foreign = identity !== undefined && identity !== null && identity !== identityKey;
  if (foreign) return { state: EMPTY, metadata, foreign };
  const state = {
    metadata: pick(
      metadata,
      PARTS.flatMap((part) => part.metadataKeys),
    ),
    entra: pick(
      entra,
      PARTS.flatMap((part) => part.entraKeys),
    ),
    trimmed: textsIn(own(entra, "trimmed")),
    sync: readSync(own(entra, "sync")),
  };
  return { state, metadata, foreign };
}

/** The keys of `part` in a state. */
export function sliceOf(state: Slice, part: Part): Slice {
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

function readSync(value: unknown): Record<string, string> {
  const times = PARTS.map((part) => [part.name, ownText(value, part.name)] as const);
  return Object.fromEntries(
    times.filter((entry): entry is readonly [Part["name"], string] => entry[1] !== undefined),
  );
}
