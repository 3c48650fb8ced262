/**
 * Users of the Management API: reads, writes of `app_metadata`, and search.
 *
 * @module
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax
 */

import { auth0Error, managementHandler } from "./auth0";
import { readPaging, respondList } from "./auth0-pages";
import type { Auth0User } from "./auth0-tenant";
import { type HttpResponse, bodyOf, queryOf } from "./handler";

/** Number of users that pages of a search can reach. */
const MAX_SEARCHED = 1000;

export const respondUserRead = managementHandler(
  ["read:users"],
  ({ auth0: { users, findUser }, subject }) => {
    const user = users ? users.get(subject) : findUser(subject);
    return user ? { body: user } : userNotFound();
  },
);

export const respondUserWrite = managementHandler(
  ["update:users_app_metadata", "update:users"],
  ({ auth0: { users, findUser }, subject, request }) => {
    if (!users) return { body: findUser(subject) };
    const user = users.get(subject);
    if (!user) return userNotFound();
    const changed = { ...user, app_metadata: mergeMetadata(user.app_metadata, bodyOf(request).app_metadata) };
    users.set(subject, changed);
    return { body: changed };
  },
);

export const searchUsers = managementHandler(["read:users"], ({ auth0, request }) => {
  const query = queryOf(request);
  const paging = readPaging(query);
  if (!("page" in paging)) return paging;
  if ((paging.page + 1) * paging.perPage > MAX_SEARCHED) {
    const message = `You can only page through the first ${MAX_SEARCHED} records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation`;
    return auth0Error(400, "Bad Request", message, "invalid_paging");
  }
  const terms = readTerms(query.get("q") ?? "");
  if (!terms) {
    return auth0Error(400, "Bad Request", "Invalid query string", "invalid_query_string");
  }
  const users = [...(auth0.users?.values() ?? [])];
  const found = terms.size === 0 ? users : users.filter((user) => matches(user, terms));
  const perPage = Math.min(paging.perPage, auth0.searchPageLimit ?? Infinity);
  return respondList("users", found, { ...paging, perPage });
});

/** Properties of the first level are replaced as a whole, and `null` removes them. */
function mergeMetadata(stored: unknown, changes: unknown): object {
  const merged = { ...(stored as object), ...(changes as object) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** Searched values by field. @returns `undefined` if the query is not `field:"value" OR field:"value" …` */
function readTerms(text: string): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const terms = new Map<string, Set<string>>();
  const term = /([\w.@-]+):"((?:[^"\\]|\\.)*)"(?:$|\s+OR\s+(?!$))/y;
  const query = text.trim();
  while (term.lastIndex < query.length) {
    const [, field = "", escaped = ""] = term.exec(query) ?? [];
    if (!field) return undefined;
    const values = terms.get(field) ?? new Set();
    terms.set(field, values.add(escaped.replace(/\\(.)/g, "$1")));
  }
  return terms;
}

function matches(user: Auth0User, terms: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  for (const [field, values] of terms) {
    if (valuesAt(user, field.split(".")).some((value) => values.has(String(value)))) return true;
  }
  return false;
}

/** Strings, numbers and booleans at a path, in all items of arrays on the way. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (typeof value !== "object" || value === null) {
    return name === undefined && value !== null && value !== undefined ? [value] : [];
  }
  return name !== undefined && Object.hasOwn(value, name)
    ? valuesAt((value as Record<string, unknown>)[name], rest)
    : [];
}

function userNotFound(): HttpResponse {
  return auth0Error(404, "Not Found", "The user does not exist.", "inexistent_user");
}
