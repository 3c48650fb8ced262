/**
 * The command line that an administrator runs.
 *
 * @module
 */

import { CommanderError } from "commander";
import type { ChosenCommand } from "./add-command";
import { createProgram } from "./commands";
import type { CommandContext } from "./shared/context";
import { describeError, isDebugging } from "./shared/debug";
import { readEnvironment } from "./shared/environment";
import { UsageError } from "./shared/exit";
import { printWrapped, printable } from "./shared/output";

/**
 * Runs one command. Never throws and never ends the process.
 *
 * @param args what follows `node dist/cli.js`
 * @returns the exit code: 0 success, 1 failure, 2 wrong usage
 */
export async function runCommandLine(args: readonly string[], context: CommandContext): Promise<number> {
  let chosen: ChosenCommand | undefined;
  // For `sync`, 2 means that users failed.
  const wrongUsage = args[0] === "sync" ? 1 : 2;
  try {
    const program = createProgram(context, (command) => {
      chosen = command;
    });
    await program.parseAsync([...args], { from: "user" });
    return chosen ? await runCommand(chosen, context) : 0;
  } catch (error) {
    const message = printable(error instanceof Error ? error.message : String(error));
    if (error instanceof CommanderError) {
      // Commander has already printed its own message, or the help text.
      if (error.exitCode === 0) return 0;
      if (args.includes("--json")) printFailure(context, args[0], message.replace(/^error: /, ""));
      return wrongUsage;
    }
    printWrapped(context.stderr, context, message);
    if (chosen?.isJson) printFailure(context, chosen.name, message);
    if (isDebugging(context.environment)) context.stderr.write(`${describeError(error)}\n`);
    return error instanceof UsageError ? wrongUsage : 1;
  }
}

/** Prints the document of `--json`. A program that reads it must get one even if the command fails. */
function printFailure({ stdout }: CommandContext, name = "command", error: string): void {
  stdout.write(`${JSON.stringify({ [name]: "failed", error })}\n`);
}

async function runCommand(command: ChosenCommand, context: CommandContext): Promise<number> {
  if (!command.usesSettings) return command.run(context);
  const { envFile: path, createsEnvFile } = command;
  const { environment, envFile } = readEnvironment(context, path, createsEnvFile);
  const run = async () => command.run({ ...context, environment, envFile });
  return command.sendsRequests ? (await import("./shared/proxy")).withProxy(environment, run) : run();
}
