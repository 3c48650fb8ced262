/**
 * `npm run doctor`: tries everything that the Action does except writing, and prints what to change.
 *
 * @module
 */

import { readConfiguration } from "../../login/configuration";
import { isGuid } from "../../settings/parse";
import type { CommandContext } from "../shared/context";
import { colorsFor } from "../shared/colors";
import { UsageError } from "../shared/exit";
import { printWrapped, widthOf } from "../shared/output";
import type { Section } from "./checks";
import { checkEntra } from "./entra";
import { checkGraph } from "./graph";
import { watchHosts } from "../shared/hosts";
import { checkManagement } from "./management";
import { checkSettings } from "./settings";
import { showSections } from "./show";

export interface DoctorOptions {
  readonly user?: string;
}

/** Milliseconds. Longer than in production, because this machine can be farther from Microsoft than Auth0 is. */
const MIN_TIMEOUT_MS = 5000;

/** Prints all checks. Writes nothing. @returns the exit code: 1 if a check failed */
export async function doctor({ user }: DoctorOptions, context: CommandContext): Promise<number> {
  if (user !== undefined && !isGuid(user)) {
    throw new UsageError("--user must be the Entra object id of a user, a GUID");
  }
  const sections = await check(user, context);
  context.stdout.write(
    `${showSections(sections, colorsFor(context.stdout, context), widthOf(context.stdout, context))}\n`,
  );
  const count = sections.flatMap(({ checks }) => checks).filter(({ mark }) => mark === "failed").length;
  if (count === 0) return 0;
  const checks = count === 1 ? "1 check" : `${count} checks`;
  printWrapped(
    context.stderr,
    context,
    `${checks} failed. Apply the fix next to each ✗, then run \`npm run doctor\` again.`,
  );
  return 1;
}

async function check(user: string | undefined, context: CommandContext): Promise<Section[]> {
  const { environment } = context;
  const configuration = readConfiguration(environment);
  const { settings, parts } = configuration;
  const timeoutMs = Math.max(settings.timeBudgetMs, MIN_TIMEOUT_MS);
  const hosts = watchHosts();
  try {
    const [{ check: tokenCheck, token }, management] = await Promise.all([
      checkEntra(settings, hosts, timeoutMs),
      checkManagement(settings, hosts, timeoutMs),
    ]);
    const reads = await checkGraph({ settings, parts, token, userId: user, hosts, timeoutMs });
    return [
      { title: "Settings", checks: checkSettings(configuration, environment) },
      { title: `Microsoft Entra ID, ${settings.cloud.name} cloud`, checks: [tokenCheck] },
      { title: user ? "Microsoft Graph" : "Microsoft Graph, without a user", checks: reads },
      { title: "Auth0 Management API", checks: management },
    ];
  } finally {
    hosts.stop();
  }
}
