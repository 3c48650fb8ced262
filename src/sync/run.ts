/**
 * What all stages of a run share.
 *
 * @module
 */

import type { Part } from "../parts/part";
import type { SyncConfiguration } from "./configuration";
import type { Timeline } from "./timeline";
import type { Waiting } from "./waiting";

/** Shows how far a run is. */
export interface Progress {
  /** Begins a stage. @param total number of steps, if it is known */
  stage(name: string, total?: number): void;
  /** Counts completed steps of the stage. */
  advance(count: number): void;
}

export interface SyncRun extends Waiting {
  /** Identifies the run in Auth0's logs. */
  readonly id: string;
  readonly configuration: SyncConfiguration;
  readonly options: SyncOptions;
  readonly progress: Progress;
  readonly timeline: Timeline;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Which photos are read: all, those of a seventh of the people each day, or none. */
export type PhotoChoice = "all" | "share" | "none";

/** Maximum number of removals of one part: a number, or a share in percent of the people who have it. */
export type RemovalLimit = { readonly count: number } | { readonly percent: number };

export interface SyncOptions {
  readonly isDryRun: boolean;
  /** Entra object id or Auth0 user id of the only user. */
  readonly user: string | undefined;
  /** Names of connections. Empty: all Entra connections. */
  readonly connections: readonly string[];
  /** Names of parts. Empty: all that are on. */
  readonly parts: readonly string[];
  readonly photos: PhotoChoice;
  /** `undefined`: 5 %, but at least 10. */
  readonly maxRemovals: RemovalLimit | undefined;
}

/** Whether the options select `part`. A part is read only if it is also on. */
export function isSelected({ parts }: SyncOptions, part: Part): boolean {
  return parts.length === 0 || parts.includes(part.name);
}
