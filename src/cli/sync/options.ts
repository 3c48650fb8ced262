/**
 * Options of `sync`.
 *
 * @module
 */

import { isGuid } from "../../settings/parse";
import type { PhotoChoice, RemovalLimit, SyncOptions } from "../../sync/run";
import { UsageError } from "../shared/exit";

/** Options as the command line has them. */
export interface SyncCommandOptions {
  readonly dryRun?: boolean;
  readonly user?: string;
  readonly connection?: readonly string[];
  readonly parts?: string;
  readonly photos?: string;
  readonly maxRemovals?: string;
  readonly maxMinutes?: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly html?: string;
}

/** Timers of Node can wait for 24 days. */
const MAX_MINUTES = 30_000;

const PHOTO_CHOICES: readonly PhotoChoice[] = ["all", "share", "none"];

/** @param partNames names of all parts @throws {@link UsageError} */
export function parseSyncOptions(options: SyncCommandOptions, partNames: readonly string[]): SyncOptions {
  const { dryRun = false, user, connection = [], parts, photos = "share", maxRemovals } = options;
  if (user !== undefined && !isGuid(user) && !user.includes("|")) {
    throw new UsageError("--user must be an Entra object ID (a GUID) or an Auth0 user ID (such as waad|…)");
  }
  const names = parts?.split(",").map((name) => name.trim()) ?? [];
  const unknown = names.find((name) => !partNames.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--parts: "${unknown}" is not a part; the parts are ${partNames.join(", ")}`);
  }
  const choice = PHOTO_CHOICES.find((word) => word === photos);
  if (!choice) throw new UsageError(`--photos must be ${PHOTO_CHOICES.join(", ")}`);
  return {
    isDryRun: dryRun,
    user,
    connections: connection,
    parts: names,
    photos: choice,
    maxRemovals: maxRemovals === undefined ? undefined : parseLimit(maxRemovals),
  };
}

function parseLimit(text: string): RemovalLimit {
  const [, digits = "", unit] = /^(\d{1,9})(%?)$/.exec(text.trim()) ?? [];
  const number = Number(digits);
  if (digits === "" || (unit === "%" && number > 100)) {
    throw new UsageError("--max-removals must be a number of users or a percentage, such as 25 or 5%");
  }
  return unit === "%" ? { percent: number } : { count: number };
}

/** Milliseconds; `undefined` without a limit. @throws {@link UsageError} */
export function parseMaxMinutes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const minutes = Number(text);
  if (!/^\d{1,5}(?:\.\d+)?$/.test(text.trim()) || minutes <= 0 || minutes > MAX_MINUTES) {
    throw new UsageError(`--max-minutes must be a number of minutes above 0, at most ${MAX_MINUTES}`);
  }
  return minutes * 60_000;
}
