/**
 * `npm run record`: runs one login of the built Action against the real hosts and saves it as an anonymized scenario.
 *
 * @module
 */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import nock from "nock";
import type { GraphApp } from "../../settings/settings";
import { isGuid } from "../../settings/parse";
import { readConfig } from "../shared/config";
import { outcomesIn } from "../shared/log-line";
import { readEnvironment } from "../shared/environment";
import { UsageError } from "../shared/exit";
import { createApi, createCache, loadAction } from "../shared/auth0-runtime";
import { expectationOf, play } from "../shared/play";
import { SCENARIOS, type Scenario } from "../shared/scenario";
import { table } from "../shared/table";
import { type Recording, startRecording } from "./recording";
import { findLeak } from "./leaks";
import { type RecordingConfiguration, composeEvent, recordingConfiguration } from "./login";
import { AnonymizationError } from "./replacements";
import { type AnonymizedRecording, anonymize } from "./anonymize";

export interface RecordOptions {
  readonly user: string;
  readonly scenario?: string;
}

interface Recorded {
  readonly recording: Recording;
  readonly log: Readonly<Record<string, unknown>>;
}

/** Milliseconds. Longer than in production, because this machine can be farther from Microsoft than Auth0 is. */
const TIME_BUDGET_MS = "15000";

/** Records, anonymizes, replays and saves a login. @returns the exit code @throws if nothing was written, with a remedy */
export async function record(options: RecordOptions): Promise<number> {
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const name = options.scenario ?? `recorded-${now.toISOString().slice(0, 10)}`;
  checkUsage(options.user, name);
  const configuration = recordingConfiguration(readEnvironment());
  const { settings } = configuration;
  const { graphApp, tenantId, missing } = settings;
  if (!graphApp || missing.length > 0) throw nothing(`set ${missing.join(", ")} and run doctor`);
  const userId = options.user.toLowerCase();
  try {
    const recorded = await recordLogin(configuration, graphApp, userId, now);
    const anonymized = anonymize(recorded.recording.exchanges, {
      cloud: settings.cloud,
      tenantId,
      userId,
      clientId: graphApp.clientId,
      secrets: Object.values(graphApp.credential),
    });
    const { scenario, isSame } = await replayAnonymized(name, configuration, anonymized, recorded, now);
    const leak = findLeak(scenario, anonymized, readActionCode());
    if (leak) throw nothing(`recorded data would remain in ${leak}`);
    write(scenario);
    show(scenario, anonymized, isSame);
  } catch (error) {
    throw error instanceof AnonymizationError ? nothing(error.message) : error;
  }
  return 0;
}

function checkUsage(user: string, name: string): void {
  if (!isGuid(user)) throw new UsageError("--user must be the Entra object id of a user, a GUID");
  if (!/^[a-z0-9-]+$/.test(name)) throw new UsageError("--scenario must be a name of a-z, 0-9 and -");
  if (existsSync(join(SCENARIOS, name)))
    throw new UsageError(`the scenario ${name} exists: choose another name for --scenario`);
}

function nothing(reason: string): Error {
  return new Error(`nothing was written: ${reason}`);
}

/** Writes nothing to Auth0 or Entra: the Action has no credentials for Auth0 and only reads from Graph. */
async function recordLogin(
  { settings, switches }: RecordingConfiguration,
  app: GraphApp,
  userId: string,
  now: Date,
): Promise<Recorded> {
  const { tenantId } = settings;
  const [[kind, credential] = ["", ""]] = Object.entries(app.credential);
  const event = composeEvent(
    { tenantId, userId, now },
    {
      ...switches,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: app.clientId,
      [kind === "secret" ? "AZURE_CLIENT_SECRET" : "AZURE_CLIENT_CERTIFICATE"]: credential,
      TIME_BUDGET_MS,
    },
  );
  const action = load();
  const { api } = createApi(createCache());
  // nock, which replays scenarios, intercepts requests as soon as it is loaded.
  nock.restore();
  const recording = startRecording();
  try {
    await action.handler(event, api);
  } finally {
    recording.stop();
    nock.activate();
  }
  const log = JSON.parse(action.logged[0] ?? "{}") as Recorded["log"];
  checkRecording(recording, log);
  return { recording, log };
}

