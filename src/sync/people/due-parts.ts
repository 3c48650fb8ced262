/**
 * Which parts a run reads for a user.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { EntraLogin } from "../../login/login";
import type { Part } from "../../parts/part";
import { type SyncRun, isSelected } from "../run";

const DAY_MS = 86_400_000;
/** A run reads the photos of one seventh of the people, so that daily runs read each photo once a week. */
const SHARES = 7;

/** The parts to read. @param oid object id, if it is known */
export function dueParts(run: SyncRun, login: EntraLogin, oid: string | undefined): readonly Part[] {
  return login.parts.filter(
    (part) =>
      part.isOn && isSelected(run.options, part) && (!part.isPerMailbox || isPhotoDue(run, login, oid)),
  );
}

function isPhotoDue({ options, startedAt }: SyncRun, login: EntraLogin, oid: string | undefined): boolean {
  if (options.photos !== "share" || options.user !== undefined) return options.photos !== "none";
  const isNew = Object.keys(login.stored.state.entra).length === 0;
  return isNew || oid === undefined || shareOf(oid) === Math.floor(startedAt / DAY_MS) % SHARES;
}

/** The share of a person, 0 to 6: the SHA-256 of the object id as a number, modulo 7. */
export function shareOf(oid: string): number {
  const hash = createHash("sha256").update(oid.toLowerCase()).digest();
  return hash.reduce((remainder, byte) => (remainder * 256 + byte) % SHARES, 0);
}
