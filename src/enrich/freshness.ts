/**
 * Which parts were read so recently that they are not read again: by their time in the stored data, or by the memory of
 * this instance, which holds times under a hash and nothing about the user.
 *
 * @module
 */

import type { PartOutcome } from "../app-metadata/plan";
import { partDataOf } from "../app-metadata/state";
import { saltedHash, setBounded } from "../bounded-map";
import { ownText } from "../json";
import { isTenantAllowed } from "../login/graph-user";
import type { EntraLogin } from "../login/login";
import type { Part } from "../parts/part";

const MAX_LAST_READS = 20_000;

interface LastRead {
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  /** Whether the part stores nothing, so that missing data does not mean that it was deleted. */
  readonly storesNothing: boolean;
}

/** By a hash of part and user. */
const lastReads = new Map<string, LastRead>();

/** The parts that are on and have to be read. @param now milliseconds since the epoch */
export function dueParts(login: EntraLogin, now: number): readonly Part[] {
  // Always due, so that the reason is logged at every login.
  const isReported = !isTenantAllowed(login.lookup);
  return login.parts.filter((part) => part.isOn && (isReported || !isFresh(part, login, now)));
}

/** Whether `part` need not be read. */
function isFresh(part: Part, login: EntraLogin, now: number): boolean {
  const { stored, settings } = login;
  if (settings.refreshAfterMs === 0 || stored.owner === "foreign") return false;
  const isRecent = (time: number) => time <= now && now - time < settings.refreshAfterMs;
  const isCurrent = part.isCurrent?.(partDataOf(stored.state, part)) ?? true;
  if (isCurrent && isRecent(parseTime(ownText(stored.state.sync, part.name)))) return true;
  const lastRead = lastReads.get(nameOf(part, login));
  // If nothing is stored, `app_metadata` was deleted after the last read.
  const isStored = Object.keys(stored.state.entra).length > 0;
  if (!lastRead || (!isStored && !lastRead.storesNothing)) return false;
  return isRecent(lastRead.readAt);
}

/** The result of a login that its freshness depends on. */
export interface ReadResult {
  readonly outcomes: ReadonlyMap<Part, PartOutcome>;
  /** Whether the data was saved or needed no saving. */
  readonly isSaved: boolean;
  /** Whether the data does not fit into the profile, so that the next login could not save it either. */
  readonly isTooLarge: boolean;
}

/** Remembers which parts were read. The next login reads again what failed or could not be saved, unless it was too large. */
export function rememberReads(
  login: EntraLogin,
  due: readonly Part[],
  { outcomes, isSaved, isTooLarge }: ReadResult,
  now: number,
): void {
  for (const part of due) {
    const outcome = outcomes.get(part);
    if (!outcome) continue;
    const isPartTooLarge = outcome.kind === "failed" && outcome.failure.reason === "too_large";
    const isDone =
      outcome.kind === "failed" ? isPartTooLarge : isSaved || isTooLarge || outcome.kind === "unchanged";
    if (!isDone) continue;
    const storesNothing = isTooLarge || isPartTooLarge || outcome.kind === "none";
    setBounded(lastReads, nameOf(part, login), { readAt: now, storesNothing }, MAX_LAST_READS);
  }
}

/** `NaN`, which is not recent, if there is no valid time. */
function parseTime(text: string | undefined): number {
  return text && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
}

function nameOf(part: Part, { identity, userId }: EntraLogin): string {
  return saltedHash(part.name, part.variant ?? "", identity.key, userId);
}
