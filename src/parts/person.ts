/**
 * Other people, as a user's manager and direct reports are told.
 *
 * @module
 */

import { type JsonObject, ownText } from "../mapping/json";

/** What is asked about another person. */
export const PERSON_PROPERTIES = ["id", "displayName", "mail", "userPrincipalName", "jobTitle"] as const;

/** A person with a name that can be shown. */
export interface Person {
  readonly name: string;
  readonly details: JsonObject;
}

/** Reads one; `undefined` where an app without the permission sees nothing but an id. */
export function readPerson(value: unknown): Person | undefined {
  const known = PERSON_PROPERTIES.map((key) => [key, ownText(value, key)] as const);
  const details = Object.fromEntries(
    known.filter(
      (entry): entry is readonly [(typeof PERSON_PROPERTIES)[number], string] => entry[1] !== undefined,
    ),
  );
  const name = ownText(value, "displayName") ?? ownText(value, "userPrincipalName") ?? ownText(value, "mail");
  return name ? { name, details } : undefined;
}
