/**
 * Data of the page about a run.
 *
 * @module
 */

import type { SyncOptions } from "../../../sync/run";
import type { ReportLine } from "../../../sync/summary";
import type { SyncResult } from "../../../sync/sync";

/** What the page shows. */
export interface RunFacts {
  readonly result: SyncResult;
  readonly options: SyncOptions;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly writtenAt: number;
  /** Lines with personal data, and the number of those that are left out; `undefined` without a report. */
  readonly report: { readonly lines: readonly ReportLine[]; readonly rest: number } | undefined;
}
