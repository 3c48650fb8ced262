/**
 * Reads single settings. Names and defaults come from `actions.config.json`.
 *
 * @module
 */

import { field } from "../json";
import { DEFAULTS } from "./defaults";
import type { Parser } from "./parse";

export interface SettingsReader {
  /** The value of a setting, or its default if it is not set or not valid. */
  value<T>(name: string, parse: Parser<T>): T;
  /** The value of a setting; `undefined` if it is not set or not valid. */
  optional<T>(name: string, parse: Parser<T>): T | undefined;
  /** The value of a field of the connection's metadata; `undefined` if it is not set or not valid. */
  connection<T>(name: string, parse: Parser<T>): T | undefined;
  /** Names of the settings that were read and are not valid. */
  readonly invalid: readonly string[];
}

/**
 * Creates a reader. Accepts anything; what is no text counts as not set.
 *
 * @param secrets `event.secrets`: texts by name
 * @param connectionMetadata `event.connection.metadata`, if it applies to the login
 */
export function createSettingsReader(secrets: unknown, connectionMetadata?: unknown): SettingsReader {
  const invalid: string[] = [];
  const read = <T>(from: unknown, name: string, parse: Parser<T>): T | undefined => {
    const text = field(from, name);
    if (typeof text !== "string" || text.trim() === "") return undefined;
    const value = parse(text.trim());
    if (value === undefined) invalid.push(name);
    return value;
  };
  return {
    // A test makes sure that all defaults are valid.
    value: <T>(name: string, parse: Parser<T>) =>
      read(secrets, name, parse) ?? (parse(DEFAULTS[name] ?? "") as T),
    optional: (name, parse) => read(secrets, name, parse),
    connection: (name, parse) => read(connectionMetadata, name, parse),
    invalid,
  };
}
