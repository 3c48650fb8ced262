/**
 * Which parts were read so recently that they are not read again: by their time in the stored data, or by what this
 * instance remembers. An instance remembers times under a hash, and nothing about the person.
 *
 * @module
 */

import type { EntraLogin } from "../login/login";
import { ownText } from "../json";
import { saltedHash, setBounded } from "../bounded-map";
import type { Part } from "../parts/part";
import type { Settings } from "../settings/settings";
import { type Stored, partDataOf } from "../app-metadata/state";

const MOST_ENTRIES = 20_000;

interface Memory {
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  /** Whether this part leaves nothing in `app_metadata`, so that missing data does not mean that it was deleted. */
  readonly leavesNothing: boolean;
}

/** By part and person. */
const memories = new Map<string, Memory>();

/** Whose data may be fresh: an identity as a part of one Auth0 user. */
export interface Person {
  readonly identityKey: string;
  readonly userId: string;
}

/** Whether `part` need not be read. @param now milliseconds since the epoch */
export function isFresh(
  part: Part,
  stored: Stored,
  person: Person,
  settings: Settings,
  now: number,
): boolean {
  if (settings.refreshAfterMs === 0 || stored.owner === "foreign") return false;
  const isRecent = (time: number) => time <= now && now - time < settings.refreshAfterMs;
  const isVariant = part.isVariant?.(partDataOf(stored.state, part), settings) ?? true;
  if (isVariant && isRecent(timeOf(ownText(stored.state.sync, part.name)))) return true;
  const memory = memories.get(nameOf(part, person, settings));
  // Without stored data, somebody has deleted `app_metadata` since.
  const isStored = Object.keys(stored.state.entra).length > 0;
  if (!memory || (!isStored && !memory.leavesNothing)) return false;
  return isRecent(memory.readAt);
}

/** The result of a login that its freshness depends on. */
export interface Kept {
  /** Outcomes by part. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** Whether the data was saved or needed no saving. */
  readonly isSaved: boolean;
  /** Whether the data does not fit into the profile, so that the next login could not save it either. */
  readonly isTooLarge: boolean;
}

/** Remembers what was read. What could not be saved is read again by the next login. */
export function rememberReads(
  { identity, userId, settings, due }: EntraLogin,
  { outcomes, isSaved, isTooLarge }: Kept,
  now: number,
): void {
  for (const part of due) {
    const outcome = outcomes[part.name] ?? "";
    const isPartTooLarge = outcome === "failed:too_large";
    const isAnswered = outcome.startsWith("failed:")
      ? isPartTooLarge
      : isSaved || isTooLarge || outcome === "unchanged";
    if (!isAnswered) continue;
    const leavesNothing = isTooLarge || isPartTooLarge || outcome === "none";
    const name = nameOf(part, { identityKey: identity.key, userId }, settings);
    setBounded(memories, name, { readAt: now, leavesNothing }, MOST_ENTRIES);
  }
}

/** Time as `sync` holds it: ISO 8601 in UTC, to the second. */
export function syncTime(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

/** `NaN`, which is not recent, for what is missing or no time. */
function timeOf(text: string | undefined): number {
  return text && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
}

function nameOf(part: Part, { identityKey, userId }: Person, settings: Settings): string {
  return saltedHash(part.name, part.variant?.(settings) ?? "", identityKey, userId);
}
