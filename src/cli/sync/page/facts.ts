/**
 * What the page about a run is made of.
 *
 * @module
 */

import type { SyncOptions } from "../../../sync/run";
import type { ReportLine } from "../../../sync/summary";
import type { SyncResult } from "../../../sync/sync";
import type { TimelineRecord } from "../../../sync/timeline";

export interface RunFacts {
  readonly result: SyncResult;
  readonly options: SyncOptions;
  readonly timeline: TimelineRecord;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly writtenAt: number;
  /** Lines with personal data, and the number of those that are left out; `undefined` without a report. */
  readonly report: { readonly lines: readonly ReportLine[]; readonly rest: number } | undefined;
}
