/**
 * The commands and their options. Each command is loaded only if it is called, so `--help` is quick.
 *
 * @module
 */

import { Command } from "commander";
import { version } from "../../package.json";
import type { ReplayOptions } from "./replay/command";
import type { CommandContext } from "./shared/context";
import { type Choose, type Target, addCommand } from "./add-command";
import { requireOptionsOfNpm, scriptOf } from "./shared/npm-options";
import { widthOf } from "./shared/output";

/** Creates the program. @param choose called with the chosen command when the arguments are parsed */
export function createProgram(context: CommandContext, choose: Choose): Command {
  const { stdout, stderr } = context;
  const program = new Command("entra-enrichment")
    .description("Try, check and deploy the Action that enriches Microsoft Entra users in Auth0")
    .version(version);
  // Commands copy these settings from the program when they are added.
  program
    .exitOverride()
    .showHelpAfterError("(use --help for the options)")
    .configureHelp({ commandUsage })
    .configureOutput({
      writeOut: (text) => {
        stdout.write(text);
      },
      writeErr: (text) => {
        stderr.write(text);
      },
      getOutHelpWidth: () => widthOf(stdout, context),
      getErrHelpWidth: () => widthOf(stderr, context),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const target = { program, choose, environment: context.environment };
  addReplay(target);
  addSetup(target);
  addDoctor(target);
  addDeploy(target);
  addStatus(target);
  addRollback(target);
  addRemove(target);
  addEnvExample(target);
  addExport(target);
  addRecord(target);
  addSync(target);
  return program;
}

/** The usage line, with the script of package.json that starts the command. */
function commandUsage(command: Command): string {
  return `${scriptOf(command.parent ? command.name() : "COMMAND")} -- [options]`;
}

function addReplay({ program, choose, environment }: Target): void {
  program
    .command("replay")
    .description("run the built Action as Auth0 does, against recorded responses")
    .option("--list", "list the scenarios")
    .option("--scenario <name>", "run this scenario")
    .option("--all", "run all scenarios")
    .option("--json", "print one JSON document")
    .option("--html [file]", "write a page; default: dist/html/SCENARIO.html, with --all dist/html/all.html")
    .action((options: ReplayOptions, command: Command) => {
      requireOptionsOfNpm(command, environment);
      choose({
        name: "replay",
        isJson: options.json ?? false,
        usesSettings: false,
        run: async (context) => (await import("./replay/command")).replay(options, context),
      });
    });
}

function addSetup(target: Target): void {
  addCommand(
    target,
    "setup",
    "print the commands that create the app registration and the Auth0 applications; runs none of them",
    async () => (await import("./setup/command")).setup,
    { createsEnvFile: true },
  );
}

function addDoctor(target: Target): void {
  addCommand(
    target,
    "doctor",
    "check settings, tokens, permissions and reads, and print what to change; changes nothing",
    async () => (await import("./doctor/command")).doctor,
  )
    .option("--user <id>", "Entra object ID of the user to read; without it, no user data is read")
    .option("--json", "print one JSON document on standard output")
    .option("--html <file>", "write the checks as a page");
}

function addDeploy(target: Target): void {
  addCommand(
    target,
    "deploy",
    "create or update the Action in Auth0, deploy it and add it to the post-login flow",
    async () => (await import("./deploy/command")).deploy,
  )
    .option("--dry-run", "print what would change, without changing anything")
    .option("--no-bind", "do not change the flow")
    .option("--prune", "remove secrets of the Action that are not set in the environment")
    .option("--keep-secrets", "keep the secrets in Auth0 as they are; needs no secret values")
    .option("--json", "print one JSON document on standard output")
    .option(
      "--wait <seconds>",
      "maximum time to wait for the build, and then again until the new version is live",
      "120",
    );
}

function addStatus(target: Target): void {
  addCommand(
    target,
    "status",
    "print what is deployed, what differs from the local files, and the position in the flow; changes nothing",
    async () => (await import("./status/command")).status,
  ).option("--json", "print one JSON document on standard output");
}

function addRollback(target: Target): void {
  addCommand(
    target,
    "rollback",
    "deploy the version before the current one again",
    async () => (await import("./rollback/command")).rollback,
  ).option("--to <version>", "number of the version to deploy");
}

function addRemove(target: Target): void {
  addCommand(
    target,
    "remove",
    "remove the Action from the post-login flow; other Actions keep their order",
    async () => (await import("./remove/command")).remove,
  ).option("--delete", "also delete the Action, with its versions and secrets");
}

function addEnvExample({ program, choose }: Target): void {
  program
    .command("env-example", { hidden: true })
    .description("print .env.example, generated from actions.config.json")
    .action(() => {
      choose({
        name: "env-example",
        isJson: false,
        usesSettings: false,
        run: async (context) => (await import("./deploy/env-example")).printEnvExample(context),
      });
    });
}

function addExport(target: Target): void {
  addCommand(
    target,
    "export",
    "write the Action for auth0-deploy-cli and Terraform, a workflow that deploys it, and schedules of sync, without secret values",
    async () => (await import("./export/command")).exportAction,
    {},
  ).option("--out <dir>", "directory to write to", "dist/export");
}

function addRecord(target: Target): void {
  addCommand(
    target,
    "record",
    "save one real login as a scenario, with personal data replaced",
    async () => (await import("./record/command")).record,
  )
    .requiredOption("--user <id>", "Entra object ID of the user to read")
    .option("--scenario <name>", "name of the scenario; default: recorded-<date>");
}

function addSync(target: Target): void {
  const collect = (name: string, names: readonly string[] = []) => [...names, name];
  addCommand(
    target,
    "sync",
    "update all Auth0 users of Entra connections without a login",
    async () => (await import("./sync/command")).sync,
  )
    .option("--dry-run", "read everything and write nothing")
    .option("--user <id>", "only this user: Entra object ID or Auth0 user ID")
    .option("--connection <name>", "only users of this connection; may be repeated", collect)
    .option("--parts <list>", "only these parts, comma-separated")
    .option("--photos <whose>", "all, share (each day a seventh of the people) or none", "share")
    .option("--max-removals <limit>", "maximum removals of a part: N or P%; default: 5%, but at least 10")
    .option("--max-minutes <minutes>", "stop after this time; the next run continues")
    .option("--json", "print only the summary on standard output")
    .option("--report <file>", "write one line of JSON for each user, except unchanged ones")
    .option("--html <file>", "write a page about the run");
}
