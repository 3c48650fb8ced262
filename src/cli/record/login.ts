/**
 * The login that is recorded, and its settings.
 *
 * @module
 */

import { secrets as declared } from "../../../actions.config.json";
import { type Settings, readSettings } from "../../settings/settings";

export interface RecordedUser {
  readonly tenantId: string;
  /** Entra object id. */
  readonly userId: string;
  readonly now: Date;
}

const CONNECTION = "contoso";
const IDENTITY = "kq3XJ1rZ7Yb0VfM2nC5tLw8sEoUaHdPi";

/** `entra.identity`, as the Action stores it for this login. */
export const COMPOSED_IDENTITY = `${CONNECTION}|${IDENTITY}`;

/** A native Entra login of a user without stored data. */
export function composeEvent(
  { tenantId, userId, now }: RecordedUser,
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
 * Settings of the recording: client credentials, and no setting that could write to Auth0.
 *
 * @param environment variables of the environment by name; others than settings are ignored
 */
export function recordingSettings(environment: Readonly<Record<string, string>>): Settings {
  const names = declared.map(({ name }) => name).filter((name) => !name.startsWith("AUTH0_"));
  const kept = names.map((name) => [name, environment[name] ?? ""] as const);
  return readSettings({ ...Object.fromEntries(kept), ...FIXED_SETTINGS });
}

const FIXED_SETTINGS = { GRAPH_TOKEN: "client_credentials", PERSIST_WITH: "action-api" };

/** Switches and sizes that differ from their defaults, by name. They do not identify the tenant. */
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
    ...FIXED_SETTINGS,
    ...Object.fromEntries(entries(settings).filter(([name, value]) => usual.get(name) !== value)),
  };
}
