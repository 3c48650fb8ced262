/**
 * Session of the Azure CLI.
 *
 * @module
 */

import type { Cloud } from "../../settings/cloud";
import { command } from "./shell";

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

/** Selects the cloud. @see https://learn.microsoft.com/cli/azure/cloud#az-cloud-set */
export function setCloud(cloud: Cloud["name"]): string {
  return command("az cloud set", `--name ${AZURE_CLOUDS[cloud]}`);
}

/**
 * A login can prompt for a subscription, and would read the command that is pasted after it.
 *
 * @see https://learn.microsoft.com/cli/azure/authenticate-azure-cli-interactively
 */
export const LOGIN_NOTE = "Wait until the login has finished, because it reads what you type or paste.";

/** Signs in, to the tenant if it is known. @see https://learn.microsoft.com/cli/azure/reference-index#az-login */
export function login(tenantId?: string): string {
  const tenant = tenantId === undefined ? [] : [`--tenant ${tenantId}`];
  return command("az login", ...tenant, "--allow-no-subscriptions", "--output none");
}

/**
 * Prints the tenant, from Graph: `az account show` has no domain for a tenant without a subscription.
 *
 * @see https://learn.microsoft.com/graph/api/organization-list
 * @see https://github.com/Azure/azure-cli/blob/dev/src/azure-cli-core/azure/cli/core/_profile.py
 */
export function showTenant({ graph }: Cloud): string {
  return command(
    "az rest",
    "--method GET",
    `--url ${graph}/v1.0/organization`,
    `--resource ${graph}`,
    '--query "value[].{id:id, domain:verifiedDomains[?isDefault].name | [0]}"',
    "--output table",
  );
}
