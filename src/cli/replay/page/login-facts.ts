/**
 * A played login as its page needs it.
 *
 * @module
 */

import { isRecord, own } from "../../../json";
import { type Configuration, readConfiguration } from "../../../login/configuration";
import { type Played, appMetadataOf } from "../../shared/play";

export interface LoginFacts {
  readonly played: Played;
  /** The log line; `undefined` if nothing was logged. */
  readonly line: Readonly<Record<string, unknown>> | undefined;
  readonly configuration: Configuration;
  /** `app_metadata` before the login. */
  readonly before: Readonly<Record<string, unknown>>;
  /** Milliseconds that the login took, as far as it is known. */
  readonly loginMs: number;
}

/** What the page needs to know. */
export function factsOf(played: Played): LoginFacts {
  const { scenario, logged, requests } = played;
  const { event } = scenario;
  const parsed: unknown = JSON.parse(logged[0] ?? "null");
  const line = isRecord(parsed) ? parsed : undefined;
  const ends = requests.map(({ startMs, ms }) => startMs + ms);
  const ms = line?.ms;
  return {
    played,
    line,
    configuration: readConfiguration(event.secrets, own(event.connection, "metadata")),
    before: appMetadataOf(scenario),
    loginMs: typeof ms === "number" ? ms : Math.max(0, ...ends),
  };
}
