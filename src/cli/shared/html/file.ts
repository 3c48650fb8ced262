/**
 * The file of a page.
 *
 * @module
 */

import { closeSync, existsSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError, systemErrorCode } from "../exit";
import { makeFolder } from "../folders";

/** A file for a page. */
export interface HtmlFile {
  /** As it was given, for messages. */
  readonly path: string;
  /** Replaces the content of the file. @throws {@link UsageError} if it cannot be written */
  readonly write: (html: string) => void;
  /** Removes the new file if no page was written. */
  readonly end: () => void;
}

/**
 * Creates the file before the command does its work, so that a wrong path is found early. An earlier page stays until
 * the new one is written.
 *
 * @param mode permissions of a new file. Default: those of every new file
 * @throws {@link UsageError} if it cannot be written
 */
export function openHtmlFile(path: string, folder: string, mode?: number): HtmlFile {
  if (path === "") throw new UsageError("--html: the name of the file is empty");
  const file = resolve(folder, path);
  const isNew = !existsSync(file);
  let isEmpty = isNew;
  const orExplain = (work: () => void) => {
    try {
      work();
    } catch (error) {
      throw new UsageError(`--html: ${path} cannot be written (${systemErrorCode(error)})`);
    }
  };
  orExplain(() => {
    makeFolder(dirname(file));
    closeSync(openSync(file, "a", mode));
  });
  return {
    path,
    write(html) {
      orExplain(() => {
        writeFileSync(file, html);
      });
      isEmpty = false;
    },
    end() {
      try {
        if (isEmpty) unlinkSync(file);
      } catch {
        // Something else has replaced or removed it since, and the command has its own result.
      }
    },
  };
}
