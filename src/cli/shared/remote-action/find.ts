/**
 * The Action in Auth0.
 *
 * @module
 */

import type { ActionConfig } from "../config";
import type { Action } from "../management-api/client";
import type { Session } from "./session";

/**
 * The Action with the configured name. Names are unique in a tenant.
 *
 * @throws if it is for another trigger or belongs to an integration
 */
export async function findOwnAction({
  management,
  config,
}: Pick<Session, "management" | "config">): Promise<Action | undefined> {
  const actions = await management.listActions();
  const found = actions.find(({ name }) => name === config.name);
  if (found && isOther(found, config)) {
    throw new Error(
      `the Action named "${config.name}" in Auth0 belongs to another trigger or to an integration: rename it, or change name in actions.config.json`,
    );
  }
  return found;
}

/** The Action and its ID. @throws if there is none */
export async function requireOwnAction(
  session: Pick<Session, "management" | "config">,
): Promise<Action & { readonly id: string }> {
  const action = await findOwnAction(session);
  if (action?.id === undefined) {
    const { config, management } = session;
    throw new Error(`there is no Action "${config.name}" at ${management.domain}: run npm run deploy`);
  }
  return { ...action, id: action.id };
}

function isOther(action: Action, { supported_triggers }: ActionConfig): boolean {
  const triggers = supported_triggers.map(({ id }) => id);
  return (
    Boolean(action.installed_integration_id) ||
    (action.supported_triggers ?? []).some(({ id }) => !triggers.includes(id))
  );
}
