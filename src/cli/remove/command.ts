/**
 * `npm run remove`: removes the Action from the flow of its trigger, and with `--delete` also deletes it.
 *
 * @module
 */

import type { CommandContext } from "../shared/context";
import { findOwnAction } from "../shared/remote-action/find";
import { readFlow, removeFromFlow } from "../shared/remote-action/flow";
import { requireScopes, withSession } from "../shared/remote-action/session";

export interface RemoveOptions {
  /** Whether to delete the Action, with its versions and secrets. */
  readonly delete?: boolean;
}

/** Removes the Action. All other bindings keep their order. @returns the exit code */
export async function remove(options: RemoveOptions, context: CommandContext): Promise<number> {
  return withSession(
    {},
    context,
    () => ({}),
    async (session) => {
      const { management, report, trigger, config } = session;
      const action = await findOwnAction(session);
      if (action?.id === undefined) {
        report.done(`there is no Action "${config.name}" at ${management.domain}: nothing to remove`);
        return 0;
      }
      const { id, name } = action;
      requireScopes(session, [
        "read:actions",
        "update:actions",
        ...(options.delete ? ["delete:actions"] : []),
      ]);
      const bindings = await readFlow(session);
      const isBound = bindings.some(({ action }) => action?.id === id);
      if (isBound) await removeFromFlow(session, bindings, id);
      report.done(
        isBound
          ? `removed "${name}" from the ${trigger} flow at ${management.domain}`
          : `"${name}" is not in the ${trigger} flow at ${management.domain}`,
      );
      if (options.delete) {
        await management.deleteAction(id);
        report.done(`deleted "${name}", its versions and its secrets`);
      } else {
        report.note("`npm run deploy` adds it again. `npm run remove -- --delete` deletes the Action.");
      }
      report.note("Stored data in app_metadata was not changed.");
      return 0;
    },
  );
}
