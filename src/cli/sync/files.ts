/**
 * The files that a run writes: its page and its report.
 *
 * @module
 */

import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { ReportLine, UserResult } from "../../sync/summary";
import { UsageError, systemErrorCode } from "../shared/exit";
import { type HtmlFile, openHtmlFile } from "../shared/html/file";
import type { SyncCommandOptions } from "./options";
import { ReportExcerpt } from "./page/report-excerpt";

/** The open files of a run. */
export interface RunFiles {
  /** `undefined` without `--html`. */
  readonly page: HtmlFile | undefined;
  /** The lines of the page; `undefined` unless there is both a page and a report. */
  readonly excerpt: ReportExcerpt | undefined;
  /** Adds a line to the report, if there is one. */
  readonly addLine: (line: ReportLine, result: UserResult) => void;
  /** Closes the report, and removes a new file that has no page. */
  end(): void;
}

/**
 * Opens the files immediately, so that a wrong path is found before the run. Only the owner can read new ones.
 *
 * @throws {@link UsageError} if one cannot be written, or both are the same
 */
export function openRunFiles({ html, report }: SyncCommandOptions, folder: string): RunFiles {
  const page = html === undefined ? undefined : openHtmlFile(html, folder, 0o600);
  let file: number | undefined;
  try {
    if (html !== undefined && report !== undefined)
      assertDifferent(resolve(folder, html), resolve(folder, report));
    file = report === undefined ? undefined : openReport(report, folder);
  } catch (error) {
    page?.end();
    throw error;
  }
  const excerpt = page && file !== undefined ? new ReportExcerpt() : undefined;
  return {
    page,
    excerpt,
    addLine(line, result) {
      excerpt?.add(line, result);
      if (file !== undefined) writeSync(file, `${JSON.stringify(line)}\n`);
    },
    end() {
      page?.end();
      if (file !== undefined) closeSync(file);
    },
  };
}

/** Two names of one file can differ: in their case on some systems, or because one is a link. */
function assertDifferent(html: string, report: string): void {
  const stats = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false });
  const [a, b] = [stats(html), stats(report)];
  const isSame = a?.ino === b?.ino && a?.dev === b?.dev;
  if (a && isSame) throw new UsageError("--html and --report must be two files");
}

function openReport(path: string, folder: string): number {
  try {
    return openSync(resolve(folder, path), "w", 0o600);
  } catch (error) {
    throw new UsageError(`--report: ${path} cannot be written (${systemErrorCode(error)})`);
  }
}
