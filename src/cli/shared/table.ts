/**
 * Tables without borders.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import { wrap } from "./output";

const NO_LINES = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
  ].map((place) => [place, ""]),
);

export interface TableOptions {
  /** Columns that are right-aligned. Default: none. */
  readonly right?: readonly number[];
  /** Text before each line. Default: two spaces. */
  readonly indent?: string;
  /** Maximum number of characters on a line. */
  readonly width: number;
  /** Shortens or wraps the text of the last column. Default: {@link wrap}. */
  readonly fit?: (text: string, width: number) => string;
}

/** Space between two columns. */
const GAP = "  ";

/** Aligns rows in columns. */
export function table(
  rows: readonly (readonly string[])[],
  { right = [], indent = GAP, width, fit = wrap }: TableOptions,
): string {
  const last = Math.max(...rows.map((row) => row.length)) - 1;
  const widthBefore = (column: number) =>
    Math.max(...rows.map((row) => stripVTControlCharacters(row[column] ?? "").length)) + GAP.length;
  const before = Array.from({ length: last }, (_, column) => widthBefore(column));
  const available = before.reduce((rest, each) => rest - each, width - indent.length);
  const colAligns = Array.from({ length: last + 1 }, (_, column) =>
    right.includes(column) ? ("right" as const) : ("left" as const),
  );
  const lines = new Table({
    chars: { ...NO_LINES, middle: GAP },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns,
  });
  lines.push(
    ...rows.map((row) => row.map((cell, column) => (column === last ? fit(cell, available) : cell))),
  );
  return lines
    .toString()
    .split("\n")
    .map((line) => (indent + line).trimEnd())
    .join("\n");
}
