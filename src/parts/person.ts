/**
 * Other people: the manager and the direct reports of a user.
 *
 * @module
 */

import { type JsonObject, ownText } from "../json";
import { Failure } from "../http/failure";

/** Graph permission that an app needs to read other people. */
export const PERSON_PERMISSION = "User.Read.All";

/** What is requested about another person. */
export const PERSON_PROPERTIES = ["id", "displayName", "mail", "userPrincipalName", "jobTitle"] as const;

/** A person with a name that can be shown. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly details: JsonObject;
}

/**
 * Reads a person.
 *
 * @returns `undefined` if there is no name, which is what an app without the permission gets
 * @throws {@link Failure} `invalid` without an id
 */
export function readPerson(value: unknown): Person | undefined {
  const id = ownText(value, "id");
  if (!id) throw new Failure("invalid");
  const known = PERSON_PROPERTIES.map((key) => [key, ownText(value, key)] as const);
  const details = Object.fromEntries(
    known.filter(
      (entry): entry is readonly [(typeof PERSON_PROPERTIES)[number], string] => entry[1] !== undefined,
    ),
  );
  const name = ownText(value, "displayName") ?? ownText(value, "userPrincipalName");
  return name ? { id, name, details } : undefined;
}
