/**
 * `npm run sync`: brings all Auth0 users with an Entra identity up to date.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { tmpdir } from "node:os";
import { readConfiguration } from "../../login/configuration";
import { settingHint } from "../../report/hints";
import { readSyncConfiguration } from "../../sync/configuration";
import { recordStages } from "../../sync/record-stages";
import { type SyncOptions, isSelected } from "../../sync/run";
import type { Summary } from "../../sync/summary";
import { ConnectionError, type SyncResult, syncDirectory } from "../../sync/sync";
import { Timeline } from "../../sync/timeline";
import { watchConnectionErrors } from "../shared/connection-errors";
import type { CommandContext } from "../shared/context";
import { UsageError } from "../shared/exit";
import { printWrapped } from "../shared/output";
import { writePage } from "../shared/html/write-page";
import { createReport } from "../shared/report";
import { readSyncCredentials } from "../shared/sync-credentials";
import { type RunFiles, openRunFiles } from "./files";
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
  const { clock, environment } = context;
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
  let files: RunFiles | undefined;
  try {
    // After the lock, because another run may be writing the same files.
    files = openRunFiles(command, context.folder);
    const stop = startStopSignal(context, maxMs);
    const progress = createProgress(context);
    const [id, startedAt, timeline] = [`entra-sync-${randomUUID()}`, clock.now(), new Timeline(clock)];
    const stages = recordStages(progress, timeline);
    const base = { id, configuration, options, progress: stages, timeline, startedAt };
    const synced = await syncDirectory({ ...base, clock, stop: stop.signal }, files.addLine);
    progress.end();
    stop.end();
    const result = withConnectionHint(synced, connectionErrors.describe());
    printSummary(result.summary, context);
    if (files.page) {
      const facts = { result, options, parts: configuration.parts, maxMs, startedAt };
      const { page, excerpt: report } = files;
      const render = async () => {
        const { renderSyncPage } = await import("./page/sync-page");
        return renderSyncPage({ ...facts, writtenAt: clock.now(), report });
      };
      // Standard output holds the summary only. A page that is missing changes nothing about the run.
      await writePage(page, render, createReport(context, true));
    }
    return exitCode(result);
  } finally {
    files?.end();
    connectionErrors.stop();
    release();
  }
}

/** A proxy or a certificate that prevents requests explains more than the failures that follow. */
function withConnectionHint(result: SyncResult, hint: string | undefined): SyncResult {
  const { summary } = result;
  return summary.hint === undefined || hint === undefined
    ? result
    : { ...result, summary: { ...summary, hint } };
}

function printSummary(summary: Summary, context: CommandContext): void {
  context.stdout.write(`${JSON.stringify(summary)}\n`);
  if (summary.hint !== undefined) printWrapped(context.stderr, context, summary.hint);
}

function exitCode({ summary, isMisconfigured, heldBack }: SyncResult): number {
  if (isMisconfigured) return EXIT.misconfigured;
  if (heldBack.length > 0) return EXIT.heldBack;
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
