/**
 * `npm run sync`: brings all Auth0 users with an Entra identity up to date.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { readConfiguration } from "../../login/configuration";
import { settingHint } from "../../report/hints";
import { readSyncConfiguration } from "../../sync/configuration";
import { type SyncOptions, isSelected } from "../../sync/run";
import type { ReportLine, Summary } from "../../sync/summary";
import { ConnectionError, syncDirectory } from "../../sync/sync";
import { Timeline } from "../../sync/timeline";
import { watchConnectionErrors } from "../shared/connection-errors";
import type { CommandContext } from "../shared/context";
import { UsageError, systemErrorCode } from "../shared/exit";
import { printWrapped } from "../shared/output";
import { createReport } from "../shared/report";
import { readSyncCredentials } from "../shared/sync-credentials";
import { LockedError, takeLock } from "./lock";
import { type SyncCommandOptions, parseMaxMinutes, parseSyncOptions } from "./options";
import { createProgress } from "./progress";

/** Exit codes of `sync`. If several apply, it is the first of 4, 1, 3 and 2. */
const EXIT = { done: 0, misconfigured: 1, incomplete: 2, heldBack: 3, locked: 4 } as const;

/** Runs the sync and prints its summary as one line of JSON. @returns the exit code */
export async function sync(options: SyncCommandOptions, context: CommandContext): Promise<number> {
  const { stderr } = context;
  try {
    return await run(options, context);
  } catch (error) {
    if (!(error instanceof LockedError || error instanceof UsageError || error instanceof ConnectionError))
      throw error;
    printWrapped(stderr, context, error.message);
    return error instanceof LockedError ? EXIT.locked : EXIT.misconfigured;
  }
}

async function run(command: SyncCommandOptions, context: CommandContext): Promise<number> {
  const { clock, stdout, stderr, environment } = context;
  const options = parseSyncOptions(
    command,
    readConfiguration({}).parts.map(({ name }) => name),
  );
  const maxMs = parseMaxMinutes(command.maxMinutes);
  const configuration = configurationOf(environment, options, context);
  const domain = configuration.management.domain;
  const tmp = context.environment.TMPDIR ?? tmpdir();
  const release = options.isDryRun ? () => {} : takeLock(domain, tmp, context.process, clock.now());
  const connectionErrors = watchConnectionErrors();
  try {
    // After the lock, because another run may be writing the same report.
    const report = openReport(command.report, context.folder);
    const stop = startStopSignal(context, maxMs);
    const progress = createProgress(context);
    const timeline = new Timeline(clock);
    const [id, startedAt] = [`entra-sync-${randomUUID()}`, clock.now()];
    const syncRun = { id, configuration, options, progress, timeline, startedAt, clock, stop: stop.signal };
    const { summary, isMisconfigured } = await syncDirectory(syncRun, report.write);
    progress.end();
    stop.end();
    report.close();
    const hint = summary.hint && (connectionErrors.describe() ?? summary.hint);
    stdout.write(`${JSON.stringify({ ...summary, hint })}\n`);
    if (hint !== undefined) printWrapped(stderr, context, hint);
    return exitCode(summary, isMisconfigured);
  } finally {
    connectionErrors.stop();
    release();
  }
}

function exitCode(summary: Summary, isMisconfigured: boolean): number {
  if (isMisconfigured) return EXIT.misconfigured;
  if (Object.keys(summary.held_back).length > 0) return EXIT.heldBack;
  const isIncomplete = summary.sync === "stopped" || Object.keys(summary.failed).length > 0;
  return isIncomplete ? EXIT.incomplete : EXIT.done;
}

/** Settings and credentials of the run. @throws {@link UsageError} that names what is missing */
function configurationOf(
  environment: Readonly<Record<string, string>>,
  options: SyncOptions,
  context: CommandContext,
) {
  const report = createReport(context);
  const { values, isOfAction } = readSyncCredentials(environment);
  if (isOfAction) {
    report.warn(
      "SYNC_AUTH0_CLIENT_ID is not set: using AUTH0_CLIENT_ID, which then also needs the scopes read:users and read:connections",
    );
  }
  if (environment.GRAPH_TOKEN?.trim().toLowerCase() === "idp") {
    report.warn("GRAPH_TOKEN=idp does not apply, because no user is signed in: using client credentials");
  }
  const configuration = readSyncConfiguration(values);
  if ("missing" in configuration) {
    const names = configuration.missing.map((name) =>
      isOfAction ? name : name.replace(/^AUTH0_CLIENT/, "SYNC_$&"),
    );
    throw new UsageError(`set ${names.join(", ")} in the environment or in .env, see docs/sync.md`);
  }
  const hint = settingHint(configuration.invalid);
  if (hint !== undefined) report.warn(hint);
  const off = configuration.parts.filter((part) => !part.isOn && options.parts.includes(part.name));
  for (const { name, offReason } of off) report.warn(`${name} is ${offReason ?? "off"}`);
  if (!configuration.parts.some((part) => isSelected(options, part) && (part.isOn || part.offReason))) {
    throw new UsageError("nothing to sync: every part is off");
  }
  return configuration;
}

/** A signal that is aborted if the process gets a signal to end, or after `maxMs`. */
function startStopSignal({ process, clock }: CommandContext, maxMs: number | undefined) {
  const controller = new AbortController();
  // Each request in progress listens.
  setMaxListeners(0, controller.signal);
  const stop = () => {
    controller.abort();
  };
  const end = process.onStopRequest(stop);
  if (maxMs !== undefined) void clock.pause(maxMs).then(stop);
  return { signal: controller.signal, end };
}

/** Opens the file immediately, so that a wrong path is found before the run. */
function openReport(path: string | undefined, folder: string) {
  if (path === undefined) return { write: () => {}, close: () => {} };
  let file: number;
  try {
    file = openSync(resolve(folder, path), "w", 0o600);
  } catch (error) {
    const code = systemErrorCode(error);
    throw new UsageError(`--report: ${path} cannot be written (${code})`);
  }
  return {
    write: (line: ReportLine) => {
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => {
      closeSync(file);
    },
  };
}
