/**
 * Options that npm did not pass on.
 *
 * @module
 */

import type { Command } from "commander";
import { UsageError } from "./exit";

/** Options that are also settings of npm, which a user may have made for npm. They do not prove that `--` is missing. */
const SETTINGS_OF_NPM = ["json", "user", "all"];

/**
 * Settings of npm that it sets instead, because it completes abbreviations.
 *
 * @see https://docs.npmjs.com/cli/using-npm/config#shorthands-and-other-cli-niceties
 */
const COMPLETED: Readonly<Record<string, string>> = { to: "token-description" };

/** The script of package.json that starts a command. */
export function scriptOf(command: string): string {
  return command === "replay" ? "npm start" : `npm run ${command}`;
}

/**
 * Without `--`, `npm run deploy --dry-run` takes the option for its own setting and runs the command without it, so a
 * real deployment would follow. npm passes its settings in the environment.
 *
 * @throws {@link UsageError} if the command was started without an option that npm was started with
 * @see https://docs.npmjs.com/cli/commands/npm-run for `--`
 */
export function requireOptionsOfNpm(command: Command, environment: Readonly<Record<string, string>>): void {
  const lost = command.options.find((option) => {
    const name = (option.long ?? "").replace(/^--(?:no-)?/, "");
    const isGiven = command.getOptionValueSource(option.attributeName()) === "cli";
    if (isGiven || SETTINGS_OF_NPM.includes(name)) return false;
    return [name, COMPLETED[name] ?? name].some(
      (setting) => `npm_config_${setting.replaceAll("-", "_")}` in environment,
    );
  });
  if (!lost) return;
  throw new UsageError(
    `npm took ${lost.long} for its own option: put -- before the options, as in ${scriptOf(command.name())} -- ${lost.long}`,
  );
}
