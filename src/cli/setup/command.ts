/**
 * `npm run setup`: prints the commands that create the app registration and the Auth0 applications. Runs none of
 * them and sends no request.
 *
 * @module
 */

import { colorsFor } from "../shared/colors";
import { readConfig } from "../shared/config";
import type { CommandContext } from "../shared/context";
import { widthOf, wrap } from "../shared/output";
import { createReport } from "../shared/report";
import { showAssumptions } from "./assumptions";
import { auth0Steps } from "./auth0";
import { setCloud } from "./azure-cli";
import { entraSteps } from "./entra";
import { planSetup } from "./plan";
import { fileStep, isIgnoredByGit } from "./settings-file";
import { command, quote } from "./shell";
import { showCommands, showSteps } from "./show";

export interface SetupOptions {
  /** File of `--env-file`. */
  readonly envFile?: string | undefined;
}

const INTRODUCTION = [
  "This command runs nothing. Run the commands below yourself, step by step, in one session of a POSIX shell (bash, zsh), in the folder of this project. They need the Azure CLI (az), the Auth0 CLI (auth0) and Node.js.",
  "On Windows, use WSL. In PowerShell, variables ($name = ...), quotation marks and continued lines (`) differ.",
];

/** Prints the steps for the current settings. @returns the exit code */
export function setup({ envFile }: SetupOptions, context: CommandContext): number {
  const { stdout, folder, environment } = context;
  const plan = planSetup(environment, readConfig(folder), envFile ?? ".env");
  const report = createReport(context);
  if (!isIgnoredByGit(plan.file)) {
    report.warn(
      `secrets are written to ${plan.file}, but git may not ignore it: use a name such as .env.test`,
    );
  }
  for (const name of plan.invalid) {
    report.warn(`${name} is not valid, so it is treated as not set`);
  }
  const width = widthOf(stdout, context);
  const steps = [fileStep(plan.file), ...entraSteps(plan), ...auth0Steps(plan)];
  const parts = [
    showAssumptions(plan, width),
    ...INTRODUCTION.map((text) => wrap(text, width)),
    showSteps(steps, plan.file, colorsFor(stdout, context), width),
    nextCommands(envFile),
    ...(plan.cloud.name === "global" ? [] : [returnToGlobalCloud()]),
  ];
  stdout.write(`${parts.join("\n\n")}\n`);
  return 0;
}

function nextCommands(envFile: string | undefined): string {
  const option = envFile === undefined ? [] : [`--env-file ${quote(envFile)}`];
  const code = [
    command("npm run doctor --", "--user ID", ...option),
    command("npm run deploy --", "--dry-run", ...option),
    command("npm run deploy", ...(envFile === undefined ? [] : ["--", ...option])),
  ];
  return ["Next, with the Entra object ID of a test user as ID:", "", ...showCommands(code)].join("\n");
}

/** The cloud of the Azure CLI applies to all later commands of this user. */
function returnToGlobalCloud(): string {
  return [
    "At the end, return the Azure CLI to the global cloud:",
    "",
    ...showCommands([setCloud("global")]),
  ].join("\n");
}
