/**
 * Text of a response, made safe to print.
 *
 * @module
 */

/** In characters. Shorter values, such as `on`, are no secrets and occur by chance. */
const MIN_LENGTH = 4;
const MAX_LENGTH = 300;

/** A value that must not be printed, and the name to print instead. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/**
 * `text` on one line of at most 300 characters, without tokens and without the values of `secrets`, even if they are
 * quoted as JSON or line by line.
 */
export function redact(text: string, secrets: readonly NamedValue[]): string {
  const names = new Map(secrets.flatMap(({ name, value }) => formsOf(value).map((form) => [form, name])));
  // The longest first, so that a line is not replaced inside a whole value.
  const forms = [...names.keys()].sort((a, b) => b.length - a.length);
  const values = new RegExp(forms.map(escape).join("|") || NOTHING, "gu");
  return onOneLine(text)
    .replaceAll(values, (form) => `[${names.get(form) ?? "secret"}]`)
    .replaceAll(/\beyJ[\w-]+(?:\.[\w-]*)*/g, "[token]")
    .slice(0, MAX_LENGTH)
    .replace(HALF_CHARACTER, "");
}

/** Matches no text. */
const NOTHING = "(?!)";

/** The first half of a character of two code units, whose second half was cut. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

/** The value as it may be quoted: as it is, in JSON, and each of its lines. */
function formsOf(value: string): string[] {
  const lines = value.split(/\r?\n|\\n/);
  const whole = [value, lines.join("\n")];
  const forms = [...whole, ...whole.map((text) => JSON.stringify(text).slice(1, -1)), ...lines];
  return forms.map(onOneLine).filter((form) => form.length >= MIN_LENGTH);
}

/** Replaces white space and control characters with single spaces, so that a value is found in any form. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
