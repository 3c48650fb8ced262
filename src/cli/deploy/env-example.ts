/**
 * `.env.example`, generated from `actions.config.json`.
 *
 * @module
 */

import { SYNC_APPLICATION, scopesOf } from "../shared/applications";
import { type ActionConfig, readConfig } from "../shared/config";
import type { CommandContext } from "../shared/context";
import { SCOPES } from "../shared/management-api/credentials";

const HEAD = `# Copy this file to .env, which git ignores, and fill it in. Variables of the environment override it.
# Generated from actions.config.json: node dist/cli.js env-example > .env.example

# Credentials of deploy, which never become secrets of the Action: a machine-to-machine application for the Auth0
# Management API, with the scopes ${SCOPES.join(" ")}. AUTH0_DOMAIN, below, is its tenant.
DEPLOY_AUTH0_CLIENT_ID=
DEPLOY_AUTH0_CLIENT_SECRET=

# Credentials of sync, which never become secrets of the Action: a machine-to-machine application for the Auth0
# Management API, with the scopes ${scopesOf(SYNC_APPLICATION).join(" ")}. AUTH0_DOMAIN is its tenant.
SYNC_AUTH0_CLIENT_ID=
SYNC_AUTH0_CLIENT_SECRET=
`;

/** The text of `.env.example`. Settings with a default are commented out. */
function envExample({ secrets }: ActionConfig): string {
  const lines = secrets.map(({ name, required, default: fallback, help }) => {
    const about = required ? `Required. ${help}` : help;
    return `# ${about}\n${fallback === null ? `${name}=` : `# ${name}=${fallback}`}`;
  });
  return `${[HEAD.trimEnd(), ...lines].join("\n\n")}\n`;
}

/** Prints it. @returns the exit code */
export function printEnvExample({ folder, stdout }: CommandContext): number {
  stdout.write(envExample(readConfig(folder)));
  return 0;
}
