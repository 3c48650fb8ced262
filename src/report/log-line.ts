/**
 * The one line that a login leaves behind. Pure.
 *
 * @module
 */

/** Auth0 keeps so much of what an Action logs. @see https://auth0.com/docs/customize/actions/limitations */
export const LOG_LINE_BYTES = 256;

export type SkipReason = "config" | "no_oid" | "tenant_not_allowed";

export interface Report {
  readonly entra: "updated" | "unchanged" | "partial" | "failed" | "skipped";
  readonly reason?: SkipReason;
  /** Outcome of each part, in the order in which it is told. */
  readonly parts?: Readonly<Record<string, string>>;
  /** `management-api`, `action-api` or `failed:<reason>`; missing where there was nothing to save. */
  readonly saved?: string;
  /** Milliseconds that the login took. */
  readonly ms: number;
  /** One remedy; cut to fit. */
  readonly hint?: string;
}

/** Digits that `ms` takes at most; room for them is always kept, so that a hint is cut the same at any duration. */
const MS_DIGITS = 5;

/** Writes `report` as JSON of at most {@link LOG_LINE_BYTES}. Only the hint is ever cut, at a word. */
export function logLine({ entra, reason, parts, saved, ms, hint }: Report): string {
  const line = (cutHint: string) =>
    JSON.stringify({ entra, reason, ...parts, saved, ms, ...(cutHint !== "" && { hint: cutHint }) });
  const reserve = Math.max(0, MS_DIGITS - String(ms).length);
  let cut = hint ?? "";
  while (cut !== "" && Buffer.byteLength(line(cut)) + reserve > LOG_LINE_BYTES) {
    cut = cut.slice(0, Math.max(0, cut.lastIndexOf(" "))).replace(/[\s,:;(]{1,4}$/, "");
  }
  return line(cut);
}
