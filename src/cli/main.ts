/**
 * The command line: what an administrator runs on their own machine.
 *
 * @module
 */

import { Command } from "commander";
import { readConfig } from "./shared/config";
import { isDebugging, whereItHappened } from "./shared/debug";
import { type DeployOptions, deploy } from "./deploy/command";
import { type DoctorOptions, doctor } from "./doctor/command";
import { envExample } from "./deploy/env-example";
import { UsageError } from "./shared/exit";
import { type ExportOptions, exportAction } from "./export/command";
import { type RecordOptions, record } from "./record/command";
import { type ReplayOptions, replay } from "./replay/command";

const program = new Command("entra-enrichment").description(
  "Enrich Entra logins in Auth0: try it, deploy it, look after it",
);

// Before the commands, which take it over when they are made.
program.exitOverride((error) => {
  process.exit(error.exitCode === 0 ? 0 : 2);
});

program
  .command("replay")
  .description("run the built Action, as Auth0 would, against recorded logins")
  .option("--list", "list the scenarios")
  .option("--scenario <name>", "play this one")
  .option("--all", "play all of them")
  .option("--json", "print one JSON document")
  .action(async (options: ReplayOptions) => {
    process.exitCode = await replay(options);
  });

program
  .command("doctor")
  .description("try settings, tokens, permissions and reads, and say what to change; writes nothing")
  .option("--user <id>", "Entra object id of a person to read; without it permissions are tried on nobody")
  .action(async (options: DoctorOptions) => {
    process.exitCode = await doctor(options);
  });

program
  .command("deploy")
  .description("create or update the Action in Auth0, deploy it and add it to the post-login flow")
  .option("--dry-run", "say what would change, and change nothing")
  .option("--no-bind", "leave the flow alone")
  .option("--prune", "remove secrets from the Action that are not set here")
  .option("--wait <seconds>", "how long Auth0 may take to build it", "120")
  .action(async (options: DeployOptions) => {
    process.exitCode = await deploy(options);
  });

program
  .command("export")
  .description(
    "write the Action as an auth0-deploy-cli directory and as a Terraform file, without any secret value",
  )
  .option("--out <dir>", "where to", "dist/export")
  .action((options: ExportOptions) => {
    process.exitCode = exportAction(options);
  });

program
  .command("env-example", { hidden: true })
  .description("print .env.example, from actions.config.json")
  .action(() => {
    process.stdout.write(envExample(readConfig()));
  });

program
  .command("record")
  .description("keep one real login as a scenario, with everybody and everything in it replaced")
  .requiredOption("--user <id>", "Entra object id of the person to read")
  .option("--scenario <name>", "name of the scenario; recorded-<date> when left out")
  .action(async (options: RecordOptions) => {
    process.exitCode = await record(options);
  });

program
  .parseAsync()
  .catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    if (isDebugging) process.stderr.write(`${whereItHappened(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  })
  .finally(() => {
    // The Auth0 client leaves its time-out running when a connection fails: half a minute of waiting for nothing.
    process.stderr.write("", () => process.stdout.write("", () => process.exit()));
  });
