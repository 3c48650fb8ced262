/**
 * Decides whether a user may be read from Graph, and which one. Tenant and object id together identify a user.
 *
 * @module
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */

import type { GraphUserKey } from "../app-metadata/state";
import { own } from "../json";
import { type Claims, claimValues } from "../mapping/map-claims";
import { UPN_CLAIMS } from "../mapping/tables";
import { CLOUDS } from "../settings/cloud";
import { isGuid } from "../settings/parse";
import type { Settings } from "../settings/settings";

/** A user of the directory. */
export interface GraphUser {
  readonly tenantId: string;
  /** Path below `/v1.0`. */
  readonly path: string;
  /** `undefined` if the user is looked up by user principal name. */
  readonly oid: string | undefined;
}

/**
 * Why nothing is read.
 *
 * - `config`: required settings are missing
 * - `tenant_not_allowed`: the user's tenant is neither `AZURE_TENANT_ID` nor one of `ENTRA_TENANTS`
 * - `no_oid`: there is no object id, and no user principal name that may be used
 */
export type SkipReason = "config" | "tenant_not_allowed" | "no_oid";

export type Lookup =
  | { readonly kind: "user"; readonly user: GraphUser }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly isPersonalAccount: boolean };

/** What the decision depends on. */
export interface LookupFacts {
  readonly settings: Settings;
  /** Claims of the login. */
  readonly claims: Claims;
  /** Claims of the Auth0 user, which the Management API returns, if it was read. */
  readonly auth0Claims?: Claims | undefined;
  /** What is stored for this identity. */
  readonly stored: GraphUserKey | undefined;
  readonly isUpnTrusted: boolean;
}

/** Microsoft's tenant of all personal accounts. An app cannot read its directory. */
const PERSONAL_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** RFC 5321: 64 characters, `@` and 255 characters. */
const MAX_UPN_LENGTH = 320;

/**
 * Issuers of Entra, v2 and v1, in all clouds. The tenant is the first segment of the path.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
const ISSUER_HOSTS = [
  ...CLOUDS.flatMap((cloud) => cloud.loginHosts),
  "sts.windows.net",
  "sts.microsoftonline.us",
  "sts.chinacloudapi.cn",
];

/** A value that is not a tenant id. `AZURE_TENANT_ID` never replaces it. */
const INVALID = Symbol("invalid tenant");

/** The tenant in claims: a lower-case GUID, nothing, or a value that is not a tenant id. */
type Tenant = string | undefined | typeof INVALID;

/**
 * Decides which user to read: by the object id of the claims, of the stored data, or of the Auth0 user, in this order, else
 * by user principal name. An e-mail address never selects a user.
 */
export function findGraphUser(facts: LookupFacts): Lookup {
  const { settings, claims, auth0Claims, stored } = facts;
  const claimed = tenantOf(claims);
  if (settings.tenantId === "") return skipped("config");
  if (!isAllowed(claimed, settings)) return skipped("tenant_not_allowed", claimed);
  if (settings.missing.length > 0) return skipped("config");
  const oid = oidOf(claims);
  if (oid) return userByOid(claimed ?? settings.tenantId, oid);
  const isStoredTenant = stored?.tenantId === (claimed ?? stored?.tenantId);
  // Earlier versions trusted user principal names of all connections, and may have stored the id of another user.
  if (stored && facts.isUpnTrusted && isStoredTenant && isAllowed(stored.tenantId, settings))
    return userByOid(stored.tenantId, stored.oid);

  const auth0Tenant = auth0Claims && tenantOf(auth0Claims);
  if (!isAllowed(auth0Tenant, settings)) return skipped("tenant_not_allowed", auth0Tenant);
  const tenantId = claimed ?? auth0Tenant ?? settings.tenantId;
  const auth0Oid = auth0Claims && oidOf(auth0Claims);
  if (auth0Oid) return userByOid(tenantId, auth0Oid);
  const upn = upnOf(claims) ?? (auth0Claims && upnOf(auth0Claims));
  if (!upn || !facts.isUpnTrusted || tenantId !== settings.tenantId) return skipped("no_oid");
  return { kind: "user", user: { tenantId, path: userPath(upn), oid: undefined } };
}

/** Whether the tenant is allowed, or not known. */
export function isTenantAllowed(lookup: Lookup): boolean {
  return lookup.kind === "user" || lookup.reason !== "tenant_not_allowed";
}

/** Tenant and object id in `claims`; `undefined` if there is no object id or the tenant is not valid. */
export function keyOf(claims: Claims, settings: Settings): GraphUserKey | undefined {
  const oid = oidOf(claims);
  const tenant = tenantOf(claims);
  if (!oid || tenant === INVALID) return undefined;
  return { tenantId: tenant ?? settings.tenantId, oid: oid.toLowerCase() };
}

function skipped(reason: SkipReason, tenant?: Tenant): Lookup {
  return { kind: "skipped", reason, isPersonalAccount: tenant === PERSONAL_ACCOUNTS };
}

function userByOid(tenantId: string, oid: string): Lookup {
  return { kind: "user", user: { tenantId, path: `/users/${oid}`, oid } };
}

/**
 * Path of a user by user principal name. Without encoding, `a#EXT#@x` would be cut at `#` and name another user. A name
 * that begins with `$` needs the form in parentheses (msgraph-sdk-dotnet#2635).
 */
function userPath(upn: string): string {
  const encoded = encodeURIComponent(upn);
  return upn.startsWith("$") ? `/users('${encoded.replaceAll("'", "''")}')` : `/users/${encoded}`;
}

function isAllowed(tenant: Tenant, settings: Settings): tenant is string | undefined {
  if (tenant === INVALID) return false;
  return tenant === undefined || tenant === settings.tenantId || settings.entraTenants.includes(tenant);
}

function tenantOf(claims: Claims): Tenant {
  const [claimed] = claimValues(claims, "tenantid");
  if (claimed !== undefined) return asTenant(claimed);
  const issuer = own(claims.attributes, "iss");
  if (typeof issuer !== "string") return undefined;
  const [scheme, , host = "", segment] = issuer.split("/", 4);
  const isEntra = scheme?.toLowerCase() === "https:" && ISSUER_HOSTS.includes(host.toLowerCase());
  return isEntra ? asTenant(segment) : undefined;
}

function asTenant(value: unknown): Tenant {
  return typeof value === "string" && isGuid(value) ? value.toLowerCase() : INVALID;
}

function oidOf(claims: Claims): string | undefined {
  return claimValues(claims, "oid").find(
    (value): value is string => typeof value === "string" && isGuid(value),
  );
}

function upnOf({ attributes }: Claims): string | undefined {
  return UPN_CLAIMS.map((name) => own(attributes, name)).find(
    (value): value is string => typeof value === "string" && isUpn(value),
  );
}

function isUpn(text: string): boolean {
  // A lone surrogate cannot be percent-encoded.
  return text.length <= MAX_UPN_LENGTH && text.split("@").length === 2 && !/\p{Surrogate}/u.test(text);
}
