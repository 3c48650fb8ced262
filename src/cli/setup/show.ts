/**
 * The steps as text.
 *
 * @module
 */

import type { Colors } from "../shared/colors";
import { wrap } from "../shared/output";
import { INDENT } from "./shell";
import type { Step } from "./step";

/** @param width maximum number of characters on a line. Commands have their own. */
export function showSteps(steps: readonly Step[], file: string, colors: Colors, width: number): string {
  return steps.map((step, index) => showStep(step, index + 1, file, colors, width)).join("\n\n");
}

function showStep(
  { title, done, notes = [], commands = [], page, writes = [] }: Step,
  number: number,
  file: string,
  colors: Colors,
  width: number,
): string {
  const indented = (text: string) => `  ${wrap(text, width - 2, 2)}`;
  const code = commands.flatMap((each) => each.split("\n")).map((line) => `${" ".repeat(INDENT)}${line}`);
  const above = [
    colors.bold(wrap(`${number}. ${title}`, width, 2)),
    ...(done === undefined ? [] : [indented(`${colors.green("✓")} already set: ${done}`)]),
    ...notes.map(indented),
  ];
  const below = [
    ...(writes.length === 0 ? [] : [indented(`Writes to ${file}: ${writes.join(", ")}`)]),
    // Not wrapped, so that it can be clicked or copied as a whole.
    ...(page === undefined ? [] : [`  Page: ${page}`]),
  ];
  return [above, code, below]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
