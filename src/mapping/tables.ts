/**
 * Auth0's default mapping of Azure AD profiles, as two tables: the normalized name, then its sources in the order in
 * which they are tried.
 *
 * @module
 * @see https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2
 */

export type MappingTable = Readonly<Record<string, readonly string[]>>;

/** Microsoft Identity Platform (v2). `user_id` is `sub`, so that ids issued under v1 stay the same. */
export const V2: MappingTable = {
  user_id: ["sub"],
  tenantid: ["tid"],
  nickname: ["upn", "userPrincipalName"],
  roles: ["roles", "role"],
  email: ["email", "mail"],
  upn: ["upn", "userPrincipalName"],
  given_name: ["givenName"],
  family_name: ["surname"],
  oid: ["oid"],
  name: ["name"],
  account_enabled: ["accountEnabled"],
  assigned_licenses: ["assignedLicenses"],
  assigned_plans: ["assignedPlans"],
  city: ["city"],
  country: ["country"],
  department: ["department"],
  fax: ["faxNumber"],
  job_title: ["jobTitle"],
  dir_sync_enabled: ["onPremisesSyncEnabled"],
  last_sync: ["onPremisesLastSyncDateTime"],
  mobile: ["mobilePhone"],
  group_ids: ["groups"],
  phone: ["businessPhones"],
  postal_code: ["postalCode"],
  preferred_language: ["preferredLanguage"],
  provisioned_plans: ["provisionedPlans"],
  provisioning_errors: ["onPremisesProvisioningErrors"],
  proxy_addresses: ["proxyAddresses"],
  state: ["state"],
  street: ["streetAddress"],
  usage_location: ["usageLocation"],
};

const SOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
const IDENTITY = "http://schemas.microsoft.com/identity/claims/";
const WS = "http://schemas.microsoft.com/ws/2008/06/identity/claims/";

/** Azure Active Directory (v1), with the names of claims in tokens and WS-Federation. All rows of v2 exist in v1, too. */
export const V1: MappingTable = {
  ...V2,
  puid: ["http://schemas.xmlsoap.org/claims/PUID"],
  upn: [`${SOAP}name`, "unique_name"],
  user_id: [`${SOAP}name`, "unique_name"],
  azure_id: [`${SOAP}nameidentifier`, "sub"],
  given_name: [`${SOAP}givenname`, "given_name"],
  family_name: [`${SOAP}surname`, "family_name"],
  nickname: [`${SOAP}name`, "unique_name"],
  tenantid: [`${IDENTITY}tenantid`, "tid"],
  roles: [`${WS}roles`, "roles", `${WS}role`, "role"],
  dir_sync_enabled: ["dirSyncEnabled"],
  fax: ["facsimileTelephoneNumber"],
  last_sync: ["lastDirSyncTime"],
  mobile: ["mobile"],
  group_ids: ["groups", `${WS}groups`],
  phone: ["phone"],
  physical_delivery_office_name: ["physicalDeliveryOfficeName"],
  provisioning_errors: ["provisioningErrors"],
  telephoneNumber: ["telephoneNumber"],
  access_token: ["access_token"],
  expires_in: ["expires_in"],
  refresh_token: ["refresh_token"],
  oid: [`${IDENTITY}objectidentifier`, "oid"],
  // Auth0's table has no row for `email`. This is how Auth0 treats it. `name` is the same as in v2.
  email: [`${SOAP}emailaddress`, "email", "mail"],
};

/** Sources of the e-mail address in v1 if they contain one and no better source does. */
export const V1_EMAIL_FALLBACK: readonly string[] = [`${SOAP}name`, "unique_name"];

/** Part of the mapping, but never stored. */
export const TOKENS: ReadonlySet<string> = new Set([
  "access_token",
  "refresh_token",
  "access_token_secret",
  "id_token",
  "expires_in",
]);

/** Whether a property may be stored. */
export const isStorable = (name: string): boolean => !TOKENS.has(name);

/** Names whose values come from the token that was signed for this login, not from the directory. */
export const CLAIMS_ONLY: ReadonlySet<string> = new Set(["user_id", "oid", "tenantid", "name"]);

/**
 * Claims that hold a user principal name. `unique_name` and `…/claims/name` are not among them: AD FS puts `DOMAIN\user`
 * there, and other identity providers put arbitrary values there.
 */
export const UPN_CLAIMS: readonly string[] = ["upn", `${SOAP}upn`];

/** End of the name of the SAML claim which says that groups were left out. */
export const GROUPS_LINK = "/groups.link";

/** Sources of the v2 table that are claims of a token and not properties of Graph's user. */
const CLAIM_SOURCES = new Set(["sub", "tid", "upn", "roles", "role", "email", "oid", "name", "groups"]);

/** Properties to request of Graph's user: `id` and those that the mapping reads. `displayName` is its `name`. */
export const GRAPH_PROPERTIES: readonly string[] = [
  "id",
  "displayName",
  ...new Set(
    Object.values(V2)
      .flat()
      .filter((source) => !CLAIM_SOURCES.has(source)),
  ),
];

/** Attributes that only the directory has: the rows from `account_enabled` to the end, except those from claims. */
export const DIRECTORY_ONLY: ReadonlyMap<string, string> = new Map(
  Object.entries(V2)
    .slice(Object.keys(V2).indexOf("account_enabled"))
    .flatMap(([name, [source = ""]]) => (CLAIM_SOURCES.has(source) ? [] : [[name, source] as const])),
);
