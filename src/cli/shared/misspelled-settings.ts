/**
 * Names that look like settings but are not. Without a warning, `SYNC_GROUP=on` would have no effect and no message.
 *
 * @module
 */

import { ACTION_NAMES, DEPLOY_APPLICATION, SYNC_APPLICATION } from "./applications";
import type { ActionConfig } from "./config";
import type { CommandContext } from "./context";
import type { EnvFile } from "./env-file";

/** A name, and a predicate that says what is wrong with it and what to do. */
export interface SettingWarning {
  readonly name: string;
  readonly text: string;
}

/** Variables of this program, of its proxy and of Node.js that are not settings. */
const OTHER_VARIABLES = /^(?:NODE_\w+|DEBUG|NO_COLOR|COLUMNS|TMPDIR|(?:https?|all|no)_proxy)$/i;

/** Maximum distance between a name and the intended setting. */
const MAX_DISTANCE = 3;

/**
 * Warns about unknown names and unreadable lines of the settings file, and about variables of the environment that are
 * almost the name of a setting. Other variables of the environment belong to other programs.
 *
 * @example for (const { name, text } of misspelledSettings(config, context)) report.warn(`${name} ${text}`);
 */
export function misspelledSettings(
  { secrets }: Pick<ActionConfig, "secrets">,
  { environment, envFile }: Pick<CommandContext, "environment" | "envFile">,
): SettingWarning[] {
  const applications = [ACTION_NAMES, DEPLOY_APPLICATION, SYNC_APPLICATION];
  const known = new Set([
    ...secrets.map(({ name }) => name),
    ...applications.flatMap(({ idName, secretName }) => [idName, secretName]),
  ]);
  const isUnknown = (name: string) => !known.has(name) && !OTHER_VARIABLES.test(name);
  const entries = envFile?.entries ?? [];
  const ofFile = entries
    .filter(({ name }) => isUnknown(name))
    .map(({ name, line }) => {
      const meant = findSimilar(name, known);
      const remedy = meant === undefined ? "correct or remove it" : `did you mean ${meant}?`;
      return { name, text: `is not a setting (${envFile?.path ?? ""}, line ${line}): ${remedy}` };
    });
  const others = Object.keys(environment).filter(
    (name) => isUnknown(name) && entries.every((entry) => entry.name !== name),
  );
  const ofEnvironment = others.flatMap((name) => {
    const meant = findSimilar(name, known);
    return meant !== undefined && firstWord(meant) === firstWord(name)
      ? [{ name, text: `is not a setting (environment): did you mean ${meant}?` }]
      : [];
  });
  return [...ofFile, ...(envFile ? describeUnreadable(envFile) : []), ...ofEnvironment];
}

function firstWord(name: string): string {
  return name.split("_")[0] ?? "";
}

function describeUnreadable({ path, unreadableLines }: EnvFile): SettingWarning[] {
  if (unreadableLines.length === 0) return [];
  const ranges: [first: number, last: number][] = [];
  for (const line of unreadableLines) {
    const range = ranges.at(-1);
    if (range?.[1] === line - 1) range[1] = line;
    else ranges.push([line, line]);
  }
  const texts = ranges.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`));
  return [
    {
      name: `${path}, line${unreadableLines.length > 1 ? "s" : ""} ${texts.join(", ")}`,
      text: "cannot be read: write NAME=value, and put a value with several lines in quotes",
    },
  ];
}

/** The most similar of the `known` names, if at most a quarter of the characters differ. */
function findSimilar(name: string, known: ReadonlySet<string>): string | undefined {
  const limit = Math.min(MAX_DISTANCE, Math.floor(name.length / 4));
  const [best] = [...known]
    .map((setting) => ({ setting, distance: distanceBetween(name.toUpperCase(), setting) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best?.setting;
}

/**
 * Number of characters to insert, delete, replace or swap with the next one.
 *
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance
 */
function distanceBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Infinity;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost, swapped));
    }
  }
  return at(a.length, b.length);
}
