/**
 * The Entra connections of the Auth0 tenant.
 *
 * @module
 * @see https://auth0.com/docs/api/management/v2/connections/get-connections
 */

import { Failure } from "../../http/failure";
import { own, ownText } from "../../json";
import type { Auth0Client } from "./client";

/** Connections of a page. */
const PER_PAGE = 50;
const MAX_PAGES = 200;
/** Without the options, which hold secrets. */
const FIELDS = "fields=name,metadata&include_fields=true";

/** Metadata by the name of the connection. */
export type Connections = ReadonlyMap<string, unknown>;

/**
 * Reads all native Entra connections and those that are listed. Needs `read:connections`.
 *
 * @param listed names of connections that are Entra besides native ones
 * @throws {@link Failure}
 */
export async function readConnections(client: Auth0Client, listed: readonly string[]): Promise<Connections> {
  const queries = ["strategy=waad", ...listed.map((name) => `name=${encodeURIComponent(name)}`)];
  const connections = new Map<string, unknown>();
  for (const query of queries) {
    for (let page = 0; page < MAX_PAGES; page++) {
      const path = `/connections?${query}&${FIELDS}&per_page=${PER_PAGE}&page=${page}&include_totals=true`;
      const response = await client.read(path);
      const list = own(response, "connections");
      const total = own(response, "total");
      if (!Array.isArray(list) || typeof total !== "number")
        throw new Failure("invalid", { service: "auth0" });
      for (const connection of list) {
        const name = ownText(connection, "name");
        if (name !== undefined) connections.set(name, own(connection, "metadata"));
      }
      if (list.length === 0 || page * PER_PAGE + list.length >= total) break;
    }
  }
  return connections;
}
