/**
 * The lines of code that differ, as text.
 *
 * @module
 */

import type { Colors } from "../shared/colors";
import { breakText, printable } from "../shared/output";
import type { CodeDiff } from "../shared/remote-action/code-diff";

const MAX_LINES = 80;
/** Maximum number of output lines for one line of code. Minified code is a single line. */
const MAX_PIECES = 10;

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
