/**
 * Finds users by search, which returns at most 1,000.
 *
 * @module
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax
 */

import { Failure } from "../../http/failure";
import { own, ownText } from "../../json";
import type { Auth0Client } from "./client";

/** Auth0's limit. */
const MAX_RESULTS = 1000;
/** Auth0 may return fewer. */
const PER_PAGE = 100;
/** Characters of a query. Longer addresses may be refused. */
const MAX_QUERY_LENGTH = 1500;

/**
 * The users who have an identity of one of these connections; `undefined` if there are more than search returns.
 *
 * @throws {@link Failure} also if the pages do not add up
 */
export async function searchByConnections(
  client: Auth0Client,
  names: readonly string[],
): Promise<readonly unknown[] | undefined> {
  const query = names.map((name) => `identities.connection:${quote(name)}`).join(" OR ");
  return query.length > MAX_QUERY_LENGTH ? undefined : searchUsers(client, query);
}

/** The users who may be this user of the directory. @param oid Entra object id */
export async function searchByObjectId(client: Auth0Client, oid: string): Promise<readonly unknown[]> {
  const ids = [...new Set([oid, oid.toLowerCase()])];
  const fields = ["app_metadata.entra.profile.oid", "identities.user_id", "oid"];
  const query = fields.flatMap((field) => ids.map((id) => `${field}:${quote(id)}`)).join(" OR ");
  return (await searchUsers(client, query)) ?? [];
}

async function searchUsers(client: Auth0Client, query: string): Promise<readonly unknown[] | undefined> {
  const users = new Map<string, unknown>();
  let received = 0;
  let perPage = PER_PAGE;
  for (let page = 0; ; page++) {
    const path = `/users?q=${encodeURIComponent(query)}&search_engine=v3&per_page=${perPage}&page=${page}&include_totals=true&sort=created_at:1`;
    const response = await client.read(path);
    const list = own(response, "users");
    const total = own(response, "total");
    if (!Array.isArray(list) || typeof total !== "number") throw new Failure("invalid", { service: "auth0" });
    if (total > MAX_RESULTS) return undefined;
    received += list.length;
    // With a larger size than Auth0 uses, the last pages would count as pages above 1,000.
    if (page === 0 && list.length > 0 && list.length < total) perPage = Math.min(perPage, list.length);
    for (const user of list) {
      const id = ownText(user, "user_id");
      if (id) users.set(id, user);
    }
    if (received >= total) return [...users.values()];
    // The list changed while it was read, or its pages do not add up.
    if (list.length === 0) throw new Failure("invalid", { service: "auth0" });
  }
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
