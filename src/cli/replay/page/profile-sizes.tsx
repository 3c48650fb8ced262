/**
 * The size of the profile against its limit, and what was left out.
 *
 * @module
 */

import { own } from "../../../json";
import { type Color, Legend, type Segment, StackedBar } from "../../shared/html/bars";
import { formatNumber } from "../../shared/html/format";
import type { LoginFacts } from "./login-facts";
import { type ProfileSize, profileSizeOf } from "./profile-size";

const COLORS: readonly Color[] = [1, 2, 3, 4, 7, 8, 6];

/** Bars before and after the login. @param isShort whether texts are enough */
export function ProfileSizes({ facts, isShort = false }: { facts: LoginFacts; isShort?: boolean }) {
  const { played, before, configuration } = facts;
  const { parts, settings } = configuration;
  const { user } = played.scenario.event;
  const limit = settings.profileLimitBytes === 0 ? undefined : settings.profileLimitBytes;
  const [old, now] = [before, played.appMetadata].map((it) => profileSizeOf(it, user, parts));
  if (!old || !now) return null;
  const total = Math.max(old.bytes, now.bytes, limit ?? 0) * 1.03;
  const bar = (label: string, size: ProfileSize) => (
    <>
      <p class="size">
        Profile {label} the login: <strong>{formatNumber(size.bytes)}</strong>
        {limit !== undefined && ` of ${formatNumber(limit)}`} bytes
      </p>
      {!isShort && (
        <StackedBar label={`Profile ${label}`} segments={segmentsOf(size)} total={total} limit={limit} />
      )}
    </>
  );
  return (
    <>
      {bar("before", old)}
      {bar("after", now)}
      {!isShort && <Legend segments={segmentsOf(now)} />}
      {!isShort && limit !== undefined && <p class="muted">The dashed line is PROFILE_LIMIT_BYTES.</p>}
      <LeftOut notes={own(own(played.appMetadata, "entra"), "trimmed")} limit={limit} />
    </>
  );
}

function segmentsOf({ shares }: ProfileSize): Segment[] {
  return shares
    .map(({ label, bytes }, index) => ({
      label,
      value: bytes,
      color: COLORS[index] ?? 6,
      text: formatNumber(bytes),
    }))
    .filter(({ value }) => value > 0);
}

function LeftOut({ notes, limit }: { notes: unknown; limit: number | undefined }) {
  if (!Array.isArray(notes) || notes.length === 0) return null;
  return (
    <>
      <p>
        Left out so that the profile stays within{" "}
        {limit === undefined ? "the limit" : `PROFILE_LIMIT_BYTES, ${formatNumber(limit)}`}:
      </p>
      <ul class="chips">
        {notes.map((note) => (
          <li>
            <code>{String(note)}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
