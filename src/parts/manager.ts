/**
 * The manager.
 *
 * @module
 */

import { expectAnswer, isUserNotFound, jsonOf } from "../graph/session";
import { ownText } from "../mapping/json";
import { Failure } from "../network/failure";
import { JSON_CAP_BYTES, type Part } from "./part";
import { PERSON_PROPERTIES, readPerson } from "./person";

/** @see https://learn.microsoft.com/graph/api/user-list-manager */
export const manager: Part = {
  name: "manager",
  metadataKeys: ["manager"],
  entraKeys: ["manager"],
  permission: "User.Read.All",
  isOn: ({ settings }) => settings.syncManager,
  asksGraph: () => true,
  isPresent: (slice) => slice.metadata.manager !== undefined || slice.entra.manager !== undefined,
  async read({ graph, userPath }) {
    const answer = await graph.get(
      `${userPath}/manager?$select=${PERSON_PROPERTIES.join(",")}`,
      JSON_CAP_BYTES,
    );
    if (answer.status === 404) {
      if (isUserNotFound(answer)) throw new Failure("user_not_found");
      if (!answer.error) throw new Failure("invalid");
      return { kind: "none", slice: { metadata: {}, entra: {} } };
    }
    const body = jsonOf(expectAnswer(answer));
    if (!ownText(body, "id")) throw new Failure("invalid");
    const person = readPerson(body);
    if (!person) throw new Failure("limited");
    return {
      kind: "found",
      slice: { metadata: { manager: person.name }, entra: { manager: person.details } },
    };
  },
};
