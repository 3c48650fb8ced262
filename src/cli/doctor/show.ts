/**
 * The checks as a table.
 *
 * @module
 */

import { colorsFor } from "../shared/colors";
import { table } from "../shared/table";
import type { Check, Mark, Section } from "./checks";

const paint = colorsFor(process.stdout);

const WIDEST = 24;

const MARKS: Readonly<Record<Mark, string>> = {
  ok: paint.green("✓"),
  failed: paint.red("✗"),
  warning: paint.yellow("!"),
  unchecked: paint.dim("–"),
};

/** All sections and what the marks mean. */
export function showSections(sections: readonly Section[]): string {
  // One width for all sections, so that the columns of one stand below those of the other, unless a name is long.
  const widths = sections.flatMap(({ checks }) => checks.map(({ what }) => what.length));
  const width = Math.max(0, ...widths.filter((each) => each <= WIDEST));
  const shown = sections.map(({ title, checks }) =>
    [paint.bold(title), table(checks.flatMap((check) => rowsOf(check, width)))].join("\n"),
  );
  return [...shown, paint.dim("✓ good   ✗ to be changed   ! better changed   – not checked")].join("\n\n");
}

function rowsOf({ mark, what, says, see }: Check, width: number): string[][] {
  const row = [MARKS[mark], what.padEnd(width), says];
  return see ? [row, ["", "", see]] : [row];
}
