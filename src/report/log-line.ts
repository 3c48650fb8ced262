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

/** Writes `report` as JSON of at most {@link LOG_LINE_BYTES}; only the hint is ever cut. */
export function logLine({ entra, reason, parts, saved, ms, hint }: Report): string {
  const line = (cutHint: string) =>
    JSON.stringify({ entra, reason, ...parts, saved, ms, ...(cutHint !== "" && { hint: cutHint }) });
  let cut = hint ?? "";
  while (cut !== "" && Buffer.byteLength(line(cut)) > LOG_LINE_BYTES) {
    cut = cut.slice(0, -1).trimEnd();
  }
  return line(cut);
}
