/**
 * What the commands of the program have in common.
 *
 * @module
 */

import type { Command } from "commander";
import type { CommandContext } from "./shared/context";
import { requireOptionsOfNpm } from "./shared/npm-options";

/** The command that the arguments choose. */
export interface ChosenCommand {
  readonly name: string;
  /** Whether standard output is one JSON document, even if the command fails. */
  readonly isJson: boolean;
  /** Whether it uses settings or credentials, which a file may hold. */
  readonly usesSettings: boolean;
  /** The file of `--env-file`. */
  readonly envFile?: string | undefined;
  /** Whether it describes how to create that file, so that a missing one counts as empty. */
  readonly createsEnvFile?: true;
  /** Whether it sends requests, so that the settings of a proxy must be valid. */
  readonly sendsRequests?: boolean;
  /** @returns the exit code */
  run(context: CommandContext): Promise<number>;
}

export type Choose = (command: ChosenCommand) => void;

/** The program to which commands are added, and the function that receives the chosen one. */
export interface Target {
  readonly program: Command;
  readonly choose: Choose;
  readonly environment: CommandContext["environment"];
}

/** Loads the function that runs a command and returns the exit code. */
type Load = () => Promise<(options: never, context: CommandContext) => number | Promise<number>>;

/**
 * Adds a command that uses settings.
 *
 * @param traits by default, it sends requests
 */
export function addCommand(
  { program, choose, environment }: Target,
  name: string,
  description: string,
  load: Load,
  traits: Pick<ChosenCommand, "sendsRequests" | "createsEnvFile"> = { sendsRequests: true },
): Command {
  return program
    .command(name)
    .description(description)
    .option("--env-file <file>", "read settings and credentials from this file instead of .env")
    .action(({ envFile, ...options }: { envFile?: string; json?: boolean }, command: Command) => {
      requireOptionsOfNpm(command, environment);
      choose({
        ...traits,
        name,
        isJson: options.json ?? false,
        usesSettings: true,
        envFile,
        run: async (context) => (await load())({ ...options, envFile } as never, context),
      });
    });
}
