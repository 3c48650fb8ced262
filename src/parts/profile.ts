/**
 * The profile: claims and Graph's user resource, mapped onto one set of names.
 *
 * @module
 */

import { requireJson } from "../graph/client";
import { Failure } from "../http/failure";
import { type Json, type JsonObject, isNothing, isRecord, own, ownText, toJson, without } from "../json";
import { type Claims, isGroupOverage, mapClaims, storable } from "../mapping/map-claims";
import { CLAIMS_ONLY, DIRECTORY_ONLY, GRAPH_PROPERTIES, isStorable } from "../mapping/tables";
import { onOff, oneOf } from "../settings/parse";
import type { SettingsReader } from "../settings/reader";
import { MAX_JSON_BYTES, type Part, type PartContext, type PartData, type ReadContext, found } from "./part";

/** Attributes that can be left out, the least important first. */
const TRIMMED = [
  "provisioned_plans",
  "assigned_plans",
  "assigned_licenses",
  "provisioning_errors",
  "proxy_addresses",
  "group_ids",
];

/** @see https://learn.microsoft.com/graph/api/user-get */
export function profile(settings: SettingsReader): Part {
  const mode = settings.value("SYNC_PROFILE", parseMode);
  return {
    name: "profile",
    isOn: mode !== "off",
    metadataKeys: [],
    entraKeys: ["profile"],
    permission: "User.Read.All",
    usesGraph: mode === "on",
    alwaysHasData: true,
    async read(context) {
      const graphUser = mode === "on" ? await readUser(context) : undefined;
      return found({}, { profile: profileOf(context, graphUser) });
    },
    fallback,
    complete: withStoredGroups,
    comparable: ({ entra }, isSameIdentity) => ({
      metadata: {},
      entra: isRecord(entra.profile) ? { profile: comparableProfile(entra.profile, isSameIdentity) } : entra,
    }),
    trims: TRIMMED.map((name, index) => ({
      note: `profile.${name}`,
      rank: index + 1,
      without: ({ metadata, entra: { profile: attributes } }) =>
        isRecord(attributes) && !isNothing(attributes[name])
          ? { metadata, entra: { profile: without(attributes, name) } }
          : undefined,
    })),
    tokenClaims: [
      {
        name: "profile",
        rank: 3,
        value: ({ entra }) => (isRecord(entra.profile) ? toJson(entra.profile, isStorable) : undefined),
      },
    ],
  };
}

function parseMode(text: string): "on" | "claims" | "off" | undefined {
  const isOn = onOff(text);
  if (isOn !== undefined) return isOn ? "on" : "off";
  return oneOf("claims")(text);
}

/** Claims only fill gaps: they may be older than what Graph returned, and lower-cased by Auth0. */
function fallback(context: PartContext): PartData {
  const stored = isRecord(context.stored.entra.profile) ? context.stored.entra.profile : {};
  const mayFill = (name: string) =>
    !Object.hasOwn(stored, name) && !(context.wasRead && DIRECTORY_ONLY.has(name));
  const claimed = Object.entries(profileOf(context)).filter(
    ([name]) => CLAIMS_ONLY.has(name) || mayFill(name),
  );
  const merged = { ...stored, ...Object.fromEntries(claimed) };
  return { metadata: {}, entra: Object.keys(merged).length > 0 ? { profile: merged } : {} };
}

/** The stored `group_ids`, if the claims say that there were too many groups for the token. */
function withStoredGroups(read: PartData, stored: PartData, claims: Claims): PartData {
  const groupIds = own(stored.entra.profile, "group_ids") as Json | undefined;
  if (groupIds === undefined || !isRecord(read.entra.profile) || !isGroupOverage(claims)) return read;
  return { ...read, entra: { profile: { ...read.entra.profile, group_ids: groupIds } } };
}

/**
 * `last_sync` changes all the time, and GUIDs have no case. `sub` differs between two connections of one person; it is
 * the `user_id` of the v2 table and the `azure_id` of the v1 table.
 */
function comparableProfile(profile: JsonObject, isSameIdentity: boolean): JsonObject {
  const { user_id, azure_id, ...rest } = without(profile, "last_sync");
  const guids = ["oid", "tenantid"].flatMap((name) => {
    const value = rest[name];
    return typeof value === "string" ? [[name, value.toLowerCase()] as const] : [];
  });
  return {
    ...rest,
    ...Object.fromEntries(guids),
    ...(isSameIdentity && { user_id: user_id ?? null, azure_id: azure_id ?? null }),
  };
}

async function readUser({ graph, userPath, oid }: ReadContext): Promise<unknown> {
  const response = await graph.get(`${userPath}?$select=${GRAPH_PROPERTIES.join(",")}`, MAX_JSON_BYTES);
  if (response.status === 404) throw new Failure(response.error ? "user_not_found" : "invalid");
  const user = requireJson(response);
  const id = ownText(user, "id");
  if (!id || (oid && id.toLowerCase() !== oid.toLowerCase())) throw new Failure("invalid");
  // Every user has a user principal name, so a user without any property is one that this app may not read.
  const seen = GRAPH_PROPERTIES.filter((name) => name !== "id" && !isNothing(own(user, name)));
  if (seen.length === 0) throw new Failure("limited");
  return user;
}

function profileOf(context: PartContext, graphUser?: unknown): JsonObject {
  const { claims, tenantId } = context;
  const mapped = without(storable(mapClaims(claims, graphUser)), "oid");
  const oid = context.oid ?? ownText(graphUser, "id");
  return {
    // An object id is of no use without its tenant.
    ...(oid && { tenantid: tenantId }),
    ...mapped,
    ...(oid && { oid }),
  };
}
