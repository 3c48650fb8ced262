/**
 * Writes the page about a run.
 *
 * @module
 */

import type { CommandContext } from "../shared/context";
import { UsageError } from "../shared/exit";
import type { HtmlFile } from "../shared/html/file";
import { createReport } from "../shared/report";
import type { RunFacts } from "./page/facts";

/**
 * Writes the page. A failure is only a warning, because it changes nothing about the run.
 *
 * @param path as it was given, for messages
 */
export async function writePage(
  file: HtmlFile,
  path: string,
  facts: RunFacts,
  context: CommandContext,
): Promise<void> {
  // Standard output holds the summary only.
  const report = createReport(context, true);
  try {
    const { renderSyncPage } = await import("./page/sync-page");
    file.write(renderSyncPage(facts));
    report.done(`Page written: ${path}`);
  } catch (error) {
    const isExplained = error instanceof UsageError;
    report.warn(isExplained ? error.message : `--html: the page could not be created (${String(error)})`);
  }
}
