/**
 * `npm run doctor`: tries everything that the Action does except writing, and prints what to change.
 *
 * @module
 */

import { isGuid } from "../../settings/parse";
import type { CommandContext } from "../shared/context";
import { colorsFor } from "../shared/colors";
import { readConfig } from "../shared/config";
import { UsageError } from "../shared/exit";
import { watchHosts } from "../shared/hosts";
import { type HtmlFile, openHtmlFile } from "../shared/html/file";
import { misspelledSettings } from "../shared/misspelled-settings";
import { printWrapped, widthOf } from "../shared/output";
import { readPartSwitches } from "../shared/part-switches";
import { createReport } from "../shared/report";
import { readLocalSecrets } from "../shared/secrets";
import type { Check, Section } from "./checks";
import { checkEntra } from "./entra";
import { checkGraph } from "./graph";
import { checkManagement } from "./management";
import { checkSettings } from "./settings";
import { readSignIns } from "./sign-ins";
import { showSections } from "./show";

export interface DoctorOptions {
  readonly user?: string;
  readonly json?: boolean;
  /** File of the page. */
  readonly html?: string;
}

/** Milliseconds. Longer than in production, because this machine can be farther from Microsoft than Auth0 is. */
const MIN_TIMEOUT_MS = 5000;

/** Prints all checks. Writes nothing. @returns the exit code: 1 if a check failed */
export async function doctor({ user, json, html }: DoctorOptions, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  if (user !== undefined && !isGuid(user)) {
    throw new UsageError("--user must be the Entra object ID of a user, a GUID");
  }
  const file = html === undefined ? undefined : openHtmlFile(html, context.folder);
  const sections = await checkAndWrite(user, context, file);
  const count = sections.flatMap(({ checks }) => checks).filter(({ mark }) => mark === "failed").length;
  const output = json
    ? JSON.stringify({ doctor: count === 0 ? "passed" : "failed", sections: sections.map(toJson) })
    : showSections(sections, colorsFor(stdout, context), widthOf(stdout, context));
  stdout.write(`${output}\n`);
  if (file) createReport(context, json).done(`Page written: ${html}`);
  if (count === 0) return 0;
  const checks = count === 1 ? "1 check" : `${count} checks`;
  printWrapped(
    stderr,
    context,
    `${checks} failed. Apply the fix next to each ✗, then run \`npm run doctor\` again.`,
  );
  return 1;
}

/** The section with complete texts, so that each check is readable on its own. */
function toJson({ title, checks }: Section): Section {
  const toCheck = ({ mark, name, text, url }: Check): Check => ({ mark, name, text, ...(url && { url }) });
  return { title, checks: checks.map(toCheck) };
}

/** Checks, and writes the page if there is a file for it. */
async function checkAndWrite(user: string | undefined, context: CommandContext, file: HtmlFile | undefined) {
  try {
    const sections = await check(user, context);
    if (file) {
      const { doctorPage } = await import("./page");
      file.write(doctorPage(sections, context.clock.now()));
    }
    return sections;
  } finally {
    file?.end();
  }
}

async function check(user: string | undefined, context: CommandContext): Promise<Section[]> {
  const { environment, folder, clock } = context;
  const config = readConfig(folder);
  const local = readLocalSecrets(config, environment, clock.now());
  const { configuration, certificate } = local;
  const { settings, parts } = configuration;
  const timeoutMs = Math.max(settings.timeBudgetMs, MIN_TIMEOUT_MS);
  const signIns = readSignIns(settings, environment);
  const hosts = watchHosts();
  try {
    const [{ check: tokenCheck, token }, management] = await Promise.all([
      checkEntra({ settings, certificate, hosts, timeoutMs }),
      checkManagement(signIns, hosts, timeoutMs),
    ]);
    const switches = readPartSwitches(parts, config, environment);
    const reads = await checkGraph({ settings, parts, switches, token, userId: user, hosts, timeoutMs });
    return [
      { title: "Settings", checks: checkSettings(local, misspelledSettings(config, context)) },
      { title: `Microsoft Entra ID, ${settings.cloud.name} cloud`, checks: [tokenCheck] },
      { title: user ? "Microsoft Graph" : "Microsoft Graph, without a user", checks: reads },
      ...signIns.map(({ application }, index) => ({
        title: `Auth0 Management API, used by ${application.usedBy}`,
        checks: management[index] ?? [],
      })),
    ];
  } finally {
    hosts.stop();
  }
}
