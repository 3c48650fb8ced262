/**
 * The checks as a table.
 *
 * @module
 */

import type { Colors } from "../shared/colors";
import { wrap } from "../shared/output";
import type { Check, Mark, Section } from "./checks";

/** Maximum width of the column of names. A longer name has a line of its own if its text does not fit beside it. */
const MAX_NAME_WIDTH = 25;

const INDENT = "  ";

/** Space before names and URLs: indent, mark and gap. */
const NAME_COLUMN = 5;

const MARKS: Readonly<Record<Mark, (colors: Colors) => string>> = {
  ok: ({ green }) => green("✓"),
  failed: ({ red }) => red("✗"),
  warning: ({ yellow }) => yellow("!"),
  unchecked: ({ dim }) => dim("–"),
};

/** All sections and a legend of the marks. @param width maximum number of characters on a line, except for URLs */
export function showSections(sections: readonly Section[], colors: Colors, width: number): string {
  // The same width in all sections, so that their columns are aligned.
  const widths = sections.flatMap(({ checks }) => checks.map(({ name }) => name.length));
  const nameWidth = Math.max(0, ...widths.filter((each) => each <= MAX_NAME_WIDTH));
  const shown = withoutRepetition(sections).map(({ title, checks }) =>
    [
      colors.bold(wrap(title, width)),
      ...checks.flatMap((check) => linesOf(check, nameWidth, width, colors)),
    ].join("\n"),
  );
  return [...shown, colors.dim("✓ passed   ✗ failed   ! warning   – not checked")].join("\n\n");
}

/** Each URL only at the last check of a section that needs it, and the short text of a check if its text was shown. */
function withoutRepetition(sections: readonly Section[]): Section[] {
  const shown = new Set<string>();
  return sections.map(({ title, checks }) => ({
    title,
    checks: checks.map(({ url, text, textIfRepeated, ...check }, index) => {
      const isRepeated = shown.has(text);
      shown.add(text);
      const isUrlBelow = checks.slice(index + 1).some((later) => later.url === url);
      return {
        ...check,
        text: isRepeated ? (textIfRepeated ?? text) : text,
        ...(url !== undefined && !isUrlBelow && { url }),
      };
    }),
  }));
}

function linesOf(
  { mark, name, text, url }: Check,
  nameWidth: number,
  width: number,
  colors: Colors,
): string[] {
  const textColumn = NAME_COLUMN + nameWidth + INDENT.length;
  const before = `${INDENT}${MARKS[mark](colors)}${INDENT}`;
  const fitsLine = NAME_COLUMN + name.length + INDENT.length + text.length <= width;
  const wrapped = wrap(text, width, textColumn);
  const row =
    name.length <= nameWidth || fitsLine
      ? [`${before}${name.padEnd(nameWidth)}${INDENT}${wrapped}`]
      : [`${before}${wrap(name, width, NAME_COLUMN)}`, `${" ".repeat(textColumn)}${wrapped}`];
  // A URL is too long for the column of texts, and a break would disable its link.
  return url ? [...row, `${" ".repeat(NAME_COLUMN)}${url}`] : row;
}
