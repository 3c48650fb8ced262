/**
 * The manager.
 *
 * @module
 */

import { expectAnswer, isNone, jsonOf } from "../graph/session";
import { JSON_CAP_BYTES, NONE, type Part } from "./part";
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
    if (isNone(answer)) return NONE;
    const { name, details } = readPerson(jsonOf(expectAnswer(answer)));
    return { kind: "found", slice: { metadata: { manager: name }, entra: { manager: details } } };
  },
};
