/**
 * The report of a login, which becomes its log line.
 *
 * @module
 */

import type { Enrichment } from "../enrich/enrich";
import type { Saved } from "../enrich/save";
import type { EntraLogin } from "../login/login";
import type { Part } from "../parts/part";
import {
  ADVICE_NO_IDENTITY,
  noOidHint,
  partHint,
  saveHint,
  scopesHint,
  settingHint,
  tenantHint,
  tokenClaimsHint,
  trimmingHint,
} from "./hints";
import type { Report } from "./log-line";
import { type TokenClaims, unnamedClaims } from "./token-claims";

type Done = Extract<Enrichment, { kind: "done" }>;
type Skipped = Extract<Enrichment, { kind: "skipped" }>;

/** The report of a login that was enriched or skipped. @param ms milliseconds that it took */
export function reportOf(
  login: EntraLogin,
  enrichment: Enrichment,
  { leftOut }: TokenClaims,
  ms: number,
): Report {
  const { saved } = enrichment;
  if (enrichment.kind === "skipped") {
    return {
      entra: "skipped",
      reason: enrichment.reason,
      saved,
      ms,
      hint: skipHint(login, enrichment),
    };
  }
  const reasons = [...enrichment.readings.values()].map((it) => it.kind === "failed" && it.failure.reason);
  // If all of several parts failed for the same reason, the hint needs the space.
  const isSameFailure = reasons.length > 1 && reasons[0] && new Set(reasons).size === 1;
  const isShown = (part: Part) => !part.isOmittable || (part.isOn && !isSameFailure);
  const hint = failureHint(login, enrichment) ?? adviceHint(login, enrichment, leftOut);
  return {
    entra: resultOf(reasons, saved),
    outcomes: new Map([...enrichment.outcomes].filter(([part]) => isShown(part))),
    saved,
    ms,
    hint,
  };
}

/** The report of a login through an Entra connection if the user has no identity of that connection. */
export function reportNoIdentity(): Report {
  return { entra: "skipped", reason: "no_oid", ms: 0, hint: ADVICE_NO_IDENTITY };
}

/** The report of an unexpected error. @param ms milliseconds that the login took */
export function reportBug(ms: number): Report {
  return { entra: "failed", ms, hint: "report a bug: unexpected error in this Action" };
}

/** @param reasons of the parts that failed, `false` for those that were read */
function resultOf(reasons: readonly unknown[], saved: Saved): Report["entra"] {
  if (saved.kind === "failed" || reasons.every(Boolean)) return "failed";
  if (reasons.some(Boolean)) return "partial";
  return saved.kind === "saved" ? "updated" : "unchanged";
}

function skipHint(login: EntraLogin, { reason, isPersonalAccount, failure }: Skipped): string {
  switch (reason) {
    case "config":
      return `set ${login.settings.missing.join(", ")}`;
    case "no_oid":
      return noOidHint(login, failure);
    case "tenant_not_allowed":
      return tenantHint(isPersonalAccount, login.invalid);
  }
}

/** What to do about the first thing that failed. */
function failureHint({ parts, settings }: EntraLogin, { readings, saved }: Done): string | undefined {
  for (const part of parts) {
    const reading = readings.get(part.name);
    if (reading?.kind === "failed") return partHint(part, reading.failure, settings);
  }
  return saved.kind === "failed" ? saveHint(saved.failure) : undefined;
}

/** What to change although nothing failed. */
function adviceHint(
  { claims, settings, parts, invalid }: EntraLogin,
  { missingScopes, outcomes, state }: Done,
  leftOut: readonly string[],
): string | undefined {
  const isTrimmed = [...outcomes.values()].some(({ kind }) => kind === "trimmed");
  const advice = (part: Part) => part.advice?.(claims) ?? [];
  return (
    settingHint([...invalid, ...unnamedClaims(settings, parts)]) ??
    scopesHint(missingScopes) ??
    parts.flatMap(advice)[0] ??
    (isTrimmed ? trimmingHint(state, parts) : undefined) ??
    tokenClaimsHint(leftOut)
  );
}
