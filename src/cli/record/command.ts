/**
 * `npm run record`: runs one login of the built Action against the real hosts and saves it as an anonymized scenario.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { isGuid } from "../../settings/parse";
import { readActionCode } from "../shared/built-action";
import { colorsFor } from "../shared/colors";
import { readConfig } from "../shared/config";
import type { CommandContext } from "../shared/context";
import { UsageError } from "../shared/exit";
import { widthOf, wrap } from "../shared/output";
import { SCENARIOS } from "../shared/scenario";
import { logLineSection, requestSection, showSections } from "../shared/show-login";
import { type AnonymizedRecording, anonymize } from "./anonymize";
import { findLeak } from "./leaks";
import { recordingConfiguration } from "./login";
import { nothingWritten } from "./nothing-written";
import { recordLogin } from "./record-login";
import type { Recording } from "./recording";
import { type AnonymizedLogin, replayAnonymized } from "./replay-anonymized";
import { AnonymizationError } from "./replacements";
import { saveScenario } from "./save-scenario";

export interface RecordOptions {
  readonly user: string;
  readonly scenario?: string;
}

/** Records, anonymizes, replays and saves a login. @returns the exit code @throws if nothing was written, with a remedy */
export async function record(options: RecordOptions, context: CommandContext): Promise<number> {
  const { folder, clock, stdout, environment } = context;
  const now = new Date(Math.floor(clock.now() / 1000) * 1000);
  const name = options.scenario ?? `recorded-${now.toISOString().slice(0, 10)}`;
  checkUsage(options.user, name, folder);
  const configuration = recordingConfiguration(environment);
  const { settings } = configuration;
  const { graphApp, tenantId, missing } = settings;
  if (!graphApp || missing.length > 0) throw nothingWritten(`set ${missing.join(", ")} and run doctor`);
  const userId = options.user.toLowerCase();
  try {
    const { recording, log } = await recordLogin({ configuration, app: graphApp, userId, now, folder });
    const anonymized = anonymize(recording.exchanges, {
      cloud: settings.cloud,
      tenantId,
      userId,
      clientId: graphApp.clientId,
      secrets: Object.values(graphApp.credential),
    });
    const { switches } = configuration;
    const login = await replayAnonymized({ name, switches, anonymized, log, now, folder });
    const { scenario } = login;
    const leak = findLeak(scenario, anonymized, readActionCode(readConfig(folder), folder));
    if (leak) throw nothingWritten(`recorded data would remain in ${leak}`);
    saveScenario(scenario, folder);
    stdout.write(`${summarize({ ...login, recording, anonymized }, context)}\n`);
  } catch (error) {
    throw error instanceof AnonymizationError ? nothingWritten(error.message) : error;
  }
  return 0;
}

function checkUsage(user: string, name: string, folder: string): void {
  if (!isGuid(user)) throw new UsageError("--user must be the Entra object ID of a user, a GUID");
  if (!/^[a-z0-9-]+$/.test(name)) throw new UsageError("--scenario must be a name of a-z, 0-9 and -");
  if (existsSync(resolve(folder, SCENARIOS, name)))
    throw new UsageError(`the scenario ${name} exists: choose another name for --scenario`);
}

interface Recorded extends AnonymizedLogin {
  readonly recording: Recording;
  readonly anonymized: AnonymizedRecording;
}

function summarize(recorded: Recorded, context: CommandContext): string {
  const { scenario, line, isSame, recording, anonymized } = recorded;
  const { name, answers } = scenario;
  const { stdout } = context;
  const width = widthOf(stdout, context);
  const colors = colorsFor(stdout, context);
  // Paths and hosts are those of the scenario, because the recorded ones contain IDs.
  const requests = recording.exchanges.flatMap(({ startMs, ms }, index) => {
    const response = answers[index];
    if (!response) return [];
    const { method, scope, path, status } = response;
    return [{ method, host: new URL(scope).host, path, startMs, ms, status }];
  });
  const sections = [requestSection(requests, colors, width), logLineSection([JSON.stringify(line)], width)];
  const notes = [
    ...(isSame
      ? []
      : ["Replacements have other lengths than the originals: the replay does not trim the same data"]),
    `Saved in ${join(SCENARIOS, name)}. Read it before you share it.\nReplay it: npm start -- --scenario ${name}`,
  ];
  return [
    `Recorded ${answers.length} responses and replaced ${anonymized.replacements.count()} values`,
    ...showSections(sections, colors),
    ...notes.map((note) => wrap(note, width)),
  ].join("\n\n");
}
