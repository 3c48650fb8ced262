/**
 * Commands for Microsoft Graph permissions. They look up the IDs of permissions by name, so that the names can be
 * reviewed and the same commands work in all clouds.
 *
 * @module
 * @see https://learn.microsoft.com/cli/azure/ad/app/permission#az-ad-app-permission-add
 */

import { type Value, command, loop } from "./shell";

/** Client ID of Microsoft Graph in all clouds. @see https://learn.microsoft.com/graph/permissions-reference */
const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

/** `Role`: application permission. `Scope`: delegated permission. */
type PermissionType = "Role" | "Scope";

const LISTS: Readonly<Record<PermissionType, string>> = {
  Role: "appRoles",
  Scope: "oauth2PermissionScopes",
};

/**
 * Runs commands for each permission, with its ID in `$permission_id`.
 *
 * @see https://learn.microsoft.com/cli/azure/ad/sp#az-ad-sp-show
 */
function forEachPermission(
  permissions: readonly string[],
  type: PermissionType,
  ...commands: readonly (readonly string[])[]
): string {
  const find = [
    "permission_id=$(az ad sp show",
    `--id ${GRAPH_APP_ID}`,
    `--query "${LISTS[type]}[?value=='$permission'].id | [0]"`,
    "--output tsv)",
  ];
  return loop("permission", permissions, [find, ...commands]);
}

/**
 * Adds the permissions that the app registration does not have. This grants nothing. The Azure CLI would add a permission
 * a second time.
 *
 * @see https://learn.microsoft.com/cli/azure/ad/app/permission#az-ad-app-permission-list
 * @see https://learn.microsoft.com/cli/azure/ad/app/permission#az-ad-app-permission-add
 */
export function addPermissions(permissions: readonly string[], type: PermissionType, app: Value): string[] {
  return [
    command(
      "requested=$(az ad app permission list",
      `--id ${app.word}`,
      '--query "[].resourceAccess[].id"',
      "--output tsv)",
    ),
    forEachPermission(
      permissions,
      type,
      ['case "$requested" in *"${permission_id:?}"*) continue ;; esac'],
      [
        "az ad app permission add",
        `--id ${app.word}`,
        `--api ${GRAPH_APP_ID}`,
        `--api-permissions "$permission_id=${type}"`,
      ],
    ),
  ];
}

/**
 * Grants application permissions in the tenant of the session, in all clouds.
 *
 * @param graph origin of Microsoft Graph
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments
 * @see https://learn.microsoft.com/cli/azure/reference-index#az-rest
 */
export function grantRoles(permissions: readonly string[], app: Value, graph: string): string[] {
  const findPrincipal = (variable: string, id: string) =>
    command(`${variable}=$(az ad sp show`, `--id ${id}`, "--query id", "--output tsv)");
  const body = [
    "body=$(printf",
    `'{"principalId":"%s","resourceId":"%s","appRoleId":"%s"}'`,
    '"${app_principal:?}"',
    '"${graph_principal:?}"',
    '"${permission_id:?}")',
  ];
  const post = [
    "az rest",
    "--method POST",
    '--url "$principals/${app_principal:?}/appRoleAssignments"',
    `--resource ${graph}`,
    '--body "$body"',
    "--output none",
  ];
  return [
    findPrincipal("app_principal", app.word),
    findPrincipal("graph_principal", GRAPH_APP_ID),
    `principals=${graph}/v1.0/servicePrincipals`,
    forEachPermission(permissions, "Role", body, post),
  ];
}
