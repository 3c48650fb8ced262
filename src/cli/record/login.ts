/**
 * The login that is recorded, and its settings.
 *
 * @module
 */

import { secrets as declared } from "../../../actions.config.json";
import { type Configuration, readConfiguration } from "../../login/configuration";

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

/** The settings of a recording. */
export interface RecordingConfiguration extends Configuration {
  /** Switches and sizes that are set, by name. They do not identify the tenant. */
  readonly switches: Readonly<Record<string, string>>;
}

const FIXED_SETTINGS = { GRAPH_TOKEN: "client_credentials", PERSIST_WITH: "action-api" };
/** Times do not change what is recorded. */
const TIMES = ["REFRESH_AFTER_SECONDS", "TIME_BUDGET_MS"];

/**
 * Settings of the recording: client credentials, and no setting that could write to Auth0. Settings without a default
 * hold free text, such as ids and names, so only those of the app are used.
 *
 * @param environment variables of the environment by name; others than settings are ignored
 */
export function recordingConfiguration(
  environment: Readonly<Record<string, string>>,
): RecordingConfiguration {
  const set = declared.filter(({ name }) => environment[name]);
  const valuesOf = (secrets: typeof declared) =>
    Object.fromEntries(secrets.map(({ name }) => [name, environment[name] ?? ""]));
  const given = set.filter(({ name, default: value }) => value && !TIMES.includes(name));
  const app = set.filter(({ name }) => name.startsWith("AZURE_"));
  const configuration = readConfiguration({ ...valuesOf([...app, ...given]), ...FIXED_SETTINGS });
  const valid = given.filter(({ name }) => !configuration.invalid.includes(name));
  const changed = valid.filter(({ name, default: value }) => environment[name]?.trim() !== value);
  return { ...configuration, switches: { ...valuesOf(changed), ...FIXED_SETTINGS } };
}
