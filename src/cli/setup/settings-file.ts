/**
 * The file that the commands write settings and secrets to.
 *
 * @module
 */

import { basename } from "node:path";
import { command, quote } from "./shell";
import type { Step } from "./step";

const EXAMPLE = ".env.example";

/** Whether `.gitignore` of this project excludes the file. */
export function isIgnoredByGit(file: string): boolean {
  const name = basename(file);
  return name !== EXAMPLE && (name === ".env" || name.startsWith(".env."));
}

/** NAME of a file `.env.NAME`. Only characters that are safe in a shell, a query and a filter are accepted. */
export function environmentName(file: string): string | undefined {
  return isIgnoredByGit(file) ? /^\.env\.([\w.-]+)$/.exec(basename(file))?.[1] : undefined;
}

/** Only its owner may read the file, because it contains secrets. */
export function fileStep(file: string): Step {
  return {
    title: "Create the settings file",
    notes: ["The next steps add lines to it. A later line overrides an earlier one with the same name."],
    commands: [
      command(`[ -e ${quote(file)} ] ||`, `cp ${EXAMPLE} ${quote(file)}`),
      command("chmod 600", quote(file)),
      // Without a line break at its end, the first line would become a part of the last one.
      command(`[ -z "$(tail -c 1 ${quote(file)})" ] ||`, `echo >> ${quote(file)}`),
    ],
  };
}
