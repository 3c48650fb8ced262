/**
 * Pages of the Management API's lists of users and connections.
 *
 * @module
 */

import { auth0Error } from "./auth0";
import type { HttpResponse } from "./handler";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;

export interface Paging {
  readonly page: number;
  readonly perPage: number;
  readonly includesTotals: boolean;
}

/** @returns Auth0's error response if a parameter is invalid */
export function readPaging(query: URLSearchParams): Paging | HttpResponse {
  const page = Number(query.get("page") ?? 0);
  const perPage = Number(query.get("per_page") ?? DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(page) || page < 0) return invalidQuery("'page' must be a number from 0");
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > MAX_PAGE_SIZE) {
    return invalidQuery(`'per_page' must be a number from 1 to ${MAX_PAGE_SIZE}`);
  }
  return { page, perPage, includesTotals: query.get("include_totals") === "true" };
}

/** @param name of the list in a response with totals */
export function respondList(
  name: string,
  all: readonly object[],
  { page, perPage, includesTotals }: Paging,
): HttpResponse {
  const start = page * perPage;
  const items = all.slice(start, start + perPage);
  if (!includesTotals) return { body: items };
  return { body: { start, limit: perPage, length: items.length, total: all.length, [name]: items } };
}

function invalidQuery(reason: string): HttpResponse {
  return auth0Error(400, "Bad Request", `Query validation error: ${reason}`, "invalid_query_string");
}
