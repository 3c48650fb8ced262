/**
 * Text of commands for a POSIX shell.
 *
 * @module
 */

/** Number of spaces before a printed command. */
export const INDENT = 4;

/** Maximum number of characters on a line of a command, so that it fits 80 columns with its indent. */
const MAX_WIDTH = 80 - INDENT;

/**
 * One command, on several lines if it does not fit on one.
 *
 * @param words parts that stay on one line, such as an option with its value
 */
export function command(...words: readonly string[]): string {
  return fold(words, MAX_WIDTH);
}

/**
 * A loop over values. Its commands read the value from `$variable`.
 *
 * @param commands each as the words of {@link command}
 */
export function loop(
  variable: string,
  values: readonly string[],
  commands: readonly (readonly string[])[],
): string {
  const last = values.length - 1;
  const names = values.map((name, index) => (index === last ? `${name}; do` : name));
  const body = commands.flatMap((words) => fold(words, MAX_WIDTH - 2).split("\n"));
  return [command(`for ${variable} in`, ...names), ...body.map((line) => `  ${line}`), "done"].join("\n");
}

/**
 * One of two commands.
 *
 * @param condition the words of the command that decides
 */
export function choose(
  condition: readonly string[],
  then: readonly string[],
  otherwise: readonly string[],
): string {
  const body = (words: readonly string[]) =>
    fold(words, MAX_WIDTH - 2)
      .split("\n")
      .map((line) => `  ${line}`);
  return [command("if", ...condition, "then"), ...body(then), "else", ...body(otherwise), "fi"].join("\n");
}

function fold(words: readonly string[], width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? word : `${line} ${word}`;
    // Two characters are kept for the continuation.
    if (line !== "" && longer.length > width - 2) {
      lines.push(`${line} \\`);
      line = `  ${word}`;
    } else {
      line = longer;
    }
  }
  return [...lines, line].join("\n");
}

/** The text as one word. */
export function quote(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A value that is known from the settings, or a shell variable that an earlier step sets. */
export interface Value {
  /** As a word of a command. A variable that is not set ends the command with an error. */
  readonly word: string;
  /** Inside a text in single quotes. */
  readonly inSingleQuotes: string;
}

/** @param known the value, if the settings contain it. It must consist of letters, digits and `.-_` */
export function valueOf(known: string | undefined, variable: string): Value {
  if (known !== undefined) return { word: known, inSingleQuotes: known };
  const word = `"\${${variable}:?}"`;
  return { word, inSingleQuotes: `'${word}'` };
}

/** Appends a line to the settings file. The value is in a variable, because arguments of programs are visible. */
export function appendSetting(file: string, name: string, value: string): string {
  return command(`printf "${name}='%s'\\n"`, `"${value}"`, `>> ${quote(file)}`);
}
