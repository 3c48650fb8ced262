/**
 * Credentials of the commands that manage the Action in Auth0: a machine-to-machine application of its own, so that the
 * Action's application needs no additional scopes.
 *
 * @module
 */

import { hostName } from "../../../settings/parse";
import type { ManagementApp } from "../../../settings/settings";
import { ACTION_NAMES, type ApplicationNames, DEPLOY_APPLICATION, scopesOf } from "../applications";

/** Scopes that a deployment needs. `remove --delete` also needs `delete:actions`. */
export const SCOPES: readonly string[] = scopesOf(DEPLOY_APPLICATION);

export interface Credentials extends ManagementApp {
  /** Names of the variables that hold them. */
  readonly names: ApplicationNames;
  /** Whether they are the Action's own, because no others are set. */
  readonly isOfAction: boolean;
}

/** @throws if the credentials are missing or incomplete */
export function readCredentials(environment: Readonly<Record<string, string>>): Credentials {
  const read = (name: string) => environment[name]?.trim() ?? "";
  const domain = hostName(read("AUTH0_DOMAIN"));
  if (!domain)
    throw new Error("set AUTH0_DOMAIN to the tenant's canonical domain, such as example.eu.auth0.com");
  for (const names of [DEPLOY_APPLICATION, ACTION_NAMES]) {
    const [clientId, clientSecret] = [read(names.idName), read(names.secretName)];
    if (clientId && clientSecret) {
      return { domain, clientId, clientSecret, names, isOfAction: names === ACTION_NAMES };
    }
    if (clientId || clientSecret) {
      throw new Error(`set both ${names.idName} and ${names.secretName}, or neither`);
    }
  }
  const { idName, secretName } = DEPLOY_APPLICATION;
  throw new Error(
    `set ${idName} and ${secretName}: a machine-to-machine application with the scopes ${SCOPES.join(" ")}`,
  );
}
