/**
 * Pages of the Auth0 dashboard.
 *
 * @module
 */

const DASHBOARD = "https://manage.auth0.com/";

/**
 * A page of the tenant, or the dashboard if the domain does not name tenant and region.
 *
 * @param domain canonical domain, such as example.eu.auth0.com. Without a region, it is in the US
 * @see https://github.com/auth0/auth0-cli/blob/main/internal/cli/utils_shared.go
 */
export function dashboardPage(domain: string | undefined, path = ""): string {
  const [, tenant, region = "us"] = /^([\w-]+)(?:\.([\w-]+))?\.auth0\.com$/.exec(domain ?? "") ?? [];
  return tenant === undefined ? DASHBOARD : `${DASHBOARD}dashboard/${region}/${tenant}/${path}`;
}
