/**
 * Whom to ask Graph about: the tenant and the object id, which together are the key of a person in Entra.
 *
 * @module
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */

import { ownText } from "../mapping/json";
import { type Claims, mapClaims } from "../mapping/profile";
import { isGuid } from "../settings/text";
import type { Settings } from "../settings/settings";

export interface DirectoryUser {
  readonly tenantId: string;
  /** Path below `/v1.0`. */
  readonly path: string;
  /** Missing where the person is asked for by user principal name. */
  readonly oid: string | undefined;
}

export type WhomToAsk =
  | { readonly kind: "user"; readonly user: DirectoryUser }
  | { readonly kind: "no_oid" }
  | { readonly kind: "tenant_not_allowed" };

/** Whether the tenant that `claims` name may be asked; a person without one is looked for in our own. */
export function isTenantAllowed(claims: Claims, settings: Settings): boolean {
  const tenant = tenantOf(claims);
  return tenant === undefined || tenant === settings.tenantId || settings.entraTenants.includes(tenant);
}

/**
 * Finds the person. An e-mail address never selects one.
 *
 * @param more reads claims from elsewhere, where these have no object id
 */
export async function whomToAsk(
  claims: Claims,
  settings: Settings,
  more: () => Promise<Claims | undefined>,
): Promise<WhomToAsk> {
  if (!isTenantAllowed(claims, settings)) return { kind: "tenant_not_allowed" };
  const found = oidOf(claims);
  const others = found ? undefined : await more();
  if (others && !isTenantAllowed(others, settings)) return { kind: "tenant_not_allowed" };
  const tenantId = tenantOf(claims) ?? (others && tenantOf(others)) ?? settings.tenantId;
  const oid = found ?? (others && oidOf(others));
  if (oid) return { kind: "user", user: { tenantId, path: `/users/${oid}`, oid } };
  const upn = upnOf(claims) ?? (others && upnOf(others));
  if (!upn || tenantId !== settings.tenantId) return { kind: "no_oid" };
  // Raw, `a#EXT#@x` would be cut at `#` and ask about somebody else.
  return { kind: "user", user: { tenantId, path: `/users/${encodeURIComponent(upn)}`, oid: undefined } };
}

function tenantOf(claims: Claims): string | undefined {
  return ownText(mapClaims(claims), "tenantid")?.toLowerCase();
}

function oidOf(claims: Claims): string | undefined {
  const oid = ownText(mapClaims(claims), "oid");
  return oid && isGuid(oid) ? oid : undefined;
}

function upnOf(claims: Claims): string | undefined {
  const upn = ownText(mapClaims(claims), "upn");
  return upn && /^[^@\s]+@[^@\s]+$/.test(upn) ? upn : undefined;
}
