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
import { openHtmlFile } from "../shared/html/file";
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

/** Plays one scenario, or all. @returns the exit code: 0 if all are as expected, otherwise 1 */
export async function replay(options: ReplayOptions, context: CommandContext): Promise<number> {
  const { folder, stdout } = context;
  const names = scenarioNames(resolve(folder, SCENARIOS));
  const print = (text: string) => {
    stdout.write(`${text}\n`);
  };
  const width = widthOf(stdout, context);
  if (options.list) {
    if (options.html) throw new UsageError("--list has no page: omit --html");
    print(listScenarios(names, options, folder, width));
    return 0;
  }
  const name = options.scenario ?? DEFAULT_SCENARIO;
  if (!options.all && !names.includes(name)) {
    throw new UsageError(`No scenario "${name}". Choose one of: ${names.join(", ")}`);
  }
  const file = openPage(options, name, context);
  const played: Played[] = [];
  try {
    for (const chosen of options.all ? names : [name]) played.push(await playBuilt(chosen, folder));
    await file?.write(played);
  } finally {
    file?.end();
  }
  const [first] = played;
  const colors = colorsFor(stdout, context);
  if (options.json) print(JSON.stringify(options.all ? played.map(toJson) : first && toJson(first), null, 2));
  else if (options.all) print(showAll(played, colors, width));
  else if (first) {
    print(
      `${showPlayed(first, colors, width)}\n\nMore: npm start -- --list, --scenario NAME, --all, --json, --html`,
    );
  }
  if (file) createReport(context, options.json).done(`Page written: ${file.path}`);
  return played.every(({ deviations }) => deviations.length === 0) ? 0 : 1;
}

/** Opens the file of the page, if one was requested. @throws {@link UsageError} if it cannot be written */
function openPage({ html, all }: ReplayOptions, name: string, { folder, clock }: CommandContext) {
  if (html === undefined) return undefined;
  const path = html === true ? join(PAGES, `${all ? "all" : name}.html`) : html;
  const file = openHtmlFile(path, folder);
  return {
    path,
    async write(played: readonly Played[]) {
      const { allLoginsPage, loginPage } = await import("./page/pages");
      const writtenAt = clock.now();
      const [first] = played;
      if (all) file.write(allLoginsPage(played, writtenAt));
      else if (first) file.write(loginPage(first, writtenAt));
    },
    end: file.end,
  };
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
