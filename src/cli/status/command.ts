/**
 * `npm run status`: what is deployed, and how it differs from the local files.
 *
 * @module
 */

import { colorsFor } from "../shared/colors";
import type { CommandContext } from "../shared/context";
import { readCodeDraft } from "../shared/draft";
import { widthOf } from "../shared/output";
import { withSession } from "../shared/remote-action/session";
import { secretsSet } from "../shared/secrets";
import { readStatus } from "./read";
import { showStatus } from "./show";

export interface StatusOptions {
  readonly json?: boolean;
}

/** Compares and prints. Writes nothing. @returns the exit code: 1 if anything differs, or the Action is not in use */
export async function status(options: StatusOptions, context: CommandContext): Promise<number> {
  const { folder, environment, stdout } = context;
  return withSession(
    options,
    context,
    (config) => {
      const set = secretsSet(config, environment).map(({ name }) => name);
      return { draft: readCodeDraft(config, folder), set };
    },
    async (session) => {
      const { set, report } = session;
      const found = await readStatus(session, set);
      report.end();
      stdout.write(
        options.json
          ? `${JSON.stringify(found, null, 2)}\n`
          : `${showStatus(found, colorsFor(stdout, context), widthOf(stdout, context))}\n`,
      );
      return found.status === "same" ? 0 : 1;
    },
  );
}
