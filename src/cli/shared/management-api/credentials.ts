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

/** What to do if `AUTH0_DOMAIN` is missing or is no host. */
export const DOMAIN_REMEDY =
  "set AUTH0_DOMAIN to the tenant's canonical domain, such as example.eu.auth0.com";

export interface Credentials extends ManagementApp {
  /** Names of the variables that hold them. */
  readonly names: ApplicationNames;
  /** Whether they are the Action's own, because no others are set. */
  readonly isOfAction: boolean;
}

/** @throws one error that names everything that is missing */
export function readCredentials(environment: Readonly<Record<string, string>>): Credentials {
  const read = (name: string) => environment[name]?.trim() ?? "";
  const names = [DEPLOY_APPLICATION, ACTION_NAMES].find(
    ({ idName, secretName }) => read(idName) !== "" || read(secretName) !== "",
  );
  const { idName, secretName } = names ?? DEPLOY_APPLICATION;
  const domain = hostName(read("AUTH0_DOMAIN"));
  const [clientId, clientSecret] = [read(idName), read(secretName)];
  const problems = [
    ...(domain ? [] : [DOMAIN_REMEDY]),
    ...(names && !(clientId && clientSecret) ? [`set both ${idName} and ${secretName}, or neither`] : []),
    ...(names
      ? []
      : [
          `set ${idName} and ${secretName} to the credentials of a machine-to-machine application with the scopes ${SCOPES.join(" ")}`,
        ]),
  ];
  if (!domain || !names || problems.length > 0) throw new Error(problems.join("; "));
  return { domain, clientId, clientSecret, names, isOfAction: names === ACTION_NAMES };
}
