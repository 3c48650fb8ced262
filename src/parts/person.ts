/**
 * Other people, as a user's manager and direct reports are told.
 *
 * @module
 */

import { type JsonObject, ownText } from "../mapping/json";
import { Failure } from "../network/failure";

/** What is asked about another person. */
export const PERSON_PROPERTIES = ["id", "displayName", "mail", "userPrincipalName", "jobTitle"] as const;

/** A person with a name that can be shown. */
export interface Person {
  readonly name: string;
  readonly details: JsonObject;
}

/** Reads one. @throws {@link Failure} `invalid` without an id, `limited` where an app without the permission sees no more */
export function readPerson(value: unknown): Person {
  if (!ownText(value, "id")) throw new Failure("invalid");
  const known = PERSON_PROPERTIES.map((key) => [key, ownText(value, key)] as const);
  const details = Object.fromEntries(
    known.filter(
      (entry): entry is readonly [(typeof PERSON_PROPERTIES)[number], string] => entry[1] !== undefined,
    ),
  );
  const name = ownText(value, "displayName") ?? ownText(value, "userPrincipalName") ?? ownText(value, "mail");
  if (!name) throw new Failure("limited");
  return { name, details };
}
