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
import { auth0Steps } from "./auth0";
import { entraSteps } from "./entra";
import { type Plan, planSetup } from "./plan";
import { INDENT, command, quote } from "./shell";
import { showSteps } from "./show";
import type { Step } from "./step";

export interface SetupOptions {
  /** File of `--env-file`. */
  readonly envFile?: string | undefined;
}

const INTRODUCTION = [
  "This command runs nothing. Run the commands below yourself, step by step, in one session of a POSIX shell (bash, zsh), in the folder of this project. They need the Azure CLI (az), the Auth0 CLI (auth0) and Node.js.",
  "On Windows, use WSL. In PowerShell, variables ($name = ...), quotation marks and continued lines (`) differ.",
  "The steps depend on the settings. Set the switches of the parts first, and run setup again at any time.",
];

/** Prints the steps for the current settings. @returns the exit code */
export function setup({ envFile }: SetupOptions, context: CommandContext): number {
  const { stdout, folder, environment } = context;
  const plan = planSetup(environment, readConfig(folder).name, envFile ?? ".env");
  const report = createReport(context);
  for (const name of plan.invalid) {
    report.warn(`${name} is not valid, so it is treated as not set`);
  }
  const width = widthOf(stdout, context);
  const steps = [fileStep(plan), ...entraSteps(plan), ...auth0Steps(plan)];
  const parts = [
    ...INTRODUCTION.map((text) => wrap(text, width)),
    showSteps(steps, plan.file, colorsFor(stdout, context), width),
    nextCommands(envFile),
  ];
  stdout.write(`${parts.join("\n\n")}\n`);
  return 0;
}

/** Only its owner may read the file, because it contains secrets. */
function fileStep({ file }: Plan): Step {
  return {
    title: "Create the settings file",
    notes: ["The next steps add lines to it. A later line overrides an earlier one with the same name."],
    commands: [
      command(`[ -e ${quote(file)} ] ||`, `cp .env.example ${quote(file)}`),
      command("chmod 600", quote(file)),
      // Without a line break at its end, the first line would become a part of the last one.
      command(`[ -z "$(tail -c 1 ${quote(file)})" ] ||`, `echo >> ${quote(file)}`),
    ],
  };
}

function nextCommands(envFile: string | undefined): string {
  const option = envFile === undefined ? [] : [`--env-file ${quote(envFile)}`];
  const code = [
    command("npm run doctor --", "--user ID", ...option),
    command("npm run deploy --", "--dry-run", ...option),
    command("npm run deploy", ...(envFile === undefined ? [] : ["--", ...option])),
  ];
  const lines = code.flatMap((each) => each.split("\n")).map((line) => `${" ".repeat(INDENT)}${line}`);
  return ["Next, with the Entra object ID of a test user as ID:", "", ...lines].join("\n");
}
