/**
 * Runs one login of the built Action against the real hosts and records its requests and responses.
 *
 * @module
 */

import type { GraphApp } from "../../settings/settings";
import { createApi, createCache } from "../shared/auth0-runtime";
import { loadBuiltAction } from "../shared/built-action";
import { watchConnectionErrors } from "../shared/connection-errors";
import { type RecordingConfiguration, composeEvent } from "./login";
import { nothingWritten } from "./nothing-written";
import { type Recording, startRecording } from "./recording";

interface RecordingInput {
  readonly configuration: RecordingConfiguration;
  readonly app: GraphApp;
  /** Entra object id. */
  readonly userId: string;
  readonly now: Date;
  readonly folder: string;
}

/** A log line of the Action by its keys. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface RecordedLogin {
  readonly recording: Recording;
  readonly log: LogLine;
}

/** Milliseconds. Longer than in production, because this machine can be farther from Microsoft than Auth0 is. */
const TIME_BUDGET_MS = "15000";

/** Writes nothing to Auth0 or Entra: the Action has no credentials for Auth0 and only reads from Graph. */
export async function recordLogin(input: RecordingInput): Promise<RecordedLogin> {
  const { configuration, app, userId, now, folder } = input;
  const { tenantId } = configuration.settings;
  const [[kind, credential] = ["", ""]] = Object.entries(app.credential);
  const event = composeEvent(
    { tenantId, userId, now },
    {
      ...configuration.switches,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: app.clientId,
      [kind === "secret" ? "AZURE_CLIENT_SECRET" : "AZURE_CLIENT_CERTIFICATE"]: credential,
      TIME_BUDGET_MS,
    },
  );
  const action = loadBuiltAction(folder);
  const { api } = createApi(createCache());
  const connectionErrors = watchConnectionErrors();
  const recording = startRecording();
  try {
    await action.handler(event, api);
  } finally {
    recording.stop();
    connectionErrors.stop();
  }
  const log = JSON.parse(action.logged[0] ?? "{}") as LogLine;
  assertComplete(recording, log, connectionErrors.describe());
  return { recording, log };
}

function assertComplete(
  { exchanges, unresponsiveHosts }: Recording,
  log: LogLine,
  connectionError: string | undefined,
): void {
  const [host] = unresponsiveHosts;
  if (host) throw nothingWritten(connectionError ?? `${host} did not respond: run doctor`);
  if (exchanges.length === 0) throw nothingWritten("no enabled part sends a request to Graph: enable one");
  if (!exchanges.some(({ url }) => new URL(url).pathname.startsWith("/v1.0/"))) {
    const [code] = /AADSTS\d+/.exec(String(log.hint)) ?? [];
    throw nothingWritten(`Entra did not issue a token${code ? ` (${code})` : ""}: run doctor`);
  }
  if (Object.values(log).includes("failed:user_not_found")) {
    throw nothingWritten("the user does not exist in the tenant of AZURE_TENANT_ID: check --user");
  }
}
