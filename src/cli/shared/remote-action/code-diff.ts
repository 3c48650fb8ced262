/**
 * The lines of code that differ.
 *
 * @module
 */

import { structuredPatch } from "diff";
import type { Colors } from "../colors";
import { cut } from "../output";

/** Unchanged lines around a change. */
const CONTEXT = 1;
const MAX_LINES = 80;

export interface CodeDiff {
  readonly added: number;
  readonly removed: number;
  /** As `diff -u` prints them. */
  readonly lines: readonly string[];
}

/** Compares the code in Auth0 with the local one. */
export function diffCode(remote: string, local: string): CodeDiff {
  const { hunks } = structuredPatch("", "", remote, local, "", "", { context: CONTEXT });
  const count = (mark: string) => hunks.flatMap(({ lines }) => lines).filter((line) => line.startsWith(mark));
  return {
    added: count("+").length,
    removed: count("-").length,
    lines: hunks.flatMap(({ oldStart, newStart, lines }) => [`@@ -${oldStart} +${newStart} @@`, ...lines]),
  };
}

/** The first lines, each on one line of the output. @param width maximum number of characters on a line */
export function showDiff({ lines }: CodeDiff, colors: Colors, width: number): string {
  const shown = lines.slice(0, MAX_LINES).map((line) => {
    const text = `  ${cut(line, width - 2)}`;
    if (line.startsWith("+")) return colors.green(text);
    return line.startsWith("-") ? colors.red(text) : text;
  });
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`  … and ${left} more lines`] : [])].join("\n");
}
