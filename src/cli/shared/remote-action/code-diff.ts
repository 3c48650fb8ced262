/**
 * The lines of code that differ.
 *
 * @module
 */

import { type StructuredPatchHunk, structuredPatch } from "diff";

/** Unchanged lines around a change. */
const CONTEXT = 1;
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
