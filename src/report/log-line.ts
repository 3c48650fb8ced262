/**
 * The log line of a login. Pure.
 *
 * @module
 */

import type { PartOutcome } from "../app-metadata/plan";
import type { Saved } from "../enrich/save";
import type { SkipReason } from "../login/graph-user";

/** Auth0 keeps this many bytes of what an Action logs. @see https://auth0.com/docs/customize/actions/limitations */
export const LOG_LINE_BYTES = 256;

export interface Report {
  readonly entra: "updated" | "unchanged" | "partial" | "failed" | "skipped";
  readonly reason?: SkipReason;
  /** In the order of the log line. */
  readonly outcomes?: ReadonlyMap<{ readonly name: string }, PartOutcome>;
  readonly saved?: Saved;
  /** Milliseconds that the login took. */
  readonly ms: number;
  /** What to change. Cut if it does not fit. */
  readonly hint?: string | undefined;
}

/** Digits of `ms`. Their space is always reserved, so that a hint is cut in the same place after any duration. */
const MS_DIGITS = 5;

/** Writes `report` as JSON of at most {@link LOG_LINE_BYTES}. Only the hint is cut, between words. */
export function logLine({ entra, reason, outcomes, saved, ms, hint = "" }: Report): string {
  const parts = Object.fromEntries(
    [...(outcomes ?? [])].map(([{ name }, outcome]) => [name, outcomeText(outcome)]),
  );
  const line = (cutHint: string) =>
    JSON.stringify({
      entra,
      reason,
      ...parts,
      saved: savedText(saved),
      ms,
      ...(cutHint !== "" && { hint: cutHint }),
    });
  const reserve = Math.max(0, MS_DIGITS - String(ms).length);
  let cut = hint;
  while (cut !== "" && Buffer.byteLength(line(cut)) + reserve > LOG_LINE_BYTES) {
    cut = cut.slice(0, Math.max(0, cut.lastIndexOf(" "))).replace(/[\s,:;(]{1,4}$/, "");
  }
  return line(cut);
}

/** An outcome as text. */
export function outcomeText(outcome: PartOutcome): string {
  return outcome.kind === "failed" ? `failed:${outcome.failure.reason}` : outcome.kind;
}

function savedText(saved: Saved | undefined): string | undefined {
  if (saved?.kind === "failed") return `failed:${saved.failure.reason}`;
  return saved?.kind === "saved" ? saved.by : undefined;
}
