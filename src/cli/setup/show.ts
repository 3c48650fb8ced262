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
  { title, done, notes = [], commands = [], blocks = [], page, writes = [] }: Step,
  number: number,
  file: string,
  colors: Colors,
  width: number,
): string {
  const indented = (text: string) => `  ${wrap(text, width - 2, 2)}`;
  const above = [
    colors.bold(wrap(`${number}. ${title}`, width, 2)),
    ...(done === undefined ? [] : [indented(`${colors.green("✓")} already set: ${done}`)]),
    ...notes.map(indented),
  ];
  const below = [
    ...(writes.length === 0 ? [] : [indented(`Writes to ${file}: ${writes.join(", ")}`)]),
    ...(page === undefined ? [] : [showPage(page, indented)]),
  ];
  const further = blocks.flatMap((each) => [[indented(each.note)], showCommands(each.commands)]);
  return [above, showCommands(commands), ...further, below]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** A URL is not wrapped, so that it can be clicked or copied as a whole. */
function showPage(page: string, indented: (text: string) => string): string {
  return page.startsWith("https://") ? `  Page: ${page}` : indented(`Page: ${page}`);
}

/** Lines of commands, indented. */
export function showCommands(commands: readonly string[]): string[] {
  return commands.flatMap((each) => each.split("\n")).map((line) => `${" ".repeat(INDENT)}${line}`);
}
