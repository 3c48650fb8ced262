/**
 * Which parts were answered so recently that they need not be asked: by their time in what is stored, or as
 * this instance remembers. An instance remembers times under a hash, and nothing about the person.
 *
 * @module
 */

import type { EntraLogin } from "../login/recognize";
import { ownText } from "../mapping/json";
import { remember } from "../memory";
import { loadCrypto } from "../packages";
import type { Part } from "../parts/part";
import type { Settings } from "../settings/settings";
import { type Stored, sliceOf } from "./state";

const MOST_ENTRIES = 20_000;

/** Milliseconds since the epoch by part and person. */
const answered = new Map<string, number>();
/** Not even the hash of an id is the same in two instances. */
let salt: string | undefined;

/** Whose data it is that may be fresh: an identity as a part of one Auth0 user. */
export interface Person {
  readonly identityKey: string;
  readonly userId: string;
}

/** Whether `part` need not be asked. @param now milliseconds since the epoch */
export function isFresh(
  part: Part,
  stored: Stored,
  person: Person,
  settings: Settings,
  now: number,
): boolean {
  if (settings.refreshAfterMs === 0 || stored.foreign) return false;
  const isRecent = (time: number) => time <= now && now - time < settings.refreshAfterMs;
  const isVariant = part.isVariant?.(sliceOf(stored.state, part), settings) ?? true;
  if (isVariant && isRecent(timeOf(ownText(stored.state.sync, part.name)))) return true;
  return isRecent(answered.get(nameOf(part, person, settings)) ?? NaN);
}

/**
 * Remembers what is kept as it was answered; what was not saved is asked again by the next login.
 *
 * @param isKept whether the answers were saved, needed no saving or never could be
 */
export function rememberOutcomes(
  { identity, userId, settings, due }: EntraLogin,
  outcomes: Readonly<Record<string, string>>,
  isKept: boolean,
  now: number,
): void {
  for (const part of due) {
    const outcome = outcomes[part.name] ?? "";
    const isAnswered = outcome.startsWith("failed:")
      ? outcome === "failed:too_large"
      : isKept || outcome === "unchanged";
    if (!isAnswered) continue;
    const name = nameOf(part, { identityKey: identity.key, userId }, settings);
    remember(answered, name, now, MOST_ENTRIES);
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
  const subject = JSON.stringify([part.name, part.variant?.(settings) ?? "", identityKey, userId]);
  const { hash, randomUUID } = loadCrypto();
  salt ??= randomUUID();
  return hash("sha256", salt + subject, "base64");
}
