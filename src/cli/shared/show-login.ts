/**
 * Requests and log line of a login as text.
 *
 * @module
 */

import { LOG_LINE_BYTES } from "../../report/log-line";
import type { Colors } from "./colors";
import { shortenGuids } from "./guids";
import { cut, wrap } from "./output";
import type { PlayedRequest } from "./play";
import { table } from "./table";

/** The text can be empty. */
export type Section = readonly [title: string, text: string];

/** One paragraph for each section. */
export function showSections(sections: readonly Section[], colors: Colors): string[] {
  return sections.map(([title, text]) => [colors.bold(title), ...(text ? [text] : [])].join("\n"));
}

/** A table with one row for each request. @param width maximum number of characters on a line */
export function requestSection(
  requests: readonly Omit<PlayedRequest, "body" | "bytes">[],
  colors: Colors,
  width: number,
): Section {
  if (requests.length === 0) return ["No request", ""];
  const rows = requests.map(({ method, host, path, startMs, ms, status }) => [
    `+${startMs}`,
    `${ms} ms`,
    showStatus(status, colors),
    method,
    host + path,
  ]);
  return ["Requests", table(rows, { right: [0, 1], width, fit: shortenUrl })];
}

function showStatus(status: number | undefined, colors: Colors): string {
  if (status === undefined) return colors.red("–");
  return status < 400 ? colors.green(String(status)) : colors.yellow(String(status));
}

/** Shortens IDs. If the URL is still too long, it also leaves out IDs and the query. */
function shortenUrl(url: string, width: number): string {
  const long = shortenGuids(url);
  if (long.length <= width) return long;
  return cut(shortenGuids(url, 0).replace(/\?.*/, "?…"), width);
}

/** The lines, and the size of the first. @param width maximum number of characters on a line */
export function logLineSection(logged: readonly string[], width: number): Section {
  const [log] = logged;
  if (log === undefined) return ["Nothing logged", ""];
  return [
    `Log line (${Buffer.byteLength(log)} of ${LOG_LINE_BYTES} bytes)`,
    logged.map((text) => `  ${wrapLogLine(text, width - 2)}`).join("\n"),
  ];
}

/** Breaks the line between its properties, and a long hint between its words. */
function wrapLogLine(json: string, width: number): string {
  return wrap(json.replaceAll(',"', ', "'), width, 2).replaceAll(', "', ',"');
}
