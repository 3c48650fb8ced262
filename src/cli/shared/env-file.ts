/**
 * The settings file: its values, and the line of each name.
 *
 * @module
 */

import { parseEnv } from "node:util";

/** Where the names of a settings file are. Contains no values. */
export interface EnvFile {
  /** As it was given to `--env-file`. */
  readonly path: string;
  readonly entries: readonly { readonly name: string; readonly line: number }[];
  /** Numbers of the lines that contain no name and value, such as the lines of a PEM without quotes. */
  readonly unreadableLines: readonly number[];
}

/** A comment, a name with its value, or another line. In quotes, a value can have several lines, as for `parseEnv`. */
const LINE = /^(?:[^\S\n]*#.*|([^=\n]*)=[^\S\n]*(?:(["'`])[^]*?\2)?.*|.*)(?:\n|$)/gm;

/** Characters of a name. The last line of a PEM also contains "=", and must not be printed as a name. */
const NAME = /^(?:[A-Z][A-Z0-9_]{0,63}|[a-z][a-z0-9_]{0,63})$/;

/** Parses the text of a settings file. */
export function parseEnvFile(
  text: string,
  path: string,
): { readonly values: Record<string, string>; readonly file: EnvFile } {
  const entries: { name: string; line: number }[] = [];
  const unreadableLines: number[] = [];
  let readable = "";
  let line = 1;
  for (const [chunk, before] of text.replaceAll("\r\n", "\n").matchAll(LINE)) {
    const name = before?.trim().replace(/^export\s+/, "");
    const isBlank = /^\s*(?:#|$)/.test(chunk);
    if (name !== undefined && NAME.test(name)) entries.push({ name, line });
    else if (!isBlank) unreadableLines.push(line);
    // In some Node.js versions, `parseEnv` skips the line after one without a name.
    if (name) readable += chunk;
    line += chunk.split("\n").length - 1;
  }
  return {
    values: { ...parseEnv(readable) } as Record<string, string>,
    file: { path, entries, unreadableLines },
  };
}
