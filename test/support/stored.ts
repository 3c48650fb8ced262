/** Stored data, readings and plans for tests of `app_metadata`. @module */

import type { JsonObject } from "../../src/json";
import { Failure } from "../../src/http/failure";
import { createParts } from "../../src/parts";
import type { Reading } from "../../src/parts/part";
import { createSettingsReader } from "../../src/settings/reader";
import { type PartOutcome, type Plan, type Readings, planChanges } from "../../src/app-metadata/plan";
import { type Owner, readStored } from "../../src/app-metadata/state";

/** All parts, switched on. */
export const PARTS = createParts(
  createSettingsReader({ USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", SYNC_GROUPS: "on" }),
);
export const KEY = "contoso|adele";
export const OWNER: Owner = { identityKey: KEY, user: undefined };
export const NOW = Date.parse("2026-11-22T02:48:00.400Z");

export const found = (metadata: JsonObject, entra: JsonObject): Reading => ({
  kind: "found",
  data: { metadata, entra },
});
export const failed = (reason: Failure["reason"] = "timeout"): Reading => ({
  kind: "failed",
  failure: new Failure(reason),
});

/** One reading for each part except groups; `undefined` in `more` leaves a part out. */
export function readings(more: Readonly<Record<string, Reading | undefined>> = {}): Readings {
  const all: Record<string, Reading | undefined> = {
    profile: found({}, { profile: { oid: "o", city: "Bern" } }),
    photo: found(
      { thumbnailPhoto: "data:image/jpeg;base64,AAAA" },
      { photo: { sha256: "a", size: "64x64" } },
    ),
    manager: found({ manager: "Grace" }, { manager: { id: "g", displayName: "Grace" } }),
    directReports: found(
      { directReports: ["Ada", "Alan"] },
      { directReports: [{ id: "1" }, { id: "2" }], directReportsCount: 2, directReportsTruncated: false },
    ),
    ...more,
  };
  return new Map(Object.entries(all).filter((entry): entry is [string, Reading] => entry[1] !== undefined));
}

/** Text of an outcome in the log line. */
export const textOf = (outcome: PartOutcome): string =>
  outcome.kind === "failed" ? `failed:${outcome.failure.reason}` : outcome.kind;

/** Plans the changes for a user with `appMetadata` stored. */
export function planFor(
  appMetadata: unknown,
  read: Readings,
  { limit = 0, user = {}, on = PARTS.map(({ name }) => name), now = NOW } = {},
): Plan {
  return planChanges(
    read,
    readStored(
      appMetadata,
      OWNER,
      PARTS.map((part) => ({ ...part, isOn: on.includes(part.name) })),
    ),
    {
      profileLimitBytes: limit,
      user: { ...user, app_metadata: appMetadata },
      now,
    },
  );
}

/** `app_metadata` after Auth0 has merged the changes. */
export function merged(appMetadata: object, plan: Plan): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...appMetadata, ...plan.changes }).filter(([, value]) => value !== null),
  );
}
