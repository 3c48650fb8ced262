/**
 * The size of the user's profile, by what takes the space.
 *
 * @module
 */

import { bytesOfAppMetadata, bytesWithoutAppMetadata } from "../../../app-metadata/size";
import { type Json, isRecord, jsonBytes, own, toJson } from "../../../json";
import type { Part } from "../../../parts/part";

/** Bytes of `app_metadata` without keys, which every profile has. */
const EMPTY_BYTES = "{}".length;

interface SizeShare {
  readonly label: string;
  readonly bytes: number;
}

export interface ProfileSize {
  /** Bytes of JSON of the whole profile. */
  readonly bytes: number;
  /** The parts, what else is in `app_metadata`, and all other attributes. They add up to `bytes`. */
  readonly shares: readonly SizeShare[];
}

/** @param user `event.user` */
export function profileSizeOf(appMetadata: unknown, user: unknown, parts: readonly Part[]): ProfileSize {
  const json = toJson(appMetadata);
  const metadata = isRecord(json) ? (json as Record<string, Json>) : {};
  const metadataBytes = bytesOfAppMetadata(metadata, {});
  const attributes = bytesWithoutAppMetadata(user);
  const shares = parts.map((part) => ({ label: part.name, bytes: bytesOfPart(metadata, part) }));
  const others = metadataBytes - EMPTY_BYTES - shares.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    bytes: attributes + metadataBytes,
    shares: [
      ...shares,
      { label: "everything else in app_metadata", bytes: others },
      { label: "other attributes", bytes: attributes + EMPTY_BYTES },
    ],
  };
}

function bytesOfPart(metadata: Readonly<Record<string, Json>>, { metadataKeys, entraKeys }: Part): number {
  const bytesIn = (from: unknown, keys: readonly string[]) =>
    keys.reduce((sum, key) => sum + memberBytes(key, own(from, key)), 0);
  return bytesIn(metadata, metadataKeys) + bytesIn(own(metadata, "entra"), entraKeys);
}

/** Bytes of a key with its value. */
function memberBytes(key: string, value: unknown): number {
  return value === undefined ? 0 : jsonBytes(key) + 1 + jsonBytes(value) + 1;
}
