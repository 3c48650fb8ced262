/**
 * Builds the report of a login for the log line.
 *
 * @module
 */

import type { Enrichment } from "../enrich/enrich";
import { isUpnTrusted } from "../login/identity";
import type { EntraLogin, Login } from "../login/login";
import type { Saved } from "../enrich/save";
import { isGroupOverage } from "../mapping/profile";
import { PARTS } from "../parts";
import type { TokenClaimName } from "../settings/settings";
import type { Report } from "./log-line";
import { remedyForPart, remedyForSave, remedyForScopes, remedyForTenant, remedyForTrimming } from "./hints";
import { badClaimSetting } from "./token-claims";

type Done = Extract<Enrichment, { kind: "done" }>;
type Skipped = Pick<Extract<Enrichment, { kind: "skipped" }>, "kind" | "reason" | "hint" | "saved">;

/** The report of a login that read something. @param leftOut claims for which the ID token has no room */
export function reportOf(
  login: EntraLogin,
  done: Done,
  leftOut: readonly TokenClaimName[],
  ms: number,
): Report {
  const { readings, outcomes, saved } = done;
  const failed = [...readings.values()].filter((reading) => reading.kind === "failed").length;
  const entra =
    saved.kind === "failed" || failed === readings.size
      ? "failed"
      : failed > 0
        ? "partial"
        : saved.kind === "saved"
          ? "updated"
          : "unchanged";
  const hint = firstRemedy(login, done) ?? settingHint(login) ?? furtherHint(login, done, leftOut);
  return { entra, parts: outcomes, ...savedField(saved), ms, ...(hint && { hint }) };
}

/** The report of a login that read nothing. */
export function skipReport(
  login: Exclude<Login, { kind: "other" }>,
  { reason, hint, saved }: Skipped,
  ms: number,
): Report {
  return { entra: "skipped", reason, ...savedField(saved), ms, hint: skipHint(login, reason, hint) };
}

function savedField(saved: Saved): { saved?: string } {
  switch (saved.kind) {
    case "nothing":
      return {};
    case "saved":
      return { saved: saved.by };
    case "failed":
      return { saved: `failed:${saved.failure.reason}` };
  }
}

function skipHint(
  login: Exclude<Login, { kind: "other" }>,
  reason: Skipped["reason"],
  remedy: string | undefined,
): string {
  const { settings } = login;
  switch (reason) {
    case "config":
      return `set ${settings.missing.join(", ")}`;
    case "no_oid":
      return noObjectIdHint(login, remedy);
    case "tenant_not_allowed":
      return remedy ?? remedyForTenant(login.kind === "entra" ? login.claims : undefined, settings);
  }
}

/** @param remedy what to do about an Auth0 user that could not be read */
function noObjectIdHint(login: Exclude<Login, { kind: "other" }>, remedy: string | undefined): string {
  if (login.kind === "no_identity") return "no identity of this connection: check the account's identities";
  const { identity, settings } = login;
  if (identity.native) return "turn on the connection's extended attributes: no object id";
  if (remedy) return remedy;
  const byUpn = isUpnTrusted(identity, settings) ? "" : ", or trust its upn with ENTRA_UPN_CONNECTIONS";
  const byScope = settings.management ? "" : ", or set the AUTH0_ settings with read:users";
  return `map oid on the connection${byUpn}${byScope}`;
}

function firstRemedy(login: EntraLogin, { readings, saved }: Done): string | undefined {
  for (const part of PARTS) {
    const reading = readings.get(part.name);
    if (reading?.kind === "failed") return remedyForPart(part, reading.failure, login.settings);
  }
  return saved.kind === "failed" ? remedyForSave(saved.failure) : undefined;
}

function settingHint({ bad, settings }: EntraLogin): string | undefined {
  const name = bad[0] ?? badClaimSetting(settings);
  return name && `correct ${name}: its value is not valid, see the README`;
}

/** What could be better although nothing failed. */
function furtherHint(
  { claims, settings }: EntraLogin,
  { missingScopes, outcomes, readings, state }: Done,
  leftOut: readonly TokenClaimName[],
): string | undefined {
  if (missingScopes.length > 0) return remedyForScopes(missingScopes);
  if (readings.has("profile") && isGroupOverage(claims))
    return "groups overage: emit only groups assigned to the application";
  if (Object.values(outcomes).includes("trimmed")) return remedyForTrimming(state, settings);
  return leftOut.length > 0
    ? `shorten TOKEN_CLAIMS: no room in the ID token for ${leftOut.join(", ")}`
    : undefined;
}
