/**
 * The settings of a run, which are those of the Action, for each connection.
 *
 * @module
 */

import { type Configuration, readConfiguration } from "../login/configuration";
import type { Part } from "../parts/part";
import { createSettingsReader } from "../settings/reader";
import { type GraphApp, type ManagementApp, type Settings, readEntraConnections } from "../settings/settings";

export interface SyncConfiguration {
  readonly settings: Settings;
  readonly graphApp: GraphApp;
  readonly management: ManagementApp;
  /** Connections that are Entra besides native ones. */
  readonly entraConnections: readonly string[];
  /** All parts with the general settings, also those that are off. */
  readonly parts: readonly Part[];
  /** Names of optional settings that are not valid. Their defaults are used. */
  readonly invalid: readonly string[];
  /** Settings and parts of the users of a connection. @param metadata that of the connection */
  readonly forConnection: (name: string, metadata?: unknown) => Configuration;
}

/** Names of settings without which there is no run. */
export interface MissingSettings {
  readonly missing: readonly string[];
}

/**
 * Reads the settings. Never throws.
 *
 * @param values the settings by name, with the credentials of the run in place of those of the Action
 */
export function readSyncConfiguration(
  values: Readonly<Record<string, string>>,
): SyncConfiguration | MissingSettings {
  // Without a login there is no user token, and only the Management API can write.
  const secrets = { ...values, GRAPH_TOKEN: "client_credentials", PERSIST_WITH: "management-api" };
  const { settings, parts, invalid } = readConfiguration(secrets);
  const { graphApp, management, missing } = settings;
  if (missing.length > 0 || !graphApp || !management) return { missing };
  const byConnection = new Map<string, Configuration>();
  return {
    settings,
    graphApp,
    management,
    entraConnections: readEntraConnections(createSettingsReader(secrets)),
    parts,
    invalid,
    forConnection(name, metadata) {
      const configuration = byConnection.get(name) ?? readConfiguration(secrets, metadata);
      byConnection.set(name, configuration);
      return configuration;
    },
  };
}
