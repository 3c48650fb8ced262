/**
 * `npm run record`: one login of the built Action against the real hosts, kept as a scenario without the people in it.
 *
 * @module
 */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import nock from "nock";
import { PARTS } from "../../parts";
import type { GraphApp, Settings } from "../../settings/settings";
import { isGuid } from "../../settings/parse";
import { readConfig } from "../shared/config";
import { readEnvironment } from "../shared/environment";
import { UsageError } from "../shared/exit";
import { createApi, createCache, loadAction } from "../shared/auth0-runtime";
import { expectationOf, play } from "../shared/play";
import { SCENARIOS, type Scenario } from "../shared/scenario";
import { table } from "../shared/table";
import { type Tape, startTape } from "./exchange";
import { findLeak } from "./leaks";
import { composeEvent, recordingSettings, switchesOf } from "./login";
import { Unscrubbable } from "./pseudonyms";
import { type Scrubbed, scrub } from "./scrub";

export interface RecordOptions {
  readonly user: string;
  readonly scenario?: string;
}

interface Recorded {
  readonly tape: Tape;
  readonly log: Readonly<Record<string, unknown>>;
}

/** A desk may be farther from Microsoft than Auth0 is. */
const TIME_BUDGET_MS = "15000";

/** Records, scrubs, replays, writes. @returns the exit code @throws where nothing was written, with what to do */
export async function record(options: RecordOptions): Promise<number> {
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const name = options.scenario ?? `recorded-${now.toISOString().slice(0, 10)}`;
  checkUsage(options.user, name);
  const settings = recordingSettings(readEnvironment());
  const { graphApp, tenantId, missing } = settings;
  if (!graphApp || missing.length > 0) throw nothing(`set ${missing.join(", ")} and run doctor`);
  const userId = options.user.toLowerCase();
  try {
    const recorded = await recordLogin(settings, graphApp, userId, now);
    const scrubbed = scrub(recorded.tape.exchanges, {
      cloud: settings.cloud,
      tenantId,
      userId,
      clientId: graphApp.clientId,
      secrets: Object.values(graphApp.credential),
    });
    const { scenario, isSame } = await replayScrubbed(name, settings, scrubbed, recorded, now);
    const leak = findLeak(scenario, scrubbed, readActionCode());
    if (leak) throw nothing(`something that was recorded would still be in ${leak}`);
    write(scenario);
    show(scenario, scrubbed, isSame);
  } catch (error) {
    throw error instanceof Unscrubbable ? nothing(error.message) : error;
  }
  return 0;
}

function checkUsage(user: string, name: string): void {
  if (!isGuid(user)) throw new UsageError("--user takes the Entra object id of a person, a GUID");
  if (!/^[a-z0-9-]+$/.test(name)) throw new UsageError("--scenario takes a name of a-z, 0-9 and -");
  if (existsSync(join(SCENARIOS, name)))
    throw new UsageError(`there is a scenario ${name} already: give --scenario another name`);
}

function nothing(why: string): Error {
  return new Error(`nothing was written: ${why}`);
}

/** Nothing is written to Auth0 or Entra: there are no credentials for the one, and the Action only reads the other. */
async function recordLogin(settings: Settings, app: GraphApp, userId: string, now: Date): Promise<Recorded> {
  const { tenantId } = settings;
  const [[kind, credential] = ["", ""]] = Object.entries(app.credential);
  const event = composeEvent(
    { tenantId, userId, now },
    {
      ...switchesOf(settings),
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: app.clientId,
      [kind === "secret" ? "AZURE_CLIENT_SECRET" : "AZURE_CLIENT_CERTIFICATE"]: credential,
      TIME_BUDGET_MS,
    },
  );
  const action = load();
  const { api } = createApi(createCache());
  // The replay's interceptors come with the program, and stand between this and the network.
  nock.restore();
  const tape = startTape();
  try {
    await action.handler(event, api);
  } finally {
    tape.stop();
    nock.activate();
  }
  const log = JSON.parse(action.logged[0] ?? "{}") as Recorded["log"];
  checkRecording(tape, log);
  return { tape, log };
}

