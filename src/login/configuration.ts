/**
 * All settings of a login: the general ones and those of the parts.
 *
 * @module
 */

import { createParts } from "../parts";
import type { Part } from "../parts/part";
import { createSettingsReader } from "../settings/reader";
import { type Settings, readSettings } from "../settings/settings";

export interface Configuration {
  readonly settings: Settings;
  /** All parts, also those that are off. */
  readonly parts: readonly Part[];
  /** Names of optional settings that are not valid. Their defaults are used. */
  readonly invalid: readonly string[];
}

/**
 * Reads all settings. Never throws.
 *
 * @param secrets `event.secrets`: texts by name
 * @param connectionMetadata `event.connection.metadata`, if it applies to the login
 */
export function readConfiguration(secrets: unknown, connectionMetadata?: unknown): Configuration {
  const reader = createSettingsReader(secrets, connectionMetadata);
  const parts = createParts(reader);
  const tokenClaimNames = parts.flatMap((part) => part.tokenClaims.map(({ name }) => name));
  const settings = readSettings(reader, tokenClaimNames);
  return { settings, parts, invalid: reader.invalid.filter((name) => !settings.missing.includes(name)) };
}
