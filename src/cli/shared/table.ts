/**
 * Tables without borders.
 *
 * @module
 */

import Table from "cli-table3";

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

/** Aligns rows in columns. The columns in `right` are right-aligned. */
export function table(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
  indent = "  ",
): string {
  const colAligns = (rows[0] ?? []).map((_, column) => (right.includes(column) ? "right" : "left"));
  const lines = new Table({
    chars: { ...NO_LINES, middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns,
  });
  lines.push(...rows.map((row) => [...row]));
  return lines
    .toString()
    .split("\n")
    .map((line) => (indent + line).trimEnd())
    .join("\n");
}
