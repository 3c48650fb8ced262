/**
 * The checks as a table.
 *
 * @module
 */

import type { Colors } from "../shared/colors";
import { table } from "../shared/table";
import type { Check, Mark, Section } from "./checks";

const WIDEST = 24;

const MARKS: Readonly<Record<Mark, (colors: Colors) => string>> = {
  ok: ({ green }) => green("✓"),
  failed: ({ red }) => red("✗"),
  warning: ({ yellow }) => yellow("!"),
  unchecked: ({ dim }) => dim("–"),
};

/** All sections and what the marks mean. */
export function showSections(sections: readonly Section[], colors: Colors): string {
  // One width for all sections, so that the columns of one stand below those of the other, unless a name is long.
  const widths = sections.flatMap(({ checks }) => checks.map(({ what }) => what.length));
  const width = Math.max(0, ...widths.filter((each) => each <= WIDEST));
  const shown = sections.map(({ title, checks }) =>
    [colors.bold(title), table(checks.flatMap((check) => rowsOf(check, width, colors)))].join("\n"),
  );
  return [...shown, colors.dim("✓ good   ✗ to be changed   ! better changed   – not checked")].join("\n\n");
}

function rowsOf({ mark, what, says, see }: Check, width: number, colors: Colors): string[][] {
  const row = [MARKS[mark](colors), what.padEnd(width), says];
  return see ? [row, ["", "", see]] : [row];
}
