/**
 * The lines of the report that a page shows.
 *
 * @module
 */

import type { ReportLine, UserResult } from "../../../sync/summary";

/** A page of more lines would be slow to open, and the report itself contains all of them. */
export const MAX_LINES = 300;

/** Keeps lines of the report, those of failed users first. */
export class ReportExcerpt {
  readonly #failed: ReportLine[] = [];
  readonly #others: ReportLine[] = [];
  #count = 0;

  add(line: ReportLine, { kind }: Pick<UserResult, "kind">): void {
    this.#count += 1;
    const lines = kind === "failed" ? this.#failed : this.#others;
    if (lines.length < MAX_LINES) lines.push(line);
  }

  /** At most {@link MAX_LINES}. */
  get lines(): readonly ReportLine[] {
    return [...this.#failed, ...this.#others].slice(0, MAX_LINES);
  }

  /** Number of lines that are left out. */
  get rest(): number {
    return Math.max(0, this.#count - MAX_LINES);
  }
}
