/**
 * `npm start`: runs the built Action against recorded responses.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { loadBuiltAction } from "../shared/built-action";
import { colorsFor } from "../shared/colors";
import type { CommandContext } from "../shared/context";
import { UsageError } from "../shared/exit";
import { type HtmlFile, openHtmlFile } from "../shared/html/file";
import { writePage } from "../shared/html/write-page";
import { widthOf } from "../shared/output";
import { createReport } from "../shared/report";
import { table } from "../shared/table";
import { type Played, play, requestName } from "../shared/play";
import { SCENARIOS, readScenario, scenarioNames } from "../shared/scenario";
import { showAll, showPlayed } from "./show";

export interface ReplayOptions {
  readonly scenario?: string;
  readonly list?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
  /** File of the page; `true` for the default. */
  readonly html?: string | true;
}

const DEFAULT_SCENARIO = "first-login-v2";

/** Default folder of pages. */
const PAGES = join("dist", "html");

/** Plays one scenario, or all. @returns the exit code: 0 if all are as expected and a requested page is written */
export async function replay(options: ReplayOptions, context: CommandContext): Promise<number> {
  const { folder, stdout } = context;
  const names = scenarioNames(resolve(folder, SCENARIOS));
  if (options.list) {
    if (options.html) throw new UsageError("--list has no page: omit --html");
    stdout.write(`${listScenarios(names, options, folder, widthOf(stdout, context))}\n`);
    return 0;
  }
  const name = options.scenario ?? DEFAULT_SCENARIO;
  if (!options.all && !names.includes(name)) {
    throw new UsageError(`No scenario "${name}". Choose one of: ${names.join(", ")}`);
  }
  const page = openPage(options, name, folder);
  try {
    const played: Played[] = [];
    for (const chosen of options.all ? names : [name]) played.push(await playBuilt(chosen, folder));
    printPlayed(played, options, context);
    const isWritten = page === undefined || (await writePlayed(page, played, options, context));
    return isWritten && played.every(({ deviations }) => deviations.length === 0) ? 0 : 1;
  } finally {
    page?.end();
  }
}

function printPlayed(played: readonly Played[], { all, json }: ReplayOptions, context: CommandContext): void {
  const { stdout } = context;
  const [first] = played;
  const [colors, width] = [colorsFor(stdout, context), widthOf(stdout, context)];
  const more = "More: npm start -- --list, --scenario NAME, --all, --json, --html";
  let text = "";
  if (json) text = JSON.stringify(all ? played.map(toJson) : first && toJson(first), null, 2);
  else if (all) text = showAll(played, colors, width);
  else if (first) text = `${showPlayed(first, colors, width)}\n\n${more}`;
  stdout.write(`${text}\n`);
}

/** Opens the file of the page, if one was requested. @throws {@link UsageError} if it cannot be written */
function openPage({ html, all }: ReplayOptions, name: string, folder: string): HtmlFile | undefined {
  if (html === undefined) return undefined;
  const path = html === true ? join(PAGES, `${all ? "all" : name}.html`) : html;
  return openHtmlFile(path, folder);
}

async function writePlayed(
  file: HtmlFile,
  played: readonly Played[],
  { all, json }: ReplayOptions,
  context: CommandContext,
): Promise<boolean> {
  const render = async () => {
    const { allLoginsPage, loginPage } = await import("./page/pages");
    const [first] = played;
    return all || !first ? allLoginsPage(played, context.clock.now()) : loginPage(first, context.clock.now());
  };
  return writePage(file, render, createReport(context, json));
}

function listScenarios(
  names: readonly string[],
  { json }: ReplayOptions,
  folder: string,
  width: number,
): string {
  const rows = names.map((name) => ({ name, title: readScenario(name, resolve(folder, SCENARIOS)).title }));
  if (json) return JSON.stringify(rows, null, 2);
  return table(
    rows.map(({ name, title }) => [name, title]),
    { indent: "", width },
  );
}

async function playBuilt(name: string, folder: string): Promise<Played> {
  const action = loadBuiltAction(folder);
  return play(readScenario(name, resolve(folder, SCENARIOS)), action.handler, action.logged);
}

function toJson(played: Played) {
  const { scenario, requests, logged, appMetadata, written, idToken, deviations } = played;
  return {
    name: scenario.name,
    title: scenario.title,
    requests: requests.map((request) => ({
      request: requestName(request),
      startMs: request.startMs,
      ms: request.ms,
      status: request.status ?? null,
    })),
    outcome: logged[0] ?? null,
    written,
    app_metadata: appMetadata,
    id_token: idToken,
    pass: deviations.length === 0,
    deviations,
  };
}
