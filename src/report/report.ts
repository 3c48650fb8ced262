/**
 * What a login came to, for the log line.
 *
 * @module
 */

import type { EntraLogin } from "../login/recognize";
import type { Saved } from "../management/save";
import { PARTS } from "../parts";
import type { Settings, TokenClaimName } from "../settings/settings";
import { type Plan, type Readings, outcomeOf } from "../stored/change";
import type { Report, SkipReason } from "./log-line";
import { remedyForPart, remedyForSave } from "./remedies";
import { badClaimSetting } from "./token-claims";

/** Outcomes by part: those that are off and those that are fresh among them. */
export function outcomes(login: EntraLogin, readings: Readings, plan: Plan): Record<string, string> {
  const entries = PARTS.map((part) => {
    const reading = readings.get(part.name);
    if (reading) return [part.name, outcomeOf(part, reading, login.stored, plan)];
    return [part.name, login.parts.includes(part) ? "fresh" : "off"];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The report of a login that asked. */
export function reportOf(
  login: EntraLogin,
  readings: Readings,
  parts: Readonly<Record<string, string>>,
  saved: Saved,
  leftOut: readonly TokenClaimName[],
  ms: number,
): Report {
  const failed = [...readings.values()].filter((reading) => reading.kind === "failed").length;
  const entra =
    saved.kind === "failed" || failed === readings.size
      ? "failed"
      : failed > 0
        ? "partial"
        : saved.kind === "saved"
          ? "updated"
          : "unchanged";
  const hint =
    firstRemedy(login, readings, saved) ?? settingHint(login.bad, login.settings) ?? tokenHint(leftOut);
  const savedAs =
    saved.kind === "saved"
      ? saved.by
      : saved.kind === "failed"
        ? `failed:${saved.failure.reason}`
        : undefined;
  return { entra, parts, ...(savedAs && { saved: savedAs }), ms, ...(hint && { hint }) };
}

/** The report of a login that could not ask. */
export function skipReport(reason: SkipReason, settings: Settings, ms: number, hint?: string): Report {
  return { entra: "skipped", reason, ms, hint: hint ?? skipHint(reason, settings) };
}

function skipHint(reason: SkipReason, settings: Settings): string {
  switch (reason) {
    case "config":
      return `set ${settings.missing.join(", ")}`;
    case "no_oid":
      return settings.management
        ? "no object id: map oid on the connection"
        : "no object id: map oid on the connection, or set AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET with read:users";
    case "tenant_not_allowed":
      return settings.bad.includes("ENTRA_TENANTS")
        ? "ENTRA_TENANTS is not understood: comma-separated GUIDs"
        : "add the user's tenant to ENTRA_TENANTS if its users may be asked about";
  }
}

function firstRemedy(login: EntraLogin, readings: Readings, saved: Saved): string | undefined {
  for (const part of PARTS) {
    const reading = readings.get(part.name);
    if (reading?.kind === "failed") return remedyForPart(part, reading.failure, login.settings);
  }
  return saved.kind === "failed" ? remedyForSave(saved.failure) : undefined;
}

function settingHint(bad: readonly string[], settings: Settings): string | undefined {
  const name = bad[0] ?? badClaimSetting(settings);
  return name && `${name} is not understood: see its values in the README`;
}

function tokenHint(leftOut: readonly TokenClaimName[]): string | undefined {
  return leftOut.length > 0
    ? `ID token would pass 8 KiB without room for ${leftOut.join(", ")}: shorten TOKEN_CLAIMS`
    : undefined;
}
