/**
 * Claims and Graph's user resource onto one normalized profile. Pure.
 *
 * @module
 */

import { type Json, type JsonObject, isEmpty, own, ownText, toJson } from "./json";
import { CLAIMS_ONLY, type MappingTable, TOKENS, V1, V1_EMAIL_FALLBACK, V2 } from "./tables";

/** What a login says about a person. */
export interface Claims {
  /** Attributes of the connection: the user's root for the first identity, else `profileData`. */
  readonly attributes: unknown;
  /** The identity's own `user_id`, without `waad|`. */
  readonly userId: string | undefined;
  /** On a native `waad` connection `groups` holds display names, and is no source for `group_ids`. */
  readonly native: boolean;
}

/** Whether claims are those of a v1 token or of WS-Federation; else they are v2's. */
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
 * Maps by the tables. For each name the first that is not empty wins: Graph's user by the v2 table (for directory
 * attributes), the claims by the table of their version, the name as Auth0 has normalized it already.
 *
 * @param graphUser Graph's user resource, where it was read
 * @returns all names of the tables that have a value, the tokens among them: see {@link storable}
 */
export function mapClaims(claims: Claims, graphUser?: unknown): JsonObject {
  const table = tableOf(claims);
  const mapped: JsonObject = {};
  for (const name of new Set([...Object.keys(table), ...(graphUser ? Object.keys(V2) : [])])) {
    const value =
      (CLAIMS_ONLY.has(name) ? undefined : firstOf(graphUser, sources(V2, name))) ??
      claimIn(claims, table, name) ??
      (name === "name" ? firstOf(graphUser, ["displayName"]) : undefined);
    if (value !== undefined) mapped[name] = value;
  }
  return mapped;
}

/** The claims alone, mapped onto those of `names` that have a text. */
export function mapTexts<T extends string>(claims: Claims, ...names: T[]): Partial<Record<T, string>> {
  const table = tableOf(claims);
  const texts = names.map((name) => [name, claimIn(claims, table, name)] as const);
  return Object.fromEntries(texts.filter(([, value]) => typeof value === "string")) as Partial<
    Record<T, string>
  >;
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
    firstOf(attributes, native && name === "group_ids" ? [] : sources(table, name)) ??
    (table === V1 && name === "email" ? firstAddress(attributes) : undefined) ??
    (name === "user_id" ? userId : firstOf(attributes, [name]))
  );
}

/** What of a mapping may be kept: everything but the tokens. */
export function storable(mapped: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(mapped).filter(([name]) => !TOKENS.has(name)));
}

function sources(table: MappingTable, name: string): readonly string[] {
  return table[name] ?? [];
}

function firstOf(from: unknown, names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = own(from, name);
    const json = isEmpty(value) ? undefined : toJson(value, isStorableKey);
    if (json !== undefined) return json;
  }
  return undefined;
}

/** Auth0 refuses names that hold `.` or `$`. @see https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data */
function isStorableKey(key: string): boolean {
  return !/[.$]/.test(key) && !TOKENS.has(key);
}

function firstAddress(attributes: unknown): string | undefined {
  return V1_EMAIL_FALLBACK.map((name) => ownText(attributes, name)).find(
    (value) => value && isEmailAddress(value),
  );
}

function isEmailAddress(text: string): boolean {
  return /^[^\s@#]+@[^\s@]+\.[^\s@]+$/.test(text);
}
