/**
 * Width of the output, and text that is wrapped to it.
 *
 * @module
 */

import wrapAnsi from "wrap-ansi";
import type { CommandContext, OutputStream } from "./context";

/** In characters. Used if neither the terminal nor `COLUMNS` sets the width. */
const DEFAULT_WIDTH = 80;

/** Number of characters that fit on a line of `stream`. */
export function widthOf(
  { columns }: Pick<OutputStream, "columns">,
  { environment }: Pick<CommandContext, "environment">,
): number {
  const given = columns ?? Number(environment.COLUMNS);
  return given > 0 ? given : DEFAULT_WIDTH;
}

/**
 * Breaks lines between words, never inside a word, so that URLs stay whole.
 *
 * @param width maximum number of characters on a line
 * @param indent number of spaces before all lines except the first
 */
export function wrap(text: string, width: number, indent = 0): string {
  const lines = wrapAnsi(text, Math.max(width - indent, 1), { trim: false });
  return lines
    .split("\n")
    .map((line, index) => (index === 0 ? line : `${" ".repeat(indent)}${line.trimStart()}`).trimEnd())
    .join("\n");
}

/** Cuts `text` at the width. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(width - 1, 0))}…` : text;
}

/** Prints `text` on lines that fit the output. */
export function printWrapped(
  stream: OutputStream,
  context: Pick<CommandContext, "environment">,
  text: string,
): void {
  stream.write(`${wrap(text, widthOf(stream, context))}\n`);
}
