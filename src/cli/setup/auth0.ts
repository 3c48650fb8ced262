/**
 * Steps in Auth0, with the Auth0 CLI.
 *
 * @module
 */

import { applicationStep } from "./application";
import { dashboardPage } from "./dashboard";
import type { Plan } from "./plan";
import { appendSetting, command, valueOf } from "./shell";
import type { Step } from "./step";

/** Scopes of the session that create applications and authorize them. */
const SCOPES = ["create:clients", "create:client_grants"];

/**
 * A login waits for Enter, and can prompt for the default tenant even with `--no-input`. Both read what is pasted.
 *
 * @see https://github.com/auth0/auth0-cli/blob/main/internal/cli/login.go
 */
const LOGIN_NOTE = "Wait until the login has finished, because it reads what you type or paste. Then:";

const PRIVATE_CLOUD_NOTE = `AUTH0_DOMAIN does not end with auth0.com. Correct it if it is a custom domain. In a Private Cloud, sign in as a machine with the scopes ${SCOPES.join(" and ")}.`;

/** All steps, in the order in which to run them. */
export function auth0Steps(plan: Plan): Step[] {
  return [
    signIn(plan),
    applicationStep(plan, {
      ...plan.action,
      title: `Create and authorize the application of the Action${plan.isDelegated ? "" : " (optional)"}`,
      label: "Action",
      note: describeUse(plan),
      variable: "action_app_id",
    }),
    applicationStep(plan, {
      ...plan.deploy,
      title: "Create and authorize the application of deploy",
      label: "deploy",
      note: "`remove --delete` also needs delete:actions.",
      variable: "deploy_app_id",
    }),
    applicationStep(plan, {
      ...plan.sync,
      title: "Create and authorize the application of sync (optional)",
      label: "sync",
      note: "Only `npm run sync` uses it.",
      variable: "sync_app_id",
    }),
  ];
}

/**
 * `--scopes` selects the login as a user, which Private Cloud does not have. A user gets both scopes even without it.
 *
 * @see https://auth0.github.io/auth0-cli/auth0_login.html
 * @see https://auth0.github.io/auth0-cli/auth0_tenants_use.html
 * @see https://github.com/auth0/auth0-cli/blob/main/internal/auth/auth.go
 */
function signIn({ auth0Domain, file }: Plan): Step {
  const domain = valueOf(auth0Domain, "auth0_domain");
  const isPublic = auth0Domain?.endsWith(".auth0.com") ?? true;
  const login = command(
    "auth0 login",
    `--domain ${domain.word}`,
    ...(isPublic ? [`--scopes ${SCOPES.join(",")}`] : []),
  );
  const useTenant = command("auth0 tenants use", domain.word);
  const common = { title: "Sign in to the Auth0 CLI", page: dashboardPage(auth0Domain) };
  if (auth0Domain !== undefined) {
    return {
      ...common,
      done: "AUTH0_DOMAIN",
      notes: isPublic ? [] : [PRIVATE_CLOUD_NOTE],
      commands: [login],
      blocks: [{ note: LOGIN_NOTE, commands: [useTenant] }],
    };
  }
  return {
    ...common,
    notes: ["In the first command, enter the canonical domain of your tenant, not a custom domain."],
    commands: ["auth0_domain=TENANT.REGION.auth0.com", login],
    blocks: [
      {
        note: LOGIN_NOTE,
        commands: [useTenant, appendSetting(file, "AUTH0_DOMAIN", "${auth0_domain:?}")],
      },
    ],
    writes: ["AUTH0_DOMAIN"],
  };
}

function describeUse({ isDelegated, persistWith }: Plan): string {
  if (isDelegated) return "GRAPH_TOKEN is idp, so the Action needs it.";
  return persistWith === "action-api"
    ? "PERSIST_WITH is action-api, so the Action uses it only to find users without an object ID."
    : "Without it, the Action saves with api.user.setAppMetadata.";
}
