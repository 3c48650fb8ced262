/**
 * The services and paths of requests, as the page names them.
 *
 * @module
 */

import type { Settings } from "../../../settings/settings";
import { shortenGuids } from "../../shared/guids";

export type Service = "entra" | "graph" | "auth0" | "other";

/** The service that a host belongs to, by the settings of the login. */
export function serviceOf(host: string, { cloud, management }: Settings): Service {
  if (host === new URL(cloud.graph).host) return "graph";
  if (cloud.loginHosts.includes(host)) return "entra";
  return host === management?.domain ? "auth0" : "other";
}

/** Shortens GUIDs and the list of `$select`. */
export function shortPath(path: string): string {
  return shortenGuids(path).replace(/\$select=[^&]*/, "$select=…");
}
