/**
 * Which parts are on, and the settings that switch on the others.
 *
 * @module
 */

import { readConfiguration } from "../../login/configuration";
import type { Part } from "../../parts/part";
import { onOff } from "../../settings/parse";
import type { ActionConfig } from "./config";

export interface PartSwitch {
  readonly name: string;
  readonly isOn: boolean;
  /** Settings to set to `on`, if the part is off. */
  readonly missing: readonly string[];
}

/** The switches of `parts`. @param config declares the settings */
export function readPartSwitches(
  parts: readonly Part[],
  { secrets }: Pick<ActionConfig, "secrets">,
  environment: Readonly<Record<string, string>>,
): PartSwitch[] {
  const isSetToOn = (setting: string) => onOff(environment[setting]?.trim() ?? "") === true;
  const settings = secrets.map(({ name }) => name);
  return parts.map(({ name, isOn }) => ({
    name,
    isOn,
    missing: isOn ? [] : findSwitches(name, settings).filter((setting) => !isSetToOn(setting)),
  }));
}

/** Found by trial, because only the part knows its settings: those that switch it off if all others are on. */
function findSwitches(part: string, settings: readonly string[]): string[] {
  const allOn = Object.fromEntries(settings.map((setting) => [setting, "on"]));
  const isOff = (setting: string) =>
    readConfiguration({ ...allOn, [setting]: "off" }).parts.some(({ name, isOn }) => name === part && !isOn);
  return settings.filter(isOff);
}
