/**
 * Other users: the manager and the direct reports.
 *
 * @module
 */

import { type JsonObject, ownText } from "../json";
import { Failure } from "../http/failure";

/** Graph permission that an app needs to read other users. */
export const PERSON_PERMISSION = "User.Read.All";

/** Properties to request of another user. */
export const PERSON_PROPERTIES = ["id", "displayName", "mail", "userPrincipalName", "jobTitle"] as const;

/** A user with a name. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly details: JsonObject;
}

/**
 * Parses a user.
 *
 * @returns `undefined` without a name, because an app without the permission gets no name
 * @throws {@link Failure} `invalid` without an id
 */
export function parsePerson(value: unknown): Person | undefined {
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
