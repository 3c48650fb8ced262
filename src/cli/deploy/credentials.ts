/**
 * Who deploys: a machine-to-machine application of its own, so that the Action's holds no more than the Action needs.
 *
 * @module
 */

import { hostName } from "../../settings/parse";

/** What the application that deploys has to be granted. */
export const SCOPES = ["read:actions", "create:actions", "update:actions"] as const;

export interface Credentials {
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The variables that these came from, to name them where they are refused. */
  readonly names: string;
  /** The Action's own, for want of an application that only deploys. */
  readonly borrowed: boolean;
}

/** @throws where there are none, or half of them */
export function readCredentials(environment: Readonly<Record<string, string>>): Credentials {
  const read = (name: string) => environment[name]?.trim() ?? "";
  const domain = hostName(read("AUTH0_DOMAIN"));
  if (!domain) throw new Error("set AUTH0_DOMAIN to the tenant's own domain, such as example.eu.auth0.com");
  for (const prefix of ["DEPLOY_AUTH0_CLIENT_", "AUTH0_CLIENT_"]) {
    const [clientId, clientSecret] = [read(`${prefix}ID`), read(`${prefix}SECRET`)];
    const names = `${prefix}ID and ${prefix}SECRET`;
    if (clientId && clientSecret) {
      return { domain, clientId, clientSecret, names, borrowed: prefix === "AUTH0_CLIENT_" };
    }
    if (clientId || clientSecret) throw new Error(`set both ${names}, or neither`);
  }
  throw new Error(
    `set DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET: a machine-to-machine application with the scopes ${SCOPES.join(" ")}`,
  );
}
