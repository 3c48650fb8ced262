/**
 * Steps in Microsoft Entra ID, with the Azure CLI.
 *
 * @module
 */

import { appPage, appsPage, registrationPage } from "../shared/portal";
import { LOGIN_NOTE, login, setCloud, showTenant } from "./azure-cli";
import { delegatedSteps, otherTenantSteps, permissionSteps } from "./consent";
import { credentialSteps } from "./credential";
import { type Plan, nameFor } from "./plan";
import { appendSetting, choose, command, quote } from "./shell";
import type { Step } from "./step";

const TENANT_NOTE =
  "If it is not the tenant whose users are read, run the login again with `--tenant DOMAIN`. If it is:";

const EXISTING_APP_NOTE =
  "If an app with this name exists, the commands print its client ID and register none. To use that app, set AZURE_CLIENT_ID to this ID and run setup again. For another app, use a settings file with another name, such as .env.test.";

const DOD_NOTE =
  "The Azure CLI sends its requests to graph.microsoft.us, not to dod-graph.microsoft.us. If your tenant refuses a command, use the page of its step.";

/** All steps, in the order in which to run them. */
export function entraSteps(plan: Plan): Step[] {
  return [
    signIn(plan),
    registerApp(plan),
    ...permissionSteps(plan),
    ...credentialSteps(plan),
    ...delegatedSteps(plan),
    ...otherTenantSteps(plan),
  ];
}

/** @see https://learn.microsoft.com/cli/azure/account#az-account-show */
function signIn({ cloud, tenantId, file }: Plan): Step {
  const readTenant = [
    command("tenant_id=$(az account show", "--query tenantId", "--output tsv)"),
    appendSetting(file, "AZURE_TENANT_ID", "${tenant_id:?}"),
  ];
  return {
    title: "Sign in to the Azure CLI",
    ...(tenantId !== undefined && { done: "AZURE_TENANT_ID" }),
    notes: [
      "Sign in as a Privileged Role Administrator, who may grant admin consent.",
      ...(cloud.name === "usgov-dod" ? [DOD_NOTE] : []),
    ],
    commands: [setCloud(cloud.name), login(tenantId)],
    blocks: [
      { note: `${LOGIN_NOTE} Then print the tenant:`, commands: [showTenant(cloud)] },
      ...(tenantId === undefined ? [{ note: TENANT_NOTE, commands: readTenant }] : []),
    ],
    page: appsPage(cloud),
    writes: tenantId === undefined ? ["AZURE_TENANT_ID"] : [],
  };
}

/**
 * @see https://learn.microsoft.com/cli/azure/ad/app#az-ad-app-create
 * @see https://learn.microsoft.com/cli/azure/ad/app#az-ad-app-update
 * @see https://learn.microsoft.com/cli/azure/ad/sp#az-ad-sp-create
 */
function registerApp(plan: Plan): Step {
  const { cloud, clientId, otherTenants, isDelegated, file } = plan;
  const isMultitenant = otherTenants.length > 0;
  const audience = `--sign-in-audience ${isMultitenant ? "AzureADMultipleOrgs" : "AzureADMyOrg"}`;
  const common = {
    title: `Register the app that reads Microsoft Graph${isDelegated ? " (optional)" : ""}`,
    page: clientId === undefined ? registrationPage(cloud) : appPage(cloud, clientId, "overview"),
  };
  const notes = isDelegated
    ? ["GRAPH_TOKEN is idp: only sync and the fallback need this app, its permissions and its credential."]
    : [];
  if (clientId !== undefined) {
    return {
      ...common,
      done: "AZURE_CLIENT_ID",
      notes: isMultitenant ? [...notes, "ENTRA_TENANTS needs a multitenant app."] : notes,
      commands: isMultitenant ? [command("az ad app update", `--id ${clientId}`, audience)] : [],
    };
  }
  return {
    ...common,
    notes: [...notes, EXISTING_APP_NOTE],
    commands: [
      ...createApp(nameFor(plan), audience),
      command("az ad sp create", '--id "${client_id:?}"', "--output none"),
      appendSetting(file, "AZURE_CLIENT_ID", "${client_id:?}"),
    ],
    writes: ["AZURE_CLIENT_ID"],
  };
}

/**
 * `az ad app create` changes an existing app with the same name. The filter of `az ad app list` also finds longer names.
 *
 * @see https://learn.microsoft.com/cli/azure/ad/app#az-ad-app-create
 * @see https://learn.microsoft.com/cli/azure/ad/app#az-ad-app-list
 */
function createApp(name: string, audience: string): string[] {
  return [
    `app_name=${quote(name)}`,
    "unset client_id",
    choose(
      [
        "existing=$(az ad app list",
        '--display-name "$app_name"',
        `--query "[?displayName=='$app_name'].appId"`,
        "--output tsv)",
        '&& [ -z "$existing" ];',
      ],
      [
        "client_id=$(az ad app create",
        '--display-name "$app_name"',
        audience,
        "--query appId",
        "--output tsv)",
      ],
      ['echo "No app was registered. Existing client ID: $existing" >&2'],
    ),
  ];
}
