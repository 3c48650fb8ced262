/**
 * `npm start`: the built Action against recorded answers.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { readConfig } from "../shared/config";
import { UsageError } from "../shared/exit";
import { table } from "../shared/table";
import { loadAction } from "../shared/auth0-runtime";
import { type Played, play, requestName } from "../shared/play";
import { readScenario, scenarioNames } from "../shared/scenario";
import { showAll, showPlayed } from "./show";

export interface ReplayOptions {
  readonly scenario?: string;
  readonly list?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

const FIRST = "first-login-v2";

/** Plays one scenario, or all. @returns the exit code: 0 as expected, 1 otherwise */
export async function replay(options: ReplayOptions): Promise<number> {
  const names = scenarioNames();
  if (options.list) {
    const rows = names.map((name) => ({ name, title: readScenario(name).title }));
    print(
      options.json
        ? JSON.stringify(rows, null, 2)
        : table(
            rows.map(({ name, title }) => [name, title]),
            [],
            "",
          ),
    );
    return 0;
  }
  const name = options.scenario ?? FIRST;
  if (!names.includes(name)) throw new UsageError(`no scenario "${name}"; there are: ${names.join(", ")}`);
  const played: Played[] = [];
  for (const chosen of options.all ? names : [name]) played.push(await playBuilt(chosen));
  const [first] = played;
  if (options.json) print(JSON.stringify(options.all ? played.map(toJson) : first && toJson(first), null, 2));
  else if (options.all) print(showAll(played));
  else if (first) print(`${showPlayed(first)}\n\nMore: npm start -- --list, --scenario NAME, --all, --json`);
  return played.every(({ deviations }) => deviations.length === 0) ? 0 : 1;
}

async function playBuilt(name: string): Promise<Played> {
  const config = readConfig();
  // Each in an instance of its own: what one login leaves in memory is not there for the next scenario.
  const action = loadAction(
    readFileSync(config.code, "utf8"),
    config.dependencies.map((dependency) => dependency.name),
  );
  return play(readScenario(name), action.handler, action.logged);
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

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
