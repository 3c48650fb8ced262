/**
 * The words of the log line as sentences.
 *
 * @module
 */

import type { PartOutcome } from "../../app-metadata/plan";
import type { Reason } from "../../http/failure";
import type { SkipReason } from "../../login/graph-user";
import type { Report } from "../../report/log-line";

type ReadOutcome = Exclude<PartOutcome["kind"], "failed">;

const OUTCOMES: Readonly<Record<ReadOutcome, string>> = {
  updated: "Read. It differs from what was stored before.",
  unchanged: "Read. It is what is stored already.",
  removed: "Read. There is no value any more, so the stored one is removed.",
  none: "No value is available.",
  off: "Off: not read. What is stored is kept.",
  fresh: "Read recently, so it was not read again.",
  trimmed: "Read. Some of it is left out, because the profile would be larger than PROFILE_LIMIT_BYTES.",
};

const REASONS: Readonly<Record<Reason, string>> = {
  credentials: "the app's credentials or its token were refused",
  permission: "the app lacks a permission",
  limited: "the response contains only what an app without the permission can see",
  throttled: "too many requests: the service limits their rate",
  unavailable: "the service is unavailable",
  timeout: "there was no response in time",
  invalid: "the request was refused, or the response has an unexpected form",
  too_large: "the data is too large",
  user_not_found: "the user does not exist there",
};

const RESULTS: Readonly<Record<Exclude<Report["entra"], "skipped">, string>> = {
  updated: "The data was read, and what had changed was saved.",
  unchanged: "The data was read. Nothing had changed, so nothing was saved.",
  partial: "Some data could not be read. What was stored of it before is kept.",
  failed: "No data could be read. What was stored before is kept.",
};

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  config: "Nothing was read, because a required setting is missing.",
  no_oid: "Nothing was read, because the user's object ID is not known.",
  tenant_not_allowed: "Nothing was read, because the user's tenant is not allowed.",
};

/** Why a request failed, as the end of a sentence. @param reason as the log line shows it */
export function reasonWords(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? REASONS[reason as Reason] : reason;
}

/** The outcome of a part. @param outcome as the log line shows it, such as `updated` or `failed:permission` */
export function outcomeWords(outcome: string): string {
  const [kind = "", reason = ""] = outcome.split(":");
  if (kind === "failed") return `Not read: ${reasonWords(reason)}. What is stored is kept.`;
  return Object.hasOwn(OUTCOMES, kind) ? OUTCOMES[kind as ReadOutcome] : outcome;
}

/** Whether and how the changes were saved. @param saved as the log line shows it */
export function savedWords(saved: string): string {
  const [kind, reason = ""] = saved.split(":");
  if (kind === "failed") return `Not saved: ${reasonWords(reason)}.`;
  return `Saved with the ${kind === "action-api" ? "API of Actions, api.user.setAppMetadata" : "Management API"}.`;
}

/** The result of a login as a sentence. @param line a parsed log line; `undefined` if nothing was logged */
export function resultWords(line: Readonly<Record<string, unknown>> | undefined): string {
  if (!line) return "Nothing was to be done: the data is fresh, or the user does not come from Entra.";
  const { entra, reason, saved } = line;
  if (entra === "skipped") return SKIPPED[reason as SkipReason];
  const isSaveFailed = typeof saved === "string" && saved.startsWith("failed");
  if (isSaveFailed) return "The data was read, but it could not be saved.";
  return RESULTS[entra as keyof typeof RESULTS];
}
