/**
 * The size of a user's profile, counted from what both a login and the Management API return, so that both agree.
 *
 * @module
 */

import { type Json, isRecord, jsonBytes, own, toJson } from "../json";
import { isStorable } from "../mapping/tables";

/** Root attributes that only the login event or only the Management API returns, or that change with every login. */
const NOT_COUNTED: ReadonlySet<string> = new Set([
  "app_metadata",
  "authenticators",
  "blocked",
  "blocked_for",
  "enrolledFactors",
  "guardian_authenticators",
  "last_ip",
  "last_login",
  "last_password_reset",
  "logins_count",
  "multifactor",
  "multifactor_last_modified",
]);

/** Bytes reserved for what is not counted. */
const UNCOUNTED_BYTES = 512;

/** Bytes of the user's profile as JSON, without `app_metadata`. */
export function bytesWithoutAppMetadata(user: unknown): number {
  const counted = Object.keys(isRecord(user) ? user : {})
    .filter((name) => !NOT_COUNTED.has(name))
    .map(
      (name) =>
        [name, name === "identities" ? toJson(own(user, name), isStorable) : own(user, name)] as const,
    );
  return jsonBytes({ ...Object.fromEntries(counted), app_metadata: "" }) - jsonBytes("") + UNCOUNTED_BYTES;
}

/** Bytes of `app_metadata` once `changes` are merged into it: `null` removes. */
export function bytesOfAppMetadata(
  metadata: Readonly<Record<string, Json>>,
  changes: Readonly<Record<string, Json>>,
): number {
  const merged = Object.entries({ ...metadata, ...changes }).filter(([, value]) => value !== null);
  return jsonBytes(Object.fromEntries(merged));
}
