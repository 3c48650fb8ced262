/**
 * The command line that an administrator runs. Each command is loaded only if it is called, so `--help` is quick.
 *
 * @module
 */

import { Command, CommanderError } from "commander";
import type { DeployOptions } from "./deploy/command";
import type { DoctorOptions } from "./doctor/command";
import type { ExportOptions } from "./export/command";
import type { RecordOptions } from "./record/command";
import type { ReplayOptions } from "./replay/command";
import type { CommandContext } from "./shared/context";
import { describeError, isDebugging } from "./shared/debug";
import { UsageError } from "./shared/exit";
import type { SyncCommandOptions } from "./sync/options";

type Run = (context: CommandContext) => Promise<number>;

/**
 * Runs one command. Never throws and never ends the process.
 *
 * @param args what follows `node dist/cli.js`
 * @returns the exit code: 0 success, 1 failure, 2 wrong usage
 */
export async function runCommandLine(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    let run: Run | undefined;
    const program = createProgram(context, (chosen) => {
      run = chosen;
    });
    await program.parseAsync([...args], { from: "user" });
    return run ? await run(context) : 0;
  } catch (error) {
    // Of `sync`, 2 says that users failed.
    const wrongUsage = args[0] === "sync" ? 1 : 2;
    // Commander has already printed its own message, or the help text.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUsage;
    context.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (isDebugging(context.environment)) context.stderr.write(`${describeError(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function createProgram(context: CommandContext, choose: (run: Run) => void): Command {
  const program = new Command("entra-enrichment").description(
    "Try, check and deploy the Action that enriches Microsoft Entra users in Auth0",
  );
  // Commands copy these settings from the program when they are added.
  program.exitOverride().configureOutput({
    writeOut: (text) => {
      context.stdout.write(text);
    },
    writeErr: (text) => {
      context.stderr.write(text);
    },
    getOutHelpWidth: () => context.stdout.columns ?? 80,
    getErrHelpWidth: () => context.stderr.columns ?? 80,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  addReplay(program, choose);
  addDoctor(program, choose);
  addDeploy(program, choose);
  addExport(program, choose);
  addRecord(program, choose);
  addSync(program, choose);
  return program;
}

function addReplay(program: Command, choose: (run: Run) => void): void {
  program
    .command("replay")
    .description("run the built Action as Auth0 does, against recorded responses")
    .option("--list", "list the scenarios")
    .option("--scenario <name>", "run this scenario")
    .option("--all", "run all scenarios")
    .option("--json", "print one JSON document")
    .action((options: ReplayOptions) => {
      choose(async (context) => (await import("./replay/command")).replay(options, context));
    });
}

function addDoctor(program: Command, choose: (run: Run) => void): void {
  program
    .command("doctor")
    .description("check settings, tokens, permissions and reads, and print what to change; changes nothing")
    .option("--user <id>", "Entra object id of the user to read; without it, no user data is read")
    .action((options: DoctorOptions) => {
      choose(async (context) => (await import("./doctor/command")).doctor(options, context));
    });
}

function addDeploy(program: Command, choose: (run: Run) => void): void {
  program
    .command("deploy")
    .description("create or update the Action in Auth0, deploy it and add it to the post-login flow")
    .option("--dry-run", "print what would change, without changing anything")
    .option("--no-bind", "do not change the flow")
    .option("--prune", "remove secrets of the Action that are not set in the environment")
    .option("--wait <seconds>", "maximum time to wait for the build, and again for the new version", "120")
    .action((options: DeployOptions) => {
      choose(async (context) => (await import("./deploy/command")).deploy(options, context));
    });
  program
    .command("env-example", { hidden: true })
    .description("print .env.example, generated from actions.config.json")
    .action(() => {
      choose(async (context) => (await import("./deploy/env-example")).printEnvExample(context));
    });
}

function addExport(program: Command, choose: (run: Run) => void): void {
  program
    .command("export")
    .description(
      "write the Action for auth0-deploy-cli and Terraform, and schedules of sync, without secret values",
    )
    .option("--out <dir>", "directory to write to", "dist/export")
    .action((options: ExportOptions) => {
      choose(async (context) => (await import("./export/command")).exportAction(options, context));
    });
}

function addRecord(program: Command, choose: (run: Run) => void): void {
  program
    .command("record")
    .description("save one real login as a scenario, with personal data replaced")
    .requiredOption("--user <id>", "Entra object id of the user to read")
    .option("--scenario <name>", "name of the scenario; default: recorded-<date>")
    .action((options: RecordOptions) => {
      choose(async (context) => (await import("./record/command")).record(options, context));
    });
}

function addSync(program: Command, choose: (run: Run) => void): void {
  const collect = (name: string, names: readonly string[] = []) => [...names, name];
  program
    .command("sync")
    .description("bring all Auth0 users of Entra connections up to date, without a login")
    .option("--dry-run", "read everything and write nothing")
    .option("--user <id>", "only this user: Entra object id or Auth0 user id")
    .option("--connection <name>", "only users of this connection; may be repeated", collect)
    .option("--parts <list>", "only these parts, comma-separated")
    .option("--photos <whose>", "all, share (each day a seventh of the people) or none", "share")
    .option("--max-removals <limit>", "maximum removals of a part: N or P%; default: 5%, but at least 10")
    .option("--max-minutes <minutes>", "stop after this time; the next run continues")
    .option("--json", "print only the summary on standard output")
    .option("--report <file>", "write one line of JSON for each user who was not unchanged")
    .action((options: SyncCommandOptions) => {
      choose(async (context) => (await import("./sync/command")).sync(options, context));
    });
}
