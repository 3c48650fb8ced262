/**
 * Data of the page of a login.
 *
 * @module
 */

import { hasAnyValue } from "../../../app-metadata/plan";
import { type Stored, partDataOf } from "../../../app-metadata/state";
import { own } from "../../../json";
import { type Configuration, readConfiguration } from "../../../login/configuration";
import { type Login, describeLogin, parseLogin } from "../../../login/login";
import { type LogLine, parseLogLine } from "../../shared/log-line";
import { type Played, appMetadataOf } from "../../shared/play";

/** What the page shows. */
export interface LoginFacts {
  readonly played: Played;
  /** `undefined` if nothing was logged. */
  readonly line: LogLine | undefined;
  readonly configuration: Configuration;
  /** Whether the login is one through Entra. */
  readonly kind: Login["kind"];
  /** `app_metadata` before the login. */
  readonly before: Readonly<Record<string, unknown>>;
  /** Names of the parts of which data of this user was stored before the login. */
  readonly storedBefore: ReadonlySet<string>;
  /** Names of the parts of which data of this user is stored after the login. */
  readonly storedAfter: ReadonlySet<string>;
  /** Whether the data before the login belongs to an identity that was linked to the account earlier. */
  readonly isForeign: boolean;
  /** Milliseconds that the login took. */
  readonly loginMs: number;
}

/** Derives the data of the page from a played login. */
export function factsOf(played: Played): LoginFacts {
  const { scenario, logged, requests, appMetadata } = played;
  const { event } = scenario;
  const login = parseLogin(event);
  const isEntra = login.kind === "entra";
  const user = { ...(event.user as object), app_metadata: appMetadata };
  const after = isEntra ? describeLogin(login, login.identity, user).stored : undefined;
  const line = logged[0] === undefined ? undefined : parseLogLine(logged[0]);
  const ends = requests.map(({ startMs, ms }) => startMs + ms);
  return {
    played,
    line,
    configuration: isEntra ? login : readConfiguration(event.secrets, own(event.connection, "metadata")),
    kind: login.kind,
    before: appMetadataOf(scenario),
    storedBefore: isEntra ? storedParts(login.stored) : new Set(),
    storedAfter: after ? storedParts(after) : new Set(),
    isForeign: isEntra && login.stored.owner === "foreign",
    // Requests are timed from outside, so the last one can end after the login by the time in the log line.
    loginMs: Math.max(line?.ms ?? 0, ...ends),
  };
}

function storedParts({ state, parts }: Stored): ReadonlySet<string> {
  return new Set(parts.filter((part) => hasAnyValue(partDataOf(state, part))).map(({ name }) => name));
}
