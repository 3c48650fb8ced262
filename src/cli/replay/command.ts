/**
 * `npm start`: runs the built Action against recorded responses.
 *
 * @module
 */

import { resolve } from "node:path";
import { loadBuiltAction } from "../shared/built-action";
import { colorsFor } from "../shared/colors";
import type { CommandContext } from "../shared/context";
import { UsageError } from "../shared/exit";
import { widthOf } from "../shared/output";
import { table } from "../shared/table";
import { type Played, play, requestName } from "../shared/play";
import { SCENARIOS, readScenario, scenarioNames } from "../shared/scenario";
import { showAll, showPlayed } from "./show";

export interface ReplayOptions {
  readonly scenario?: string;
  readonly list?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

const DEFAULT_SCENARIO = "first-login-v2";

/** Plays one scenario, or all. @returns the exit code: 0 if all are as expected, otherwise 1 */
export async function replay(options: ReplayOptions, context: CommandContext): Promise<number> {
  const { folder, stdout } = context;
  const names = scenarioNames(resolve(folder, SCENARIOS));
  const print = (text: string) => {
    stdout.write(`${text}\n`);
  };
  const width = widthOf(stdout, context);
  if (options.list) {
    print(listScenarios(names, options, folder, width));
    return 0;
  }
  const name = options.scenario ?? DEFAULT_SCENARIO;
  if (!names.includes(name)) {
    throw new UsageError(`No scenario "${name}". Choose one of: ${names.join(", ")}`);
  }
  const played: Played[] = [];
  for (const chosen of options.all ? names : [name]) played.push(await playBuilt(chosen, folder));
  const [first] = played;
  const colors = colorsFor(stdout, context);
  if (options.json) print(JSON.stringify(options.all ? played.map(toJson) : first && toJson(first), null, 2));
  else if (options.all) print(showAll(played, colors, width));
  else if (first) {
    print(`${showPlayed(first, colors, width)}\n\nMore: npm start -- --list, --scenario NAME, --all, --json`);
  }
  return played.every(({ deviations }) => deviations.length === 0) ? 0 : 1;
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
