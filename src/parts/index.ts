/**
 * All parts, in the order of the log line.
 *
 * @module
 */

import type { SettingsReader } from "../settings/reader";
import { directReports } from "./direct-reports";
import { groups } from "./groups";
import { manager } from "./manager";
import type { Part, PartFactory } from "./part";
import { photo } from "./photo";
import { profile } from "./profile";

const FACTORIES: readonly PartFactory[] = [profile, photo, manager, directReports, groups];

/** Creates all parts, also those that are off. */
export function createParts(settings: SettingsReader): readonly Part[] {
  return FACTORIES.map((create) => create(settings));
}
