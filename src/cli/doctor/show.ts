/**
 * The checks as a table.
 *
 * @module
 */

import type { Colors } from "../shared/colors";
import { table } from "../shared/table";
import type { Check, Mark, Section } from "./checks";

/** Maximum width of the column of names. Longer names move the text of their row. */
const MAX_NAME_WIDTH = 24;

const MARKS: Readonly<Record<Mark, (colors: Colors) => string>> = {
  ok: ({ green }) => green("✓"),
  failed: ({ red }) => red("✗"),
  warning: ({ yellow }) => yellow("!"),
  unchecked: ({ dim }) => dim("–"),
};

/** All sections and a legend of the marks. @param width maximum number of characters on a line */
export function showSections(sections: readonly Section[], colors: Colors, width: number): string {
  // The same width in all sections, so that their columns are aligned.
  const widths = sections.flatMap(({ checks }) => checks.map(({ name }) => name.length));
  const nameWidth = Math.max(0, ...widths.filter((each) => each <= MAX_NAME_WIDTH));
  const shown = sections.map(({ title, checks }) =>
    [
      colors.bold(title),
      table(
        checks.flatMap((check) => rowsOf(check, nameWidth, colors)),
        { width },
      ),
    ].join("\n"),
  );
  return [...shown, colors.dim("✓ passed   ✗ failed   ! warning   – not checked")].join("\n\n");
}

function rowsOf({ mark, name, text, url }: Check, width: number, colors: Colors): string[][] {
  const row = [MARKS[mark](colors), name.padEnd(width), text];
  return url ? [row, ["", "", url]] : [row];
}
