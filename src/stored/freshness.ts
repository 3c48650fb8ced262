/**
 * Which parts were answered so recently that they need not be asked: by their time in what is stored, or as
 * this instance remembers. An instance remembers times under a hash, and nothing about the person.
 *
 * @module
 */

import { createHash, randomBytes } from "node:crypto";
import type { EntraLogin } from "../login/recognize";
import type { Saved } from "../management/save";
import { ownText } from "../mapping/json";
import type { Part } from "../parts/part";
import type { Settings } from "../settings/settings";
import { type Stored, sliceOf } from "./state";

const MOST_ENTRIES = 20_000;

/** Milliseconds since the epoch by part and person. */
const answered = new Map<string, number>();
/** Not even the hash of an id is the same in two instances. */
const salt = randomBytes(16);

/** Whether `part` need not be asked. @param now milliseconds since the epoch */
export function isFresh(
  part: Part,
  stored: Stored,
  identityKey: string,
  settings: Settings,
  now: number,
): boolean {
  if (settings.refreshAfterMs === 0) return false;
  const isRecent = (time: number) => time <= now && now - time < settings.refreshAfterMs;
  if (!stored.foreign) {
    const time = timeOf(ownText(stored.state.sync, part.name));
    if (isRecent(time) && (part.isVariant?.(sliceOf(stored.state, part), settings) ?? true)) return true;
  }
  return isRecent(answered.get(nameOf(part, identityKey, settings)) ?? NaN);
}

/** Remembers what is kept as it was answered; what was not saved is asked again by the next login. */
export function rememberOutcomes(
  { identity, settings, due }: EntraLogin,
  outcomes: Readonly<Record<string, string>>,
  saved: Saved,
  now: number,
): void {
  const isKept = saved.kind !== "failed" || saved.failure.reason === "too_large";
  for (const part of due) {
    const outcome = outcomes[part.name] ?? "";
    const isAnswered = outcome.startsWith("failed:")
      ? outcome === "failed:too_large"
      : isKept || outcome === "unchanged";
    if (isAnswered) rememberAnswered(part, identity.key, settings, now);
  }
}

/** Remembers that `part` was answered. */
function rememberAnswered(part: Part, identityKey: string, settings: Settings, now: number): void {
  const name = nameOf(part, identityKey, settings);
  answered.delete(name);
  answered.set(name, now);
  const oldest = answered.keys().next();
  if (answered.size > MOST_ENTRIES && !oldest.done) answered.delete(oldest.value);
}

/** Time as `sync` holds it: ISO 8601 in UTC, to the second. */
export function syncTime(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

/** `NaN`, which is not recent, for what is missing or no time. */
function timeOf(text: string | undefined): number {
  return text && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
}

function nameOf(part: Part, identityKey: string, settings: Settings): string {
  const hash = createHash("sha256").update(salt);
  return hash
    .update(JSON.stringify([part.name, part.variant?.(settings) ?? "", identityKey]))
    .digest("base64");
}
