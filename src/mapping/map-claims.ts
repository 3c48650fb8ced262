/**
 * Maps claims and Graph's user resource to one normalized profile. Pure.
 *
 * @module
 */

import { type Json, type JsonObject, isEmpty, isRecord, own, ownText, toJson } from "../json";
import {
  CLAIMS_ONLY,
  DIRECTORY_ONLY,
  GROUPS_LINK,
  type MappingTable,
  isStorable,
  V1,
  V1_EMAIL_FALLBACK,
  V2,
} from "./tables";

/** Levels at which an attribute is stored in `app_metadata`. Deeper values are cut in the same place when they are read back. */
const STORED_DEPTH = 3;

/** Claims of a user. */
export interface Claims {
  /** Attributes of the connection: the user's root for the first identity, else `profileData`. */
  readonly attributes: unknown;
  /** The identity's own `user_id`, without `waad|`. */
  readonly userId: string | undefined;
  /** Whether the connection is a native `waad` connection. There, `groups` holds names and is no source for `group_ids`. */
  readonly native: boolean;
}

/** Whether these are claims of a v1 token or of WS-Federation. Otherwise they are those of v2. */
export function isV1(attributes: unknown): boolean {
  if (typeof attributes !== "object" || attributes === null) return false;
  return (
    Object.keys(attributes).some((name) => name.startsWith("http://schemas.")) ||
    own(attributes, "ver") === "1.0" ||
    (ownText(attributes, "iss")?.startsWith("https://sts.windows.net/") ?? false) ||
    (!isEmpty(own(attributes, "unique_name")) && isEmpty(own(attributes, "preferred_username")))
  );
}

/**
 * Maps by the tables. For each name, the first of these that is not empty is used: Graph's user by the v2 table (directory
 * attributes only), the claims by the table of their version, the attribute of that name that Auth0 has already normalized. If Graph's user has
 * `null` for an attribute that only the directory has, that attribute has no value.
 *
 * @param graphUser Graph's user resource, if it was read
 * @returns all names of the tables that have a value, also tokens, which {@link storable} removes
 */
export function mapClaims(claims: Claims, graphUser?: unknown): JsonObject {
  const table = tableOf(claims);
  const mapped: JsonObject = {};
  for (const name of new Set([...Object.keys(table), ...(graphUser ? Object.keys(V2) : [])])) {
    const fromGraph = CLAIMS_ONLY.has(name) ? undefined : firstOf(graphUser, sources(V2, name));
    const value =
      fromGraph ??
      (isNullInGraph(graphUser, name) ? undefined : claimIn(claims, table, name)) ??
      (name === "name" ? firstOf(graphUser, ["displayName"]) : undefined);
    if (value !== undefined) mapped[name] = value;
  }
  return mapped;
}

function isNullInGraph(graphUser: unknown, name: string): boolean {
  const source = DIRECTORY_ONLY.get(name);
  return source !== undefined && own(graphUser, source) === null;
}

/** The claims that are a source of `name`, in the order of precedence, without empty ones. */
export function claimValues(claims: Claims, name: string): unknown[] {
  const names = [...sources(tableOf(claims), name), name];
  return names.map((source) => own(claims.attributes, source)).filter((value) => !isEmpty(value));
}

/**
 * Whether the claims say that there were too many groups for the token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim
 */
export function isGroupOverage({ attributes }: Claims): boolean {
  if (!isEmpty(own(own(attributes, "_claim_names"), "groups"))) return true;
  const hasGroups = own(attributes, "hasgroups");
  if (hasGroups === true || hasGroups === "true") return true;
  return isRecord(attributes) && Object.keys(attributes).some((name) => name.endsWith(GROUPS_LINK));
}

function tableOf(claims: Claims): MappingTable {
  return isV1(claims.attributes) ? V1 : V2;
}

function claimIn(
  { attributes, native, userId }: Claims,
  table: MappingTable,
  name: string,
): Json | undefined {
  return (
    firstOf(
      attributes,
      sources(table, name).filter((source) => !(native && source === "groups")),
    ) ??
    (table === V1 && name === "email" ? firstAddress(attributes) : undefined) ??
    (name === "user_id" ? userId : firstOf(attributes, [name]))
  );
}

/** The part of a mapping that may be stored: everything except tokens. */
export function storable(mapped: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(mapped).filter(([name]) => isStorable(name)));
}

function sources(table: MappingTable, name: string): readonly string[] {
  return table[name] ?? [];
}

function firstOf(from: unknown, names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = own(from, name);
    const json = isEmpty(value) ? undefined : toJson(value, isStorableKey, STORED_DEPTH);
    if (json !== undefined) return json;
  }
  return undefined;
}

/** Auth0 rejects names that contain `.` or `$`. @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data */
function isStorableKey(key: string): boolean {
  return !/[.$]/.test(key) && isStorable(key);
}

function firstAddress(attributes: unknown): string | undefined {
  return V1_EMAIL_FALLBACK.map((name) => ownText(attributes, name)).find(
    (value) => value && isEmailAddress(value),
  );
}

/** Without a regular expression, which would take quadratic time on a long claim. */
function isEmailAddress(text: string): boolean {
  const at = text.indexOf("@");
  const domain = text.slice(at + 1);
  return (
    at > 0 &&
    !domain.includes("@") &&
    !/\s/.test(text) &&
    !text.slice(0, at).includes("#") &&
    domain.slice(1, -1).includes(".")
  );
}
