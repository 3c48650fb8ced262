/**
 * All parts, in the order in which the log line tells them.
 *
 * @module
 */

import { directReports } from "./direct-reports";
import { manager } from "./manager";
import type { Part } from "./part";
import { photo } from "./photo";
import { profile } from "./profile";

export const PARTS: readonly Part[] = [profile, photo, manager, directReports];
