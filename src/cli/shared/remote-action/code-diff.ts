/**
 * The lines of code that differ.
 *
 * @module
 */

import { type StructuredPatchHunk, structuredPatch } from "diff";
import type { Colors } from "../colors";
import { breakText, printable } from "../output";

/** Unchanged lines around a change. */
const CONTEXT = 1;
const MAX_LINES = 80;
/** Of one line. Code that was minified has all in one. */
const MAX_PIECES = 10;
/** Added and removed lines. The time of a comparison grows with their square: 25,000 take half a minute. */
const MAX_CHANGES = 2000;

export interface CodeDiff {
  readonly added: number;
  readonly removed: number;
  /** As `diff -u` prints them. */
  readonly lines: readonly string[];
}

type Hunk = Pick<StructuredPatchHunk, "oldStart" | "newStart" | "lines">;

/** Compares the code in Auth0 with the local code. If more than 2000 lines differ, all lines count as replaced. */
export function diffCode(remote: string, local: string): CodeDiff {
  const options = { context: CONTEXT, maxEditLength: MAX_CHANGES };
  const patch = structuredPatch("", "", remote, local, "", "", options);
  const hunks: readonly Hunk[] = patch?.hunks ?? [replaceAll(remote, local)];
  const count = (mark: string) => hunks.flatMap(({ lines }) => lines).filter((line) => line.startsWith(mark));
  return {
    added: count("+").length,
    removed: count("-").length,
    lines: hunks.flatMap(({ oldStart, newStart, lines }) => [`@@ -${oldStart} +${newStart} @@`, ...lines]),
  };
}

function replaceAll(remote: string, local: string): Hunk {
  const mark = (text: string, sign: string) => text.split("\n").map((line) => sign + line);
  return { oldStart: 1, newStart: 1, lines: [...mark(remote, "-"), ...mark(local, "+")] };
}

/** Shows the first lines. Long ones are continued, because the end may differ. @param width characters on a line */
export function showDiff({ lines }: CodeDiff, colors: Colors, width: number): string {
  const shown = lines.slice(0, MAX_LINES).map((line) => {
    const pieces = breakText(printable(line).trimEnd(), width - 4, MAX_PIECES);
    const text = pieces.map((piece, index) => (index === 0 ? `  ${piece}` : `    ${piece}`)).join("\n");
    if (line.startsWith("+")) return colors.green(text);
    return line.startsWith("-") ? colors.red(text) : text;
  });
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`  … and ${left} more lines`] : [])].join("\n");
}
