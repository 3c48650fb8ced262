/**
 * Steps in Microsoft Entra ID, with the Azure CLI.
 *
 * @module
 */

import type { Cloud } from "../../settings/cloud";
import { appPage, appsPage, registrationPage } from "../shared/portal";
import { delegatedSteps, otherTenantSteps, permissionSteps } from "./consent";
import { credentialSteps } from "./credential";
import type { Plan } from "./plan";
import { appendSetting, command, quote } from "./shell";
import type { Step } from "./step";

/**
 * Names of the clouds in the Azure CLI. It has none for the Department of Defense.
 *
 * @see https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli
 */
const AZURE_CLOUDS: Readonly<Record<Cloud["name"], string>> = {
  global: "AzureCloud",
  usgov: "AzureUSGovernment",
  "usgov-dod": "AzureUSGovernment",
  china: "AzureChinaCloud",
};

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

/**
 * @see https://learn.microsoft.com/cli/azure/cloud#az-cloud-set
 * @see https://learn.microsoft.com/cli/azure/reference-index#az-login
 * @see https://learn.microsoft.com/cli/azure/account#az-account-show
 */
function signIn({ cloud, tenantId, file }: Plan): Step {
  const tenant = tenantId === undefined ? [] : [`--tenant ${tenantId}`];
  const readTenant = [
    command("tenant_id=$(az account show", "--query tenantId", "--output tsv)"),
    appendSetting(file, "AZURE_TENANT_ID", "${tenant_id:?}"),
  ];
  return {
    title: "Sign in to the Azure CLI",
    ...(tenantId !== undefined && { done: "AZURE_TENANT_ID" }),
    notes: [
      "Sign in as a Privileged Role Administrator, who may grant admin consent.",
      ...(tenantId === undefined ? ["Check that the tenant is the one whose users are read."] : []),
      ...(cloud.name === "usgov-dod" ? [DOD_NOTE] : []),
    ],
    commands: [
      command("az cloud set", `--name ${AZURE_CLOUDS[cloud.name]}`),
      command("az login", ...tenant, "--allow-no-subscriptions", "--output none"),
      ...(tenantId === undefined ? readTenant : []),
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
function registerApp({ name, cloud, clientId, otherTenants, isDelegated, file }: Plan): Step {
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
    notes: [...notes, "If an app with this name exists, the Azure CLI changes that app."],
    commands: [
      command(
        "client_id=$(az ad app create",
        `--display-name ${quote(name)}`,
        audience,
        "--query appId --output tsv)",
      ),
      command("az ad sp create", '--id "${client_id:?}"', "--output none"),
      appendSetting(file, "AZURE_CLIENT_ID", "${client_id:?}"),
    ],
    writes: ["AZURE_CLIENT_ID"],
  };
}
