/**
 * Whom to ask Graph about: the tenant and the object id, which together are the key of a person in Entra.
 *
 * @module
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */

import { type Claims, mapTexts } from "../mapping/profile";
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
  return isAllowed(hintsIn(claims), settings);
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
  const given = hintsIn(claims);
  if (!isAllowed(given, settings)) return { kind: "tenant_not_allowed" };
  const others = given.oid ? undefined : await more();
  const read = others ? hintsIn(others) : NOTHING;
  if (!isAllowed(read, settings)) return { kind: "tenant_not_allowed" };
  const tenantId = given.tenantId ?? read.tenantId ?? settings.tenantId;
  const oid = given.oid ?? read.oid;
  if (oid) return { kind: "user", user: { tenantId, path: `/users/${oid}`, oid } };
  const upn = given.upn ?? read.upn;
  if (!upn || tenantId !== settings.tenantId) return { kind: "no_oid" };
  // Raw, `a#EXT#@x` would be cut at `#` and ask about somebody else.
  return { kind: "user", user: { tenantId, path: `/users/${encodeURIComponent(upn)}`, oid: undefined } };
}

/** What claims say of a person's whereabouts, each only where it has the form that it should have. */
interface Hints {
  readonly tenantId: string | undefined;
  readonly oid: string | undefined;
  readonly upn: string | undefined;
}

const NOTHING: Hints = { tenantId: undefined, oid: undefined, upn: undefined };

function hintsIn(claims: Claims): Hints {
  const { tenantid, oid, upn } = mapTexts(claims, "tenantid", "oid", "upn");
  return {
    tenantId: tenantid?.toLowerCase(),
    oid: oid && isGuid(oid) ? oid : undefined,
    upn: upn && /^[^@\s]+@[^@\s]+$/.test(upn) ? upn : undefined,
  };
}

function isAllowed({ tenantId }: Hints, settings: Settings): boolean {
  return tenantId === undefined || tenantId === settings.tenantId || settings.entraTenants.includes(tenantId);
}
