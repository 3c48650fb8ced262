/**
 * Width of the output, and text that is wrapped to it.
 *
 * @module
 */

import wrapAnsi from "wrap-ansi";
import type { CommandContext, OutputStream } from "./context";

/** In characters. Used if neither the terminal nor `COLUMNS` sets the width. */
const DEFAULT_WIDTH = 80;

/** In characters. On a very narrow terminal, a text that continues on the next line is easier to read than single words. */
const MIN_WIDTH = 20;

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
  const lines = wrapAnsi(text, Math.max(width - indent, MIN_WIDTH), { trim: false });
  return lines
    .split("\n")
    .filter((line, index) => index === 0 || line.trim() !== "")
    .map((line, index) => (index === 0 ? line : `${" ".repeat(indent)}${line.trimStart()}`).trimEnd())
    .join("\n");
}

/** Cuts `text` at the width. Many East Asian characters are two columns wide. */
export function cut(text: string, width: number): string {
  const start = firstColumns(text, width);
  return start.length < text.length ? `${firstColumns(text, width - 1)}…` : text;
}

function firstColumns(text: string, width: number): string {
  return width < 1 ? "" : (breakText(text, width, 1)[0] ?? "");
}

/**
 * Breaks `text` at the width, also within words.
 *
 * @param maxLines number of lines after which the text is cut
 */
export function breakText(text: string, width: number, maxLines: number): string[] {
  // Shortened first, because a line of code can be very long. An emoji can have more than 10 code units.
  const beginning = text.slice(0, width * maxLines * 12);
  const lines = wrapAnsi(beginning, width, { hard: true, wordWrap: false, trim: false });
  return lines.split("\n").slice(0, maxLines);
}

/**
 * `text` on one line, without characters that change the terminal or the order of text: names and code in Auth0 may
 * contain any. A space replaces each of them, including tabs, which are wider than one column.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}

/** Prints `text` on lines that fit the output. */
export function printWrapped(
  stream: OutputStream,
  context: Pick<CommandContext, "environment">,
  text: string,
): void {
  stream.write(`${wrap(text, widthOf(stream, context))}\n`);
}
