/**
 * The result of a run in words.
 *
 * @module
 */

import type { SyncResult } from "../../../sync/sync";
import type { Tone } from "../../shared/html/elements";
import { formatCount, formatNumber } from "../../shared/html/format";
import { countFailedUsers, countFailuresOf } from "./failure-counts";

/** What the words and the tone depend on. */
export type RunResult = Pick<SyncResult, "summary" | "failures" | "outcomes" | "heldBack">;

/** The result of a run in a few sentences. */
export function runResultWords(result: RunResult, isDryRun: boolean): string {
  switch (result.summary.sync) {
    case "updated":
      return isDryRun
        ? "Dry run: nothing was written. Without --dry-run, these changes would be saved."
        : "All changes are saved.";
    case "unchanged":
      return isDryRun ? "Dry run: there is nothing to save." : "There was nothing to save.";
    case "partial":
    case "failed":
      return problemWords(result, isDryRun);
    case "stopped":
      return isDryRun
        ? "The dry run was stopped before it was done."
        : "The run was stopped before it was done. The next run continues.";
  }
}

/** The tone of the result: bad if no user could be updated. */
export function runResultTone(result: RunResult): Tone {
  switch (result.summary.sync) {
    case "updated":
    case "unchanged":
      return "good";
    case "partial":
      return isNothingDone(result) ? "bad" : "warning";
    case "failed":
      return "bad";
    case "stopped":
      return "warning";
  }
}

function problemWords(result: RunResult, isDryRun: boolean): string {
  const { summary, failures, heldBack } = result;
  const [failed, brokenLines] = [countFailedUsers(failures), countFailuresOf(failures, "export")];
  const isRunFailed = countFailuresOf(failures, "run") > 0;
  const runFailure =
    summary.users === 0 ? "No user could be read." : "A failure ended the run before it was done.";
  const texts = [
    isDryRun && "Dry run: nothing was written.",
    isRunFailed && runFailure,
    failed > 0 && `${formatNumber(failed)} of ${formatCount(summary.users, "user")} failed.`,
    brokenLines > 0 && `${formatCount(brokenLines, "line")} of the export could not be read.`,
    heldBack.length > 0 && "Removals were held back.",
    isNothingDone(result) && "No user could be updated.",
    hasChanges(result) && changesWords(isDryRun),
  ];
  return texts.filter((text) => text !== false).join(" ");
}

function changesWords(isDryRun: boolean): string {
  return isDryRun ? "Without --dry-run, the other changes would be saved." : "The other changes are saved.";
}

/** Whether every user failed or was skipped, and no part of a user was saved. */
function isNothingDone(result: RunResult): boolean {
  const { updated, unchanged, removed, not_found } = result.summary;
  const done = updated + unchanged + removed + not_found;
  return done === 0 && countFailedUsers(result.failures) > 0 && !hasChanges(result);
}

/** Whether anything was saved. Parts of a user can be saved although another part failed. */
function hasChanges({ summary: { updated, removed }, outcomes }: RunResult): boolean {
  const isAnyPart = [...outcomes.values()].some((counts) => counts.has("updated") || counts.has("removed"));
  return updated + removed > 0 || isAnyPart;
}
