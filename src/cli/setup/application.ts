/**
 * The step that creates a machine-to-machine application and authorizes it for the Management API.
 *
 * @module
 */

import { scopesToGrant } from "../shared/applications";
import { dashboardPage } from "./dashboard";
import { APPLICATIONS_MENU } from "./menu";
import { type Plan, type PlannedApplication, nameFor } from "./plan";
import { type Value, appendSetting, command, quote, valueOf } from "./shell";
import type { Step } from "./step";

interface ApplicationTexts {
  readonly title: string;
  /** A detail of its name. */
  readonly label: string;
  readonly note: string;
  /** Shell variable for its client ID. */
  readonly variable: string;
}

/** Creates the step. If the settings contain an application, the step uses it. */
export function applicationStep(plan: Plan, planned: PlannedApplication & ApplicationTexts): Step {
  const { auth0Domain } = plan;
  const { application, clientId, hasSecret, title, note, variable } = planned;
  const { idName, secretName } = application;
  const isNew = clientId === undefined;
  const scopes = scopesToGrant(application);
  return {
    title,
    ...(!isNew && { done: hasSecret ? `${idName}, ${secretName}` : idName }),
    notes: [
      note,
      ...(isNew
        ? []
        : ["If Auth0 responds with 409, the application is already authorized: add the scopes on the page."]),
    ],
    commands: [
      ...(isNew ? createApplication(plan, planned) : []),
      ...(!isNew && !hasSecret ? readSecret(plan, clientId, secretName) : []),
      authorize(valueOf(clientId, variable), valueOf(auth0Domain, "auth0_domain"), scopes),
    ],
    page: isNew ? APPLICATIONS_MENU : dashboardPage(auth0Domain, `applications/${clientId}/settings`),
    writes: [...(isNew ? [idName] : []), ...(isNew || !hasSecret ? [secretName] : [])],
  };
}

/** Reads a value from the JSON on standard input. Arguments of programs are visible to other users of the machine. */
const READ_JSON = `read_json='JSON.parse(require("fs").readFileSync(0))'`;

/**
 * `--auth-method Post`: the token request has the secret in its body.
 *
 * @see https://auth0.github.io/auth0-cli/auth0_apps_create.html
 */
function createApplication(
  plan: Plan,
  { application, label, variable }: PlannedApplication & ApplicationTexts,
): string[] {
  return [
    command(
      "app=$(auth0 apps create",
      `--name ${quote(nameFor(plan, label))}`,
      `--description ${quote(`Used by ${application.usedBy}`)}`,
      "--type m2m",
      "--auth-method Post",
      "--reveal-secrets",
      "--json --no-color --no-input)",
    ),
    READ_JSON,
    `${variable}=$(printf %s "\${app:?}" | node -p "$read_json.client_id")`,
    appendSetting(plan.file, application.idName, `\${${variable}:?}`),
    ...writeSecret(plan.file, application.secretName),
  ];
}

/** @see https://auth0.github.io/auth0-cli/auth0_apps_show.html */
function readSecret({ file }: Plan, clientId: string, secretName: string): string[] {
  return [
    command(`app=$(auth0 apps show ${clientId}`, "--reveal-secrets", "--json --no-color --no-input)"),
    READ_JSON,
    ...writeSecret(file, secretName),
  ];
}

function writeSecret(file: string, secretName: string): string[] {
  return [
    String.raw`secret=$(printf %s "${"${app:?}"}" | node -p "$read_json.client_secret ?? ''")`,
    appendSetting(file, secretName, "${secret:?}"),
    "unset app secret",
  ];
}

/**
 * `auth0 client-grants create` exists only since version 1.33.
 *
 * @see https://auth0.github.io/auth0-cli/auth0_api.html
 * @see https://auth0.com/docs/api/management/v2/client-grants/post-client-grants
 */
function authorize(app: Value, domain: Value, scopes: readonly string[]): string {
  return [
    "auth0 api post client-grants --data '{",
    `  "client_id": "${app.inSingleQuotes}",`,
    `  "audience": "https://${domain.inSingleQuotes}/api/v2/",`,
    '  "scope": [',
    scopes.map((scope) => `    "${scope}"`).join(",\n"),
    "  ]",
    "}'",
  ].join("\n");
}
