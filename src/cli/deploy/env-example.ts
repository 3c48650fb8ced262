/**
 * `.env.example`, written from `actions.config.json` so that it names every setting, and no other.
 *
 * @module
 */

import type { ActionConfig } from "../shared/config";
import { SCOPES } from "./credentials";

const HEAD = `# Copy this file to .env, which git ignores, and fill it in. What is set in the environment wins over it.
# Written from actions.config.json: node dist/cli.js env-example > .env.example

# Signs in to deploy and never becomes a secret of the Action: a machine-to-machine application of its own for the
# Auth0 Management API, with the scopes ${SCOPES.join(" ")}. AUTH0_DOMAIN, below, says where.
DEPLOY_AUTH0_CLIENT_ID=
DEPLOY_AUTH0_CLIENT_SECRET=
`;

/** The text of `.env.example`. What has a default is commented out, with the default. */
export function envExample({ secrets }: ActionConfig): string {
  const lines = secrets.map(({ name, required, default: fallback, help }) => {
    const about = required ? `Required. ${help}` : help;
    return `# ${about}\n${fallback === null ? `${name}=` : `# ${name}=${fallback}`}`;
  });
  return `${[HEAD.trimEnd(), ...lines].join("\n\n")}\n`;
}
