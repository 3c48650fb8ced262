/**
 * The login that is recorded, and the settings that it is recorded with.
 *
 * @module
 */

import { secrets as declared } from "../../../actions.config.json";
import { type Settings, readSettings } from "../../settings/settings";

export interface WhoLogsIn {
  readonly tenantId: string;
  /** Entra object id. */
  readonly userId: string;
  readonly now: Date;
}

const CONNECTION = "contoso";
const IDENTITY = "kq3XJ1rZ7Yb0VfM2nC5tLw8sEoUaHdPi";

/** What the Action notes that all it keeps belongs to. */
export const COMPOSED_IDENTITY = `${CONNECTION}|${IDENTITY}`;

/** A native Entra login of somebody about whom Auth0 knows nothing yet. */
export function composeEvent(
  { tenantId, userId, now }: WhoLogsIn,
  secrets: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return {
    transaction: { protocol: "oidc-basic-profile" },
    tenant: { id: "contoso" },
    client: { client_id: "fixtureApplication", name: "Intranet" },
    connection: { id: "con_fixture", name: CONNECTION, strategy: "waad", metadata: {} },
    user: {
      user_id: `waad|${IDENTITY}`,
      oid: userId,
      tenantid: tenantId,
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
      user_metadata: {},
      app_metadata: {},
      identities: [
        { connection: CONNECTION, isSocial: false, provider: "waad", user_id: IDENTITY, profileData: {} },
      ],
    },
    secrets,
  };
}

/**
 * Settings as they are recorded with: on client credentials, and without what could write to Auth0.
 *
 * @param environment settings by name, and anything else
 */
export function recordingSettings(environment: Readonly<Record<string, string>>): Settings {
  const names = declared.map(({ name }) => name).filter((name) => !name.startsWith("AUTH0_"));
  const kept = names.map((name) => [name, environment[name] ?? ""] as const);
  return readSettings({ ...Object.fromEntries(kept), ...FIXED });
}

const FIXED = { GRAPH_TOKEN: "client_credentials", PERSIST_WITH: "action-api" };

/** What is on and how large, by name, where it is not the default: nothing that tells whose it is. */
export function switchesOf(settings: Settings): Record<string, string> {
  const defaults = readSettings({});
  const entries = (of: Settings): [string, string][] => [
    ["GRAPH_CLOUD", of.cloud.name],
    ["USER_PHOTOS", of.userPhotos ? "on" : "off"],
    ["SYNC_USER_PHOTOS", of.syncUserPhotos ? "on" : "off"],
    ["PHOTO_SIZE", of.photoSize],
    ["SYNC_PROFILE", of.syncProfile],
    ["SYNC_MANAGER", of.syncManager ? "on" : "off"],
    ["SYNC_DIRECT_REPORTS", of.syncDirectReports ? "on" : "off"],
    ["MAX_DIRECT_REPORTS", String(of.maxDirectReports)],
    ["PROFILE_LIMIT_BYTES", String(of.profileLimitBytes)],
  ];
  const usual = new Map(entries(defaults));
  return {
    ...FIXED,
    ...Object.fromEntries(entries(settings).filter(([name, value]) => usual.get(name) !== value)),
  };
}
