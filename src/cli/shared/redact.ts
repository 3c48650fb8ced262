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
 * `text` on one line of at most 300 characters, without tokens and without the values of `secrets`, also if they are
 * quoted as JSON or in part, line by line.
 */
export function redact(text: string, secrets: readonly NamedValue[]): string {
  const hidden = secrets.flatMap(({ name, value }) =>
    formsOf(value).map((form) => ({ form, shown: `[${name}]` })),
  );
  // The longest first, so that a line is not replaced inside of a whole value.
  hidden.sort((a, b) => b.form.length - a.form.length);
  const redacted = hidden.reduce((rest, { form, shown }) => rest.replaceAll(form, shown), text);
  return redacted
    .replaceAll(/\beyJ[\w-]+(?:\.[\w-]*)*/g, "[token]")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, MAX_LENGTH);
}

/** The value as it may be quoted: as it is, in JSON, and each of its lines. */
function formsOf(value: string): string[] {
  const lines = value.split(/\r?\n|\\n/);
  const forms = [value, JSON.stringify(value).slice(1, -1), ...(lines.length > 1 ? lines : [])];
  return [...new Set(forms)].filter((form) => form.trim().length >= MIN_LENGTH);
}
