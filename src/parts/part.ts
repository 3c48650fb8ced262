/**
 * What a part is: one thing that is read about a person and kept under keys of its own. A new part is one
 * file with one of these, and a line in `parts/index.ts`.
 *
 * @module
 */

import type { GraphClient } from "../graph/client";
import type { JsonObject } from "../json";
import type { Claims } from "../mapping/profile";
import type { Failure } from "../http/failure";
import type { Settings } from "../settings/settings";

/** Far more than any JSON answer that a part asks for has. */
export const JSON_CAP_BYTES = 2_097_152;

/** The keys of one part, or of all: at the first level of `app_metadata`, and in its `entra`. */
export interface PartData {
  readonly metadata: Readonly<JsonObject>;
  readonly entra: Readonly<JsonObject>;
}

/** Graph proved that there is no value. */
export const NONE: Reading = { kind: "none", slice: { metadata: {}, entra: {} } };

/** No value is available, which proves nothing: stored data is kept. */
export const UNAVAILABLE: Reading = { kind: "unobtainable" };

/** What was read, under the keys of the part. */
export function found(metadata: JsonObject, entra: JsonObject): Reading {
  return { kind: "found", slice: { metadata, entra } };
}

/** What is known of the person before a part is read. */
export interface PartContext {
  readonly settings: Settings;
  readonly claims: Claims;
  /** Path of the person below `/v1.0`. */
  readonly userPath: string;
  /** The tenant whose directory is read. */
  readonly tenantId: string;
  /** Missing if the person is looked up by user principal name. */
  readonly oid: string | undefined;
  /** What is stored for this part and this person. */
  readonly stored: PartData;
  /** Whether an earlier login has read this part. */
  readonly wasRead: boolean;
}

export interface ReadContext extends PartContext {
  readonly graph: GraphClient;
}

/** What asking about a part came to. Made once, and only read afterwards. */
export type Reading =
  /** `slice` is what is to be kept; equal to what is stored where nothing has changed. */
  | { readonly kind: "found"; readonly slice: PartData }
  /** Graph has proved that there is none: `slice` is what says so. */
  | { readonly kind: "none"; readonly slice: PartData }
  /** None to be had, which proves nothing about what is stored. */
  | { readonly kind: "unobtainable" }
  /** `slice` is what is known all the same. */
  | { readonly kind: "failed"; readonly failure: Failure; readonly slice?: PartData };

export interface Part {
  /** Its key in the log line and in `sync`. */
  readonly name: string;
  readonly metadataKeys: readonly string[];
  readonly entraKeys: readonly string[];
  /** Graph permission that lets an app read it. */
  readonly permission: string;
  /** Whether it comes from the person's mailbox, whose failures say nothing about other people. */
  readonly isPerMailbox?: boolean;
  /** What to change where its answer is larger than can be read, if anything. */
  readonly tooLargeRemedy?: string;
  /** Whether it needs Graph at all. */
  readonly usesGraph: (settings: Settings) => boolean;
  /** What its freshness depends on beside the person, as the photo's does on its size. */
  readonly variant?: (settings: Settings) => string;
  /** Whether what is stored is of that variant. */
  readonly isVariant?: (stored: PartData, settings: Settings) => boolean;
  /** @throws {@link Failure} where there is no answer */
  readonly read: (context: ReadContext) => Promise<Reading>;
  /** What is known where `read` has failed. */
  readonly fallback?: (context: PartContext) => PartData;
  /** What was read, completed by what is stored for this person and was left out of the claims. */
  readonly complete?: (read: PartData, stored: PartData, claims: Claims) => PartData;
  /**
   * The part of a slice whose change is a reason to write.
   *
   * @param isSameIdentity whether both slices that are compared were stored for the same identity
   */
  readonly comparable?: (slice: PartData, isSameIdentity: boolean) => PartData;
  /** Whether there is something in the slice that can go: a person who had reports and has none now. */
  readonly isPresent: (slice: PartData) => boolean;
  readonly isOn: (switches: Switches) => boolean;
}

/** Settings and what this login's connection overrides of them. */
export interface Switches {
  readonly settings: Settings;
  /** `sync_user_photos` of the connection's metadata; `undefined` where it says nothing. */
  readonly connectionSyncsPhotos: boolean | undefined;
}
