/**
 * The manager.
 *
 * @module
 */

import { type GraphResponse, isResourceNotFound, requireJson } from "../graph/client";
import { ownText } from "../json";
import { Failure } from "../http/failure";
import { JSON_CAP_BYTES, NONE, type Part, found } from "./part";
import { PERSON_PROPERTIES, readPerson } from "./person";

const CONTACT = "#microsoft.graph.orgContact";

/** @see https://learn.microsoft.com/graph/api/user-list-manager */
export const manager: Part = {
  name: "manager",
  metadataKeys: ["manager"],
  entraKeys: ["manager"],
  permission: "User.Read.All",
  isOn: ({ settings }) => settings.syncManager,
  usesGraph: () => true,
  isPresent: (slice) => slice.metadata.manager !== undefined || slice.entra.manager !== undefined,
  async read({ graph, userPath }) {
    const answer = await graph.get(
      `${userPath}/manager?$select=${PERSON_PROPERTIES.join(",")}`,
      JSON_CAP_BYTES,
    );
    if (isProofOfAbsence(answer)) return NONE;
    const value = requireJson(answer);
    const person = readPerson(value);
    if (!person) {
      const isContact = ownText(value, "@odata.type") === CONTACT;
      throw new Failure("limited", isContact ? { permission: "OrgContact.Read.All" } : {});
    }
    const { name, details } = person;
    return found({ manager: name }, { manager: details });
  },
};

/** Other 404s come for tenants that cannot be read and for services that are down (pnp/cli-microsoft365). */
function isProofOfAbsence(answer: GraphResponse): boolean {
  return (
    answer.status === 404 &&
    isResourceNotFound(answer) &&
    (answer.error?.message.includes("'manager'") ?? false)
  );
}
