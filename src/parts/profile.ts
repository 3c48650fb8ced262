/**
 * The profile: claims and Graph's user resource, mapped onto one set of names.
 *
 * @module
 */

import { expectAnswer, jsonOf } from "../graph/session";
import { type JsonObject, isEmpty, isRecord, own, ownText } from "../mapping/json";
import { mapClaims, storable } from "../mapping/profile";
import { GRAPH_PROPERTIES } from "../mapping/tables";
import { Failure } from "../network/failure";
import { JSON_CAP_BYTES, type Part, type ReadContext } from "./part";

/** Reads what the mapping asks for. @see https://learn.microsoft.com/graph/api/user-get */
export const profile: Part = {
  name: "profile",
  metadataKeys: [],
  entraKeys: ["profile"],
  permission: "User.Read.All",
  isOn: ({ settings }) => settings.syncProfile !== "off",
  asksGraph: (settings) => settings.syncProfile === "on",
  isPresent: (slice) => slice.entra.profile !== undefined,
  async read(context) {
    const graphUser = context.settings.syncProfile === "on" ? await readUser(context) : undefined;
    return { kind: "found", slice: { metadata: {}, entra: { profile: profileOf(context, graphUser) } } };
  },
  fallback(context) {
    const stored = context.stored.entra.profile;
    const merged = { ...(isRecord(stored) ? stored : {}), ...profileOf(context) };
    return { metadata: {}, entra: Object.keys(merged).length > 0 ? { profile: merged } : {} };
  },
};

async function readUser({ graph, userPath, oid }: ReadContext): Promise<unknown> {
  const answer = await graph.get(`${userPath}?$select=${GRAPH_PROPERTIES.join(",")}`, JSON_CAP_BYTES);
  if (answer.status === 404) throw new Failure(answer.error ? "user_not_found" : "invalid");
  const user = jsonOf(expectAnswer(answer));
  const id = ownText(user, "id");
  if (!id || (oid && id.toLowerCase() !== oid.toLowerCase())) throw new Failure("invalid");
  // Every user has a name to sign in with, so one without anything is one that this app may not read.
  const seen = GRAPH_PROPERTIES.filter((name) => name !== "id" && !isNothing(own(user, name)));
  if (seen.length === 0) throw new Failure("limited");
  return user;
}

function isNothing(value: unknown): boolean {
  return isEmpty(value) || (Array.isArray(value) && value.length === 0);
}

function profileOf(context: ReadContext, graphUser?: unknown): JsonObject {
  const mapped = storable(mapClaims(context.claims, graphUser));
  const oid = context.oid ?? ownText(graphUser, "id");
  return oid ? { ...mapped, oid } : mapped;
}
