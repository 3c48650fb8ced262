/**
 * What the log line says about the parts.
 *
 * @module
 */

const OTHER_KEYS = ["entra", "reason", "saved", "ms", "hint"];

/** Outcomes by the name of the part, in the order of the line. @param line a parsed log line */
export function outcomesIn(line: Readonly<Record<string, unknown>>): [name: string, outcome: string][] {
  return Object.entries(line).flatMap(([name, outcome]): [string, string][] =>
    OTHER_KEYS.includes(name) ? [] : [[name, String(outcome)]],
  );
}