function checkRecording({ exchanges, silent }: Tape, log: Recorded["log"]): void {
  const [host] = silent;
  if (host) throw nothing(`${host} did not answer: run doctor`);
  if (exchanges.length === 0) throw nothing("no part that is on asks Graph: switch one on");
  if (!exchanges.some(({ url }) => new URL(url).pathname.startsWith("/v1.0/"))) {
    const [code] = /AADSTS\d+/.exec(String(log.hint)) ?? [];
    throw nothing(`Entra gave no token${code ? ` (${code})` : ""}: run doctor`);
  }
  if (Object.values(log).includes("failed:user_not_found")) {
    throw nothing("no such user in the tenant of AZURE_TENANT_ID: check --user");
  }
}

/** The expectation is what comes of the scrubbed answers, since it is them that are kept. */
async function replayScrubbed(
  name: string,
  settings: Settings,
  scrubbed: Scrubbed,
  { log }: Recorded,
  now: Date,
): Promise<{ scenario: Scenario; isSame: boolean }> {
  const { tenantId, userId, clientId, answers, pseudonyms } = scrubbed;
  const secrets = {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: "fixture-client-secret",
    ...switchesOf(settings),
  };
  const outcomes = PARTS.flatMap(({ name: part }) => (part in log ? `${part} ${String(log[part])}` : []));
  const draft: Scenario = {
    name,
    title: `Recorded: ${outcomes.join(", ")}`,
    now,
    event: composeEvent({ tenantId, userId, now }, secrets),
    answers,
    expected: { log: null, requests: [], app_metadata: {} },
  };
  JSON.stringify(draft.event, (_, value: unknown) =>
    typeof value === "string" ? pseudonyms.build(value) : value,
  );
  const first = load();
  const scenario = { ...draft, expected: expectationOf(await play(draft, first.handler, first.logged)) };
  const second = load();
  const { deviations } = await play(scenario, second.handler, second.logged);
  if (deviations.length > 0)
    throw nothing("the scrubbed answers do not replay like those that were recorded");
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
    throw new Error(`${code} is not there: npm run build`, { cause: error });
  }
}

/** All files or none: they are put together aside and moved into place at once. */
function write({ name, title, now, event, answers, expected }: Scenario): void {
  const aside = makeFolder();
  const files = { scenario: { title, now: now.toISOString() }, event, answers, expected };
  try {
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(aside, `${file}.json`), `${JSON.stringify(content, null, 2)}\n`);
    }
    renameSync(aside, join(SCENARIOS, name));
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}

function makeFolder(): string {
  try {
    mkdirSync(SCENARIOS, { recursive: true });
    return mkdtempSync(join(SCENARIOS, ".recording-"));
  } catch (error) {
    throw new Error(`nothing was written: make ${SCENARIOS} a folder that you may write to`, {
      cause: error,
    });
  }
}

function show({ name, answers, expected }: Scenario, { pseudonyms }: Scrubbed, isSame: boolean): void {
  const rows = answers.map(({ method, scope, path, status }) => {
    const what = path.split("?")[0] ?? "";
    return [String(status), method, `${new URL(scope).host}${what}`];
  });
  const lines = [
    `Recorded ${answers.length} answers, with ${pseudonyms.count()} values replaced`,
    table(rows),
    `Log line  ${JSON.stringify(expected.log)}`,
    ...(isSame
      ? []
      : ["Replaced values are of other lengths: what is trimmed differs from what was recorded"]),
    `Kept in ${join(SCENARIOS, name)}. Read it before you share it, and replay it: npm start -- --scenario ${name}`,
  ];
  process.stdout.write(`${lines.join("\n\n")}\n`);
}
