/**
 * The manager.
 *
 * @module
 */

import { type GraphResponse, isResourceNotFound, requireJson } from "../graph/client";
import { Failure } from "../http/failure";
import { ownText } from "../json";
import { onOff } from "../settings/parse";
import type { SettingsReader } from "../settings/reader";
import { MAX_JSON_BYTES, NONE, type Part, type ReadContext, type Reading, found } from "./part";
import { PERSON_PERMISSION, PERSON_PROPERTIES, parsePerson } from "./person";

const CONTACT = "#microsoft.graph.orgContact";

/** @see https://learn.microsoft.com/graph/api/user-list-manager */
export function manager(settings: SettingsReader): Part {
  return {
    name: "manager",
    isOn: settings.value("SYNC_MANAGER", onOff),
    metadataKeys: ["manager"],
    entraKeys: ["manager"],
    permission: PERSON_PERMISSION,
    usesGraph: true,
    read,
    trims: [],
    tokenClaims: [{ name: "manager", rank: 5, value: ({ metadata }) => ownText(metadata, "manager") }],
  };
}

async function read({ graph, userPath }: ReadContext): Promise<Reading> {
  const path = `${userPath}/manager?$select=${PERSON_PROPERTIES.join(",")}`;
  const response = await graph.get(path, MAX_JSON_BYTES);
  if (isProofOfAbsence(response)) return NONE;
  const value = requireJson(response);
  const person = parsePerson(value);
  if (!person) {
    const isContact = ownText(value, "@odata.type") === CONTACT;
    throw new Failure("limited", isContact ? { permission: "OrgContact.Read.All" } : {});
  }
  return found({ manager: person.name }, { manager: person.details });
}

/** Graph returns other 404s for tenants that cannot be read and for services that are down (pnp/cli-microsoft365). */
function isProofOfAbsence(response: GraphResponse): boolean {
  return (
    response.status === 404 &&
    isResourceNotFound(response) &&
    (response.error?.message.includes("'manager'") ?? false)
  );
}
