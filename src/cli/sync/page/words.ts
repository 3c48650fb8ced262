/**
 * The words of a run's results and options as an administrator reads them.
 *
 * @module
 */

import { capitalize } from "../../shared/html/format";
import type { OutcomeKind } from "../../../sync/outcomes";
import type { PhotoChoice, SyncOptions } from "../../../sync/run";
import type { Summary, SyncSkipReason } from "../../../sync/summary";

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

const PHOTOS: Readonly<Record<PhotoChoice, string>> = {
  all: "of all users",
  share: "of one seventh of the users, and of new users",
  none: "none",
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

/** The result of a run in one or two sentences. */
export function resultWords(summary: Summary, isDryRun: boolean): string {
  switch (summary.sync) {
    case "updated":
      return isDryRun ? "There are changes to save." : "All changes are saved.";
    case "unchanged":
      return "There was nothing to write.";
    case "partial":
      return `${problemWords(summary)}${isDryRun ? "" : " Everything else is done."}`;
    case "failed":
      return summary.users === 0 ? "No user could be read." : "Every user failed.";
    case "stopped":
      return "The run was stopped before it was done. The next run continues.";
  }
}

function problemWords({ failed, held_back }: Summary): string {
  const isAnyFailed = Object.keys(failed).length > 0;
  if (Object.keys(held_back).length === 0) return "Some users failed.";
  return isAnyFailed ? "Some users failed, and removals were held back." : "Removals were held back.";
}

/** What the run was limited to. Never contains the user of `--user`. */
export function limitsOf(options: SyncOptions): readonly (readonly [name: string, value: string])[] {
  const { user, connections, parts, photos } = options;
  const photosOfOne = photos === "none" ? PHOTOS.none : "of this user";
  return [
    ["Users", user === undefined ? "all" : "one user"],
    ["Connections", connections.length === 0 ? "all Entra connections" : connections.join(", ")],
    ["Parts", parts.length === 0 ? "all that are on" : parts.map(partWords).join(", ")],
    ["Photos", user === undefined ? PHOTOS[photos] : photosOfOne],
  ];
}
