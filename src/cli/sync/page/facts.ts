/**
 * Data of the page about a run.
 *
 * @module
 */

import type { Part } from "../../../parts/part";
import type { SyncOptions } from "../../../sync/run";
import type { ReportLine } from "../../../sync/summary";
import type { SyncResult } from "../../../sync/sync";

/** What the page shows. */
export interface RunFacts {
  readonly result: SyncResult;
  readonly options: SyncOptions;
  /** All parts with the general settings, also those that are off. */
  readonly parts: readonly Part[];
  /** Milliseconds of `--max-minutes`; `undefined` without a limit. */
  readonly maxMs: number | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly writtenAt: number;
  /** Lines with personal data, and the number of those that are left out; `undefined` without a report. */
  readonly report: { readonly lines: readonly ReportLine[]; readonly rest: number } | undefined;
}
