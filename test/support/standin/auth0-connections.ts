/**
 * Connections of the Management API, without their options.
 *
 * @module
 * @see https://auth0.com/docs/api/management/v2/connections/get-connections
 */

import { managementHandler } from "./auth0";
import { readPaging, respondList } from "./auth0-pages";
import type { Auth0Connection } from "./auth0-tenant";
import { queryOf } from "./handler";

export const listConnections = managementHandler(["read:connections"], ({ auth0, request }) => {
  const query = queryOf(request);
  const paging = readPaging(query);
  if (!("page" in paging)) return paging;
  const strategies = query.getAll("strategy");
  const name = query.get("name");
  const found = auth0.connections.filter(
    (connection) =>
      (strategies.length === 0 || strategies.includes(connection.strategy)) &&
      (name === null || connection.name === name),
  );
  return respondList(
    "connections",
    found.map((connection) => viewConnection(connection, query)),
    paging,
  );
});

/** By default, `fields` are those to include. */
function viewConnection(connection: Auth0Connection, query: URLSearchParams): object {
  const fields = query.get("fields")?.split(",");
  const areIncluded = query.get("include_fields") !== "false";
  const entries = Object.entries(connection).filter(
    ([name]) => name !== "options" && (!fields || fields.includes(name) === areIncluded),
  );
  return Object.fromEntries(entries);
}
