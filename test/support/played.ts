/**
 * A played scenario without playing it: as if everything happened as it was recorded.
 *
 * @module
 */

import type { Played, PlayedRequest } from "../../src/cli/shared/play";
import { readScenario } from "../../src/cli/shared/scenario";

/** Milliseconds of the log line. */
export const LOGIN_MS = 100;

/** Requests take no time, and nothing is known of their bodies. */
export function playedOf(name: string): Played {
  const scenario = readScenario(name);
  const { log, requests, app_metadata, idToken = {} } = scenario.expected;
  return {
    scenario,
    requests: requests.map(requestOf),
    logged: log ? [JSON.stringify({ ...log, ms: LOGIN_MS })] : [],
    written: {},
    appMetadata: app_metadata,
    idToken,
    deviations: [],
  };
}

function requestOf(name: string): PlayedRequest {
  const [, method = "", host = "", path = ""] = /^(\S+) ([^/]+)(.*)$/.exec(name) ?? [];
  return { method, host, path, startMs: 0, ms: 0, status: 200, body: undefined, bytes: 0 };
}
