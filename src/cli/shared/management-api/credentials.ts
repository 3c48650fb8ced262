/**
 * Credentials of the commands that manage the Action in Auth0: a machine-to-machine application of its own, so that the
 * Action's application needs no additional scopes.
 *
 * @module
 */

import { hostName } from "../../../settings/parse";
import type { ManagementApp } from "../../../settings/settings";
import { DEPLOY_APPLICATION, scopesOf } from "../applications";

/** Scopes that a deployment needs. `remove --delete` also needs `delete:actions`. */
export const SCOPES: readonly string[] = scopesOf(DEPLOY_APPLICATION);

export interface Credentials extends ManagementApp {
  /** Beginning of the names of the variables that hold them: `DEPLOY_AUTH0_CLIENT_` or `AUTH0_CLIENT_`. */
  readonly prefix: string;
  /** Names of the variables, for error messages. */
  readonly names: string;
  /** Whether they are the Action's own, because no others are set. */
  readonly isOfAction: boolean;
}

/** @throws if the credentials are missing or incomplete */
export function readCredentials(environment: Readonly<Record<string, string>>): Credentials {
  const read = (name: string) => environment[name]?.trim() ?? "";
  const domain = hostName(read("AUTH0_DOMAIN"));
  if (!domain)
    throw new Error("set AUTH0_DOMAIN to the tenant's canonical domain, such as example.eu.auth0.com");
  for (const prefix of ["DEPLOY_AUTH0_CLIENT_", "AUTH0_CLIENT_"]) {
    const [clientId, clientSecret] = [read(`${prefix}ID`), read(`${prefix}SECRET`)];
    const names = `${prefix}ID and ${prefix}SECRET`;
    if (clientId && clientSecret) {
      return { domain, clientId, clientSecret, prefix, names, isOfAction: prefix === "AUTH0_CLIENT_" };
    }
    if (clientId || clientSecret) throw new Error(`set both ${names}, or neither`);
  }
  throw new Error(
    `set DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET: a machine-to-machine application with the scopes ${SCOPES.join(" ")}`,
  );
}
