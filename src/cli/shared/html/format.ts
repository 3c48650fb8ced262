/**
 * Numbers and sentences on pages, independent of the locale.
 *
 * @module
 */

const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const DECIMAL = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** A count with separators, such as `12,345`. */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** A count with its noun, such as `1 request` or `7 requests`. @param plural default: the noun with an s */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** A size, such as `812 bytes`, `1.1 kB` or `2.5 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return formatCount(bytes, "byte");
  return bytes < 999_950 ? `${DECIMAL.format(bytes / 1000)} kB` : `${DECIMAL.format(bytes / 1_000_000)} MB`;
}

/** A duration, such as `62 ms`, `4.2 s`, `3 min 5 s` or `2 h 4 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${NUMBER.format(ms)} ms`;
  if (ms < 59_950) return `${DECIMAL.format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return withRest(minutes, "min", seconds % 60, "s");
  return withRest(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;
}

/** `text` with a capital at its start. */
export function capitalize(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `text` with a capital at its start and a period at its end. */
export function sentence(text: string): string {
  return capitalize(/[.!?]$/.test(text) ? text : `${text}.`);
}

/** `text` with at most `max` characters, and the number of those that are missing. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  // Does not split a surrogate pair.
  const start = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return `${start}… (${text.length - start.length} more characters)`;
}

/** A time in UTC, such as `2026-11-22 02:48:00 UTC`. @param ms since the epoch */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