function checkRecording({ exchanges, unresponsiveHosts }: Recording, log: Recorded["log"]): void {
  const [host] = unresponsiveHosts;
  if (host) throw nothing(`${host} did not respond: run doctor`);
  if (exchanges.length === 0) throw nothing("no enabled part sends a request to Graph: enable one");
  if (!exchanges.some(({ url }) => new URL(url).pathname.startsWith("/v1.0/"))) {
    const [code] = /AADSTS\d+/.exec(String(log.hint)) ?? [];
    throw nothing(`Entra did not issue a token${code ? ` (${code})` : ""}: run doctor`);
  }
  if (Object.values(log).includes("failed:user_not_found")) {
    throw nothing("the user does not exist in the tenant of AZURE_TENANT_ID: check --user");
  }
}

/** Replays the anonymized responses, so that the expected result is theirs. */
async function replayAnonymized(
  name: string,
  { switches }: RecordingConfiguration,
  anonymized: AnonymizedRecording,
  { log }: Recorded,
  now: Date,
): Promise<{ scenario: Scenario; isSame: boolean }> {
  const { tenantId, userId, clientId, responses, replacements } = anonymized;
  const secrets = {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: "fixture-client-secret",
    ...switches,
  };
  const outcomes = outcomesIn(log).map((entry) => entry.join(" "));
  const draft: Scenario = {
    name,
    title: `Recorded: ${outcomes.join(", ")}`,
    now,
    event: composeEvent({ tenantId, userId, now }, secrets),
    answers: responses,
    expected: { log: null, requests: [], app_metadata: {} },
  };
  JSON.stringify(draft.event, (_, value: unknown) =>
    typeof value === "string" ? replacements.markSafe(value) : value,
  );
  const first = load();
  const scenario = { ...draft, expected: expectationOf(await play(draft, first.handler, first.logged)) };
  const second = load();
  const { deviations } = await play(scenario, second.handler, second.logged);
  if (deviations.length > 0) throw nothing("two replays of the anonymized responses differ");
  const same = Object.entries(scenario.expected.log ?? {}).every(([key, value]) => log[key] === value);
  return { scenario, isSame: same };
}

function load() {
  const dependencies = readConfig().dependencies.map(({ name }) => name);
  return loadAction(readActionCode(), dependencies);
}

function readActionCode(): string {
  const { code } = readConfig();
  try {
    return readFileSync(code, "utf8");
  } catch (error) {
    throw new Error(`${code} does not exist: run npm run build`, { cause: error });
  }
}

/** Writes all files or none: into a temporary folder, which is then renamed. */
function write({ name, title, now, event, answers, expected }: Scenario): void {
  const temporary = makeFolder();
  const files = { scenario: { title, now: now.toISOString() }, event, answers, expected };
  try {
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(temporary, `${file}.json`), `${JSON.stringify(content, null, 2)}\n`);
    }
    renameSync(temporary, join(SCENARIOS, name));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

function makeFolder(): string {
  try {
    mkdirSync(SCENARIOS, { recursive: true });
    return mkdtempSync(join(SCENARIOS, ".recording-"));
  } catch (error) {
    throw new Error(`nothing was written: make ${SCENARIOS} a writable folder`, {
      cause: error,
    });
  }
}

function show(
  { name, answers, expected }: Scenario,
  { replacements }: AnonymizedRecording,
  isSame: boolean,
): void {
  const rows = answers.map(({ method, scope, path, status }) => {
    const what = path.split("?")[0] ?? "";
    return [String(status), method, `${new URL(scope).host}${what}`];
  });
  const lines = [
    `Recorded ${answers.length} responses and replaced ${replacements.count()} values`,
    table(rows),
    `Log line  ${JSON.stringify(expected.log)}`,
    ...(isSame
      ? []
      : ["Replacements have other lengths than the originals: the replay does not trim the same data"]),
    `Saved in ${join(SCENARIOS, name)}. Read it before you share it. Replay it: npm start -- --scenario ${name}`,
  ];
  process.stdout.write(`${lines.join("\n\n")}\n`);
}
