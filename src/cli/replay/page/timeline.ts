/**
 * The time scale of the requests of a login.
 *
 * @module
 */

import type { PlayedRequest } from "../../shared/play";
import { shortenGuids } from "../../shared/guids";
import type { Settings } from "../../../settings/settings";

/** If the time budget is this many times longer than the requests, the bars would be too short beside it. */
const MAX_RATIO = 4;

export interface Timeline {
  /** Milliseconds of the full width. */
  readonly maxMs: number;
  /** Whether the end of the time budget is within the width. */
  readonly hasBudget: boolean;
}

/** @param loginMs milliseconds that the login took */
export function timelineOf(requests: readonly PlayedRequest[], budgetMs: number, loginMs: number): Timeline {
  const endMs = Math.max(loginMs, 1, ...requests.map(({ startMs, ms }) => startMs + ms));
  const hasBudget = budgetMs <= endMs * MAX_RATIO;
  return { hasBudget, maxMs: hasBudget ? Math.max(endMs, budgetMs) : endMs };
}

export type Service = "entra" | "graph" | "auth0" | "other";

/** The service that a host belongs to, by the settings of the login. */
export function serviceOf(host: string, { cloud, management }: Settings): Service {
  if (host === new URL(cloud.graph).host) return "graph";
  if (cloud.loginHosts.includes(host)) return "entra";
  return host === management?.domain ? "auth0" : "other";
}

/** The path without what makes it long: most of each ID, and the names of properties. */
export function shortPath(path: string): string {
  return shortenGuids(path).replace(/\$select=[^&]*/, "$select=…");
}
