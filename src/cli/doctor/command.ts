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
import { writePage } from "../shared/html/write-page";
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

/** Prints all checks. Changes nothing. @returns the exit code: 1 if a check failed, or the page was not written */
export async function doctor({ user, json, html }: DoctorOptions, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  if (user !== undefined && !isGuid(user)) {
    throw new UsageError("--user must be the Entra object ID of a user, a GUID");
  }
  const file = html === undefined ? undefined : openHtmlFile(html, context.folder);
  try {
    const sections = await check(user, context);
    const count = sections.flatMap(({ checks }) => checks).filter(({ mark }) => mark === "failed").length;
    const output = json
      ? JSON.stringify({ doctor: count === 0 ? "passed" : "failed", sections: sections.map(toJson) })
      : showSections(sections, colorsFor(stdout, context), widthOf(stdout, context));
    stdout.write(`${output}\n`);
    if (count > 0) printWrapped(stderr, context, failureText(count));
    const isWritten = file === undefined || (await writeChecks(file, sections, json, context));
    return count === 0 && isWritten ? 0 : 1;
  } finally {
    file?.end();
  }
}

function failureText(count: number): string {
  const checks = count === 1 ? "1 check" : `${count} checks`;
  return `${checks} failed. Apply the fix next to each ✗, then run \`npm run doctor\` again.`;
}

async function writeChecks(
  file: HtmlFile,
  sections: readonly Section[],
  isJson: boolean | undefined,
  context: CommandContext,
): Promise<boolean> {
  const render = async () => (await import("./page")).doctorPage(sections, context.clock.now());
  return writePage(file, render, createReport(context, isJson));
}

/** The section with complete texts, so that each check is readable on its own. */
function toJson({ title, checks }: Section): Section {
  const toCheck = ({ mark, name, text, url }: Check): Check => ({ mark, name, text, ...(url && { url }) });
  return { title, checks: checks.map(toCheck) };
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
