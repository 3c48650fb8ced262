/**
 * The profile: claims and Graph's user resource, mapped onto one set of names.
 *
 * @module
 */

import { requireJson } from "../graph/client";
import { type Json, type JsonObject, isNothing, isRecord, own, ownText, without } from "../json";
import { isGroupOverage, mapClaims, storable } from "../mapping/profile";
import { CLAIMS_ONLY, DIRECTORY_ONLY, GRAPH_PROPERTIES } from "../mapping/tables";
import { Failure } from "../http/failure";
import { JSON_CAP_BYTES, type Part, type PartContext, type ReadContext, found } from "./part";

/** Reads what the mapping asks for. @see https://learn.microsoft.com/graph/api/user-get */
export const profile: Part = {
  name: "profile",
  metadataKeys: [],
  entraKeys: ["profile"],
  permission: "User.Read.All",
  isOn: ({ settings }) => settings.syncProfile !== "off",
  usesGraph: (settings) => settings.syncProfile === "on",
  isPresent: (slice) => slice.entra.profile !== undefined,
  async read(context) {
    const graphUser = context.settings.syncProfile === "on" ? await readUser(context) : undefined;
    return found({}, { profile: profileOf(context, graphUser) });
  },
  /** Claims fill gaps only: they may be older than what Graph gave, and lower-cased by Auth0. */
  fallback(context) {
    const stored = isRecord(context.stored.entra.profile) ? context.stored.entra.profile : {};
    const mayFill = (name: string) =>
      !Object.hasOwn(stored, name) && !(context.wasRead && DIRECTORY_ONLY.has(name));
    const claimed = Object.entries(profileOf(context)).filter(
      ([name]) => CLAIMS_ONLY.has(name) || mayFill(name),
    );
    const merged = { ...stored, ...Object.fromEntries(claimed) };
    return { metadata: {}, entra: Object.keys(merged).length > 0 ? { profile: merged } : {} };
  },
  complete(read, stored, claims) {
    const groupIds = own(stored.entra.profile, "group_ids") as Json | undefined;
    if (groupIds === undefined || !isRecord(read.entra.profile) || !isGroupOverage(claims)) return read;
    return { ...read, entra: { profile: { ...read.entra.profile, group_ids: groupIds } } };
  },
  comparable: ({ entra }, isSameIdentity) => ({
    metadata: {},
    entra: isRecord(entra.profile) ? { profile: comparableProfile(entra.profile, isSameIdentity) } : entra,
  }),
};

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
  const answer = await graph.get(`${userPath}?$select=${GRAPH_PROPERTIES.join(",")}`, JSON_CAP_BYTES);
  if (answer.status === 404) throw new Failure(answer.error ? "user_not_found" : "invalid");
  const user = requireJson(answer);
  const id = ownText(user, "id");
  if (!id || (oid && id.toLowerCase() !== oid.toLowerCase())) throw new Failure("invalid");
  // Every user has a name to sign in with, so one without anything is one that this app may not read.
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
