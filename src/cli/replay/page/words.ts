/**
 * What happened in a login, as sentences. Each says only what is true for this login.
 *
 * @module
 */

import type { Report } from "../../../report/log-line";
import type { SkipReason } from "../../../login/graph-user";
import type { LoggedOutcome, PartLog } from "../../shared/log-line";
import { reasonWords } from "../../shared/reason-words";
import type { LoginFacts } from "./login-facts";

const READ: Readonly<Record<Exclude<PartLog["kind"], "failed">, string>> = {
  updated: "Read. It is new or has changed.",
  unchanged: "Read. Nothing has changed.",
  removed: "Read. There is no value any more, so the stored one is removed.",
  none: "No value is available.",
  off: "Off: not read.",
  fresh: "Read recently, so it was not read again.",
  trimmed: "Read. Some of it is left out, because the profile would be larger than PROFILE_LIMIT_BYTES.",
};

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  config: "Nothing was read, because a required setting is missing.",
  no_oid: "Nothing was read, because the user's object ID is not known.",
  tenant_not_allowed: "Nothing was read, because the user's tenant is not allowed.",
};

/** The outcome of a part. @param name of the part */
export function outcomeWords(name: string, { kind, failure }: PartLog, facts: LoginFacts): string {
  const { line, storedBefore, storedAfter } = facts;
  const kept = storedBefore.has(name) ? " What is stored is kept." : "";
  if (failure !== undefined) {
    const fallback = storedAfter.has(name) ? " The claims of this login are stored instead." : "";
    return `Not read: ${reasonWords(failure)}.${needs(name, failure, facts)}${kept || fallback}`;
  }
  if (kind === "failed") return "Not read.";
  if (line?.saved?.failure !== undefined && isChange({ kind })) return "Read, but not saved.";
  return ["none", "off", "fresh"].includes(kind) ? `${READ[kind]}${kept}` : READ[kind];
}

/** Whether the outcome is something to save. */
export function isChange({ kind }: Pick<PartLog, "kind">): boolean {
  return ["updated", "removed", "trimmed"].includes(kind);
}

function needs(name: string, failure: string, { configuration }: LoginFacts): string {
  const part = configuration.parts.find((each) => each.name === name);
  return part && ["permission", "limited"].includes(failure) ? ` Reading it needs ${part.permission}.` : "";
}

/** Whether and how the changes were saved. */
export function savedWords({ text, failure }: LoggedOutcome): string {
  if (failure !== undefined) return `Not saved: ${reasonWords(failure)}.`;
  return text === "action-api" ? "Saved with api.user.setAppMetadata." : "Saved with the Management API.";
}

/** The result of a login in one or two words. */
export function resultLabel({ line, kind, configuration }: LoginFacts): string {
  if (line) return line.entra;
  if (configuration.parts.every((part) => !part.isOn)) return "off";
  return kind === "other" ? "not Entra" : "fresh";
}

/** The result of a login in a few sentences. */
export function resultSentences(facts: LoginFacts): string {
  const { line, isForeign, played } = facts;
  const isRemoved = isForeign && Object.keys(played.written).length > 0;
  const removed = isRemoved ? " Data of the identity that was linked before is removed." : "";
  return `${line ? loggedResult(line.entra, facts) : silentResult(facts)}${removed}`;
}

function silentResult({ kind, configuration, played }: LoginFacts): string {
  if (configuration.parts.every((part) => !part.isOn)) return "All parts are off, so nothing was done.";
  if (kind === "other") return "This is not a login through Entra, so nothing was done.";
  const claims = Object.keys(played.idToken).length > 0 ? " The ID token claims were set." : "";
  return `The stored data is fresh, so nothing was read.${claims}`;
}

function loggedResult(entra: Report["entra"], facts: LoginFacts): string {
  const { line, storedBefore } = facts;
  const reads = [...(line?.outcomes.values() ?? [])].filter(({ kind }) => kind !== "off" && kind !== "fresh");
  const isAnyFailed = reads.some(({ failure }) => failure !== undefined);
  const isAllFailed = isAnyFailed && reads.every(({ failure }) => failure !== undefined);
  if (entra === "skipped") return SKIPPED[line?.reason ?? "config"];
  if (line?.saved?.failure !== undefined) {
    if (isAllFailed) return "No data could be read, and the claims could not be saved.";
    if (isAnyFailed) return "Some data could not be read, and the rest could not be saved.";
    return "The data was read, but it could not be saved.";
  }
  switch (entra) {
    case "updated":
      return "The data was read, and what had changed was saved.";
    case "unchanged":
      return "The data was read. Nothing had changed, so nothing was saved.";
    case "partial":
      return line?.saved
        ? "Some data could not be read. The rest was read, and what had changed was saved."
        : "Some data could not be read. In the rest, nothing had changed.";
    case "failed":
      if (line?.saved) return "No data could be read. Claims of the login were saved.";
      return `No data could be read. ${storedBefore.size > 0 ? "What was stored before is kept." : "Nothing was stored before."}`;
  }
}
