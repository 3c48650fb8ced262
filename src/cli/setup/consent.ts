/**
 * Steps that request Graph permissions and grant admin consent.
 *
 * @module
 */

import { appPage } from "../shared/portal";
import { LOGIN_NOTE, login } from "./azure-cli";
import { appMenu } from "./menu";
import { addPermissions, grantRoles } from "./permissions";
import type { Plan } from "./plan";
import { type Value, command, valueOf } from "./shell";
import type { Block, Step } from "./step";

const REPLICATION_NOTE =
  "If Entra does not find the app or a permission, wait a minute and run the commands again.";

const GRANTED_NOTE =
  "If a permission is already granted, Graph responds with an error, which you can ignore.";

/**
 * The names in quotation marks are headings of the page.
 *
 * @see https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
 */
const REVOCATION_NOTE =
  'Entra may revoke permissions that were granted for the organization but are not on this list. Compare first: on the page, they are below "Other permissions granted". Add those that are still needed to "Configured permissions".';

function grantNote(permissions: readonly string[]): string {
  return `This grants ${permissions.join(", ")} and all other permissions on the app's list.`;
}

/** Steps for the app that reads Graph. */
export function permissionSteps(plan: Plan): Step[] {
  const { permissions, clientId, cloud } = plan;
  if (permissions.length === 0) {
    return [
      {
        title: "Request permissions",
        notes: ["None are needed, because no part that is on reads Microsoft Graph."],
      },
    ];
  }
  const app = valueOf(clientId, "client_id");
  const page = clientId === undefined ? appMenu("API permissions") : appPage(cloud, clientId, "permissions");
  return [
    {
      title: "Request the permissions of the parts that are on",
      notes: [
        `Application permissions: ${permissions.join(", ")}.`,
        "Permissions that the app already requests are skipped.",
      ],
      commands: addPermissions(permissions, "Role", app),
      page,
    },
    {
      title: "Grant admin consent",
      notes: [
        ...(cloud.name === "global"
          ? [
              grantNote(permissions),
              // A new app has nothing to revoke.
              ...(clientId === undefined ? [] : [REVOCATION_NOTE]),
            ]
          : ["`az ad app permission admin-consent` works in the global cloud only."]),
        REPLICATION_NOTE,
        ...(cloud.name === "global" ? [] : [GRANTED_NOTE]),
      ],
      commands: cloud.name === "global" ? [consent(app.word)] : grantRoles(permissions, app, cloud.graph),
      page,
    },
  ];
}

/**
 * In other clouds, it fails ("not yet supported on sovereign clouds").
 *
 * @see https://learn.microsoft.com/cli/azure/ad/app/permission#az-ad-app-permission-admin-consent
 * @see https://github.com/Azure/azure-cli/issues/9942
 */
function consent(app: string): string {
  return command("az ad app permission admin-consent", `--id ${app}`);
}

/**
 * Steps for the app registration of the Auth0 connection, whose users' tokens read Graph.
 *
 * `az ad app permission grant` is not used, because it first deletes the app's other delegated permissions.
 *
 * @see https://github.com/Azure/azure-cli/issues/20974
 */
export function delegatedSteps({ isDelegated, permissions, cloud }: Plan): Step[] {
  if (!isDelegated || permissions.length === 0) return [];
  const app = valueOf(undefined, "connection_app_id");
  const isGlobal = cloud.name === "global";
  return [
    {
      title: "Grant delegated permissions to the app registration of the Auth0 connection",
      notes: [
        `Delegated permissions: ${permissions.join(", ")}.`,
        "In the first command, enter the client ID of the connection in Auth0. Permissions that the app already requests are skipped.",
      ],
      commands: [
        "connection_app_id=00000000-0000-0000-0000-000000000000",
        ...addPermissions(permissions, "Scope", app),
      ],
      blocks: [delegatedConsent(permissions, app, isGlobal)],
      page: appMenu("API permissions", "the app registration of the connection"),
    },
  ];
}

function delegatedConsent(permissions: readonly string[], app: Value, isGlobal: boolean): Block {
  const how = isGlobal
    ? "Then grant admin consent."
    : "Then grant admin consent on the page: the Azure CLI cannot do it in this cloud.";
  const risk = "Logins through the connection can fail if a permission that they need is revoked.";
  return {
    note: [how, grantNote(permissions), REVOCATION_NOTE, risk].join(" "),
    commands: isGlobal ? [consent(app.word)] : [],
  };
}

/**
 * Admin consent in each tenant of `ENTRA_TENANTS`. An administrator of that tenant can use the page instead. Without a
 * redirect URI, that page can end with AADSTS500113.
 *
 * @see https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
 * @see https://learn.microsoft.com/cli/azure/ad/sp#az-ad-sp-create
 */
export function otherTenantSteps({ otherTenants, tenantId, permissions, clientId, cloud }: Plan): Step[] {
  const app = valueOf(clientId, "client_id");
  return otherTenants
    .filter((tenant) => tenant !== tenantId && permissions.length > 0)
    .map((tenant) => ({
      title: `Grant admin consent in tenant ${tenant}`,
      notes: [
        "Sign in as a Privileged Role Administrator of this tenant, or send its administrator the address of the page. The page can end with AADSTS500113, because the app has no redirect URI.",
        GRANTED_NOTE,
        ...(clientId === undefined ? ["In the address, replace CLIENT_ID with AZURE_CLIENT_ID."] : []),
      ],
      commands: [login(tenant)],
      blocks: [
        {
          note: `${LOGIN_NOTE} Then:`,
          commands: [
            command("az ad sp create", `--id ${app.word}`, "--output none"),
            ...grantRoles(permissions, app, cloud.graph),
          ],
        },
      ],
      page: `${cloud.login}/${tenant}/adminconsent?client_id=${clientId ?? "CLIENT_ID"}`,
    }));
}
