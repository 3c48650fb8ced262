/**
 * Which user of the directory a login is about. Tenant and object id together are the key of a person in Entra.
 *
 * @module
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */

import { own } from "../json";
import { type Claims, claimValues } from "../mapping/profile";
import { UPN_CLAIMS } from "../mapping/tables";
import { CLOUDS } from "../settings/cloud";
import { isGuid } from "../settings/parse";
import type { Settings } from "../settings/settings";

export interface GraphUser {
  readonly tenantId: string;
  /** Path below `/v1.0`. */
  readonly path: string;
  /** Missing if the person is looked up by user principal name. */
  readonly oid: string | undefined;
}

/** Tenant and object id, in lower case. */
export interface GraphUserKey {
  readonly tenantId: string;
  readonly oid: string;
}

export type Lookup =
  | { readonly kind: "user"; readonly user: GraphUser }
  | { readonly kind: "no_oid" }
  /** With the claims that name the tenant. */
  | { readonly kind: "tenant_not_allowed"; readonly claims: Claims };

/** Where to look for an object id that the claims do not have, in this order. */
export interface OtherSources {
  /** What is stored for this identity; only for connections whose user principal name is trusted. */
  readonly stored: GraphUserKey | undefined;
  /** Claims from the Management API. */
  readonly readClaims: () => Promise<Claims | undefined>;
  readonly isUpnTrusted: boolean;
}

/** Microsoft's tenant of all personal accounts. It has no directory that an app could read. */
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

/** Something that is no tenant id. It never falls back to `AZURE_TENANT_ID`. */
const INVALID = Symbol("invalid tenant");

/** The tenant that claims name: a lower-case GUID, nothing, or something that is no tenant id. */
type Tenant = string | undefined | typeof INVALID;

/** Whether users of the tenant that `claims` name may be looked up. */
export function isTenantAllowed(claims: Claims, settings: Settings): boolean {
  return isAllowed(tenantOf(claims), settings);
}

/** Whether `claims` are those of a personal Microsoft account. */
export function isPersonalAccount(claims: Claims): boolean {
  return tenantOf(claims) === PERSONAL_ACCOUNTS;
}

/**
 * Tenant and object id as `claims` give them.
 *
 * @returns `undefined` if there is no object id, or no tenant that may be used
 */
export function keyOf(claims: Claims, settings: Settings): GraphUserKey | undefined {
  const oid = oidOf(claims);
  const tenant = tenantOf(claims);
  if (!oid || tenant === INVALID) return undefined;
  return { tenantId: tenant ?? settings.tenantId, oid: oid.toLowerCase() };
}

/** Whether the user principal name in `claims` can select a user, if their connection is trusted for it. */
export function hasUsableUpn(claims: Claims, settings: Settings): boolean {
  const tenant = tenantOf(claims) ?? settings.tenantId;
  return upnOf(claims) !== undefined && tenant === settings.tenantId;
}

/** Resolves the user. An e-mail address never selects one. */
export async function findGraphUser(
  claims: Claims,
  settings: Settings,
  { stored, readClaims, isUpnTrusted }: OtherSources,
): Promise<Lookup> {
  const claimed = tenantOf(claims);
  if (!isAllowed(claimed, settings)) return { kind: "tenant_not_allowed", claims };
  const oid = oidOf(claims);
  if (oid) return userByOid(claimed ?? settings.tenantId, oid);
  const isUsable = (tenantId: string) => tenantId === (claimed ?? tenantId) && isAllowed(tenantId, settings);
  if (stored && isUsable(stored.tenantId)) return userByOid(stored.tenantId, stored.oid);

  const others = await readClaims();
  const otherTenant = others && tenantOf(others);
  if (!isAllowed(otherTenant, settings)) return { kind: "tenant_not_allowed", claims: others ?? claims };
  const tenantId = claimed ?? otherTenant ?? settings.tenantId;
  const otherOid = others && oidOf(others);
  if (otherOid) return userByOid(tenantId, otherOid);
  const upn = isUpnTrusted ? (upnOf(claims) ?? (others && upnOf(others))) : undefined;
  if (!upn || tenantId !== settings.tenantId) return { kind: "no_oid" };
  return { kind: "user", user: { tenantId, path: userPath(upn), oid: undefined } };
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
