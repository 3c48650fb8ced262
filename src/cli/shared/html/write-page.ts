/**
 * Writes a page as the last step of a command.
 *
 * @module
 */

import { UsageError } from "../exit";
import type { Report } from "../report";
import type { HtmlFile } from "./file";

/**
 * Writes a page after the command has printed its result. A failure is only a warning, so that the result is not lost.
 *
 * @param render creates the page
 * @returns whether it was written
 */
export async function writePage(
  file: HtmlFile,
  render: () => Promise<string>,
  report: Report,
): Promise<boolean> {
  try {
    file.write(await render());
    report.done(`Page written: ${file.path}`);
    return true;
  } catch (error) {
    const isExplained = error instanceof UsageError;
    report.warn(isExplained ? error.message : `--html: the page could not be created (${String(error)})`);
    return false;
  }
}
