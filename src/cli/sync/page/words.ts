/**
 * Names of parts, outcomes and other values for administrators.
 *
 * @module
 */

import { capitalize } from "../../shared/html/format";
import type { OutcomeKind } from "../../../sync/outcomes";
import type { SyncSkipReason } from "../../../sync/summary";

const PLACES: Readonly<Record<string, string>> = {
  save: "Saving in Auth0",
  user: "Reading a user in Auth0",
  export: "Exporting users from Auth0",
  run: "The whole run",
};

const SKIPPED: Readonly<Record<SyncSkipReason, string>> = {
  no_oid: "The object ID is not known",
  tenant_not_allowed: "The tenant is not allowed",
  deleted: "Deleted in Auth0 during the run",
};

const OUTCOMES: Readonly<Record<OutcomeKind, string>> = {
  updated: "Updated",
  unchanged: "Unchanged",
  removed: "Removed",
  none: "No value",
  trimmed: "Partly left out for its size",
  failed: "Failed",
  held_back: "Removal held back",
  not_found: "Not found in the directory",
  off: "Off",
  fresh: "Not due",
};

/** The name of a part, such as `Direct reports` for `directReports`. */
export function partWords(name: string): string {
  return capitalize(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

/** Where something failed. @param what name of a part, or `save`, `user`, `export` or `run` */
export function placeWords(what: string): string {
  return Object.hasOwn(PLACES, what) ? (PLACES[what] ?? what) : partWords(what);
}

/** Why users were skipped. */
export function skipWords(reason: SyncSkipReason): string {
  return SKIPPED[reason];
}

/** The outcome of a part. */
export function outcomeLabel(kind: OutcomeKind): string {
  return OUTCOMES[kind];
}
