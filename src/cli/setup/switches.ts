/**
 * Which parts are on, and the settings that switch on the others.
 *
 * @module
 */

import type { Part } from "../../parts/part";
import { onOff } from "../../settings/parse";

export interface PartSwitch {
  readonly name: string;
  readonly isOn: boolean;
  /** Settings to set to `on`, if the part is off. */
  readonly missing: readonly string[];
}

/** Settings of each part, by its name. All of them must be `on`. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  profile: ["SYNC_PROFILE"],
  photo: ["USER_PHOTOS", "SYNC_USER_PHOTOS"],
  manager: ["SYNC_MANAGER"],
  directReports: ["SYNC_DIRECT_REPORTS"],
  groups: ["SYNC_GROUPS"],
};

/** The switches of `parts`. */
export function readPartSwitches(
  parts: readonly Part[],
  environment: Readonly<Record<string, string>>,
): PartSwitch[] {
  const isSetToOn = (setting: string) => onOff(environment[setting]?.trim() ?? "") === true;
  return parts.map(({ name, isOn }) => ({
    name,
    isOn,
    missing: isOn ? [] : (SWITCHES[name] ?? []).filter((setting) => !isSetToOn(setting)),
  }));
}
