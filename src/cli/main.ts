/**
 * The command line: what an administrator runs on their own machine.
 *
 * @module
 */

import { Command } from "commander";
import { UsageError } from "./exit";
import { type ReplayOptions, replay } from "./replay/command";

const program = new Command("entra-enrichment").description(
  "Enrich Entra logins in Auth0: try it, deploy it, look after it",
);

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

program.exitOverride((error) => {
  process.exit(error.exitCode === 0 ? 0 : 2);
});

program.parseAsync().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
