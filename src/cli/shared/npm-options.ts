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
    return (
      !isGiven && !SETTINGS_OF_NPM.includes(name) && `npm_config_${name.replaceAll("-", "_")}` in environment
    );
  });
  if (!lost) return;
  throw new UsageError(
    `npm took ${lost.long} for its own option: put -- before the options, as in npm run ${command.name()} -- ${lost.long}`,
  );
}
