/**
 * A part: one kind of data that is read about a user and stored under its own keys. A new part is one file that exports a
 * {@link PartFactory}, one line in `parts/index.ts` and its settings in `actions.config.json`.
 *
 * @module
 */

import type { GraphReader } from "../graph/client";
import type { Failure } from "../http/failure";
import type { Json, JsonObject } from "../json";
import type { Claims } from "../mapping/map-claims";
import type { SettingsReader } from "../settings/reader";

/** Maximum bytes of a JSON response, far above what parts receive. */
export const MAX_JSON_BYTES = 2_097_152;

/** Data of one part or of all: keys of the first level of `app_metadata`, and keys of its `entra`. */
export interface PartData {
  readonly metadata: Readonly<JsonObject>;
  readonly entra: Readonly<JsonObject>;
}

/** The result of reading a part. */
export type Reading =
  /** The new data, equal to the stored data if nothing has changed. */
  | { readonly kind: "found"; readonly data: PartData }
  /** Graph has proved that there is no value. `data` is what is stored for that. */
  | { readonly kind: "none"; readonly data: PartData }
  /** No value is available, which proves nothing: stored data is kept. */
  | { readonly kind: "unavailable" }
  /** `data` is what is known without Graph. */
  | { readonly kind: "failed"; readonly failure: Failure; readonly data?: PartData };

/** Graph has proved that there is no value. */
export const NONE: Reading = { kind: "none", data: { metadata: {}, entra: {} } };

/** No value is available. */
export const UNAVAILABLE: Reading = { kind: "unavailable" };

/** New data. */
export function found(metadata: JsonObject, entra: JsonObject): Reading {
  return { kind: "found", data: { metadata, entra } };
}

/** What is known of the user before a part is read. */
export interface PartContext {
  readonly claims: Claims;
  /** Path of the user below `/v1.0`. */
  readonly userPath: string;
  /** The tenant whose directory is read. */
  readonly tenantId: string;
  /** `undefined` if the user is looked up by user principal name. */
  readonly oid: string | undefined;
  /** What is stored of this part for this user. */
  readonly stored: PartData;
  /** Whether an earlier login has read this part. */
  readonly wasRead: boolean;
}

export interface ReadContext extends PartContext {
  readonly graph: GraphReader;
}

/** Data of a part that can be left out if the user's profile is too large. */
export interface Trim {
  /** Its name in `trimmed`. */
  readonly note: string;
  /** Lower ranks are left out first. */
  readonly rank: number;
  /** The setting to change so that the data fits, if there is one. */
  readonly setting?: string;
  /** `data` without it; `undefined` if there is nothing to leave out. @param kept number of items that stay */
  readonly without: (data: PartData, kept: number) => PartData | undefined;
  /** Number of items, if they can be left out one by one from the end. */
  readonly items?: (data: PartData) => number;
}

/** A claim that the ID token can hold. */
export interface TokenClaim {
  /** Its name in `TOKEN_CLAIMS`, and below `TOKEN_CLAIMS_NAMESPACE`. */
  readonly name: string;
  /** Lower ranks are left out first if the ID token would be too large. */
  readonly rank: number;
  /** Whether it is a standard claim, which has no namespace. */
  readonly isStandard?: boolean;
  /** `undefined` if there is no value. */
  readonly value: (data: PartData) => Json | undefined;
}

/** A part with its settings. */
export interface Part {
  /** Its key in the log line and in `sync`. */
  readonly name: string;
  readonly isOn: boolean;
  /** Whether the log line leaves it out if it is off, or if all parts that were read failed for the same reason. */
  readonly isOmittable?: boolean;
  readonly metadataKeys: readonly string[];
  readonly entraKeys: readonly string[];
  /** Graph permission that an app needs to read it. */
  readonly permission: string;
  /** Whether it comes from the user's mailbox, whose failures say nothing about other users. */
  readonly isPerMailbox?: boolean;
  /** Whether it needs Graph. */
  readonly usesGraph: boolean;
  /** Whether there is always data to write, even if Graph fails. */
  readonly alwaysHasData?: boolean;
  /** Setting that its freshness depends on, such as the size of the photo. */
  readonly variant?: string;
  /** Whether the stored data matches the settings. */
  readonly isCurrent?: (stored: PartData) => boolean;
  /** @throws {@link Failure} if there is no usable response */
  readonly read: (context: ReadContext) => Promise<Reading>;
  /** What is known if `read` has failed. */
  readonly fallback?: (context: PartContext) => PartData;
  /** Adds stored data of this user to what was read, such as the group ids that the claims do not contain any more. */
  readonly complete?: (read: PartData, stored: PartData, claims: Claims) => PartData;
  /**
   * The data whose change is a reason to write: without values that always change, such as `last_sync`.
   *
   * @param isSameIdentity whether both data that are compared were stored for the same identity
   */
  readonly comparable?: (data: PartData, isSameIdentity: boolean) => PartData;
  /** Whether the data holds a value, so that it can be removed. By default, whether any of its keys does. */
  readonly hasValue?: (data: PartData) => boolean;
  readonly trims: readonly Trim[];
  readonly tokenClaims: readonly TokenClaim[];
  /** Hint if the response is larger than can be read or stored. */
  readonly tooLargeHint?: string;
  /** Hint if the claims show that this part would help. */
  readonly advice?: (claims: Claims) => string | undefined;
  /** What was read, in words that contain no personal data, for `doctor`. By default the number of items. */
  readonly summary?: (data: PartData) => string;
  /** Why it is off, if more than one setting decides; for `doctor`. */
  readonly offReason?: string;
}

/** Creates a part with the settings that it reads. */
export type PartFactory = (settings: SettingsReader) => Part;
