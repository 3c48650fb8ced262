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
      const secrets = secretsSet(config, environment);
      return { draft: readCodeDraft(config, folder), secrets };
    },
    async (session) => {
      const { secrets, report } = session;
      const names = secrets.map(({ name }) => name);
      const found = await readStatus(session, names);
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
