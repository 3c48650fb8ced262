/**
 * Safe access to untrusted JSON: only own data properties, limited in depth, without the keys that lead to a prototype.
 * All values from outside are read through this file.
 *
 * @module
 */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** Deeper than any body of Graph or Auth0. Deeper values are left out. */
const MAX_DEPTH = 24;

const INHERITED = new Set(["__proto__", "prototype", "constructor"]);

/** Whether `value` is an object with properties, as opposed to an array, a primitive or `null`. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own data property `key` of `value`; `undefined` if there is none, for accessors and for inherited names. */
export function own(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || INHERITED.has(key)) return undefined;
  try {
    return Object.getOwnPropertyDescriptor(value, key)?.value;
  } catch {
    return undefined;
  }
}

/** The property `key` of an object that Auth0 passes, whose properties may be accessors. */
export function field(value: unknown, key: string): unknown {
  try {
    return isRecord(value) ? value[key] : undefined;
  } catch {
    return undefined;
  }
}

/** The own property `key` if it is a string that is not empty. */
export function ownText(value: unknown, key: string): string | undefined {
  const text = own(value, key);
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** Whether `value` is `null`, `undefined` or an empty string. `false`, `0` and `[]` are values. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** Whether `value` is empty or an empty list. */
export function isNothing(value: unknown): boolean {
  return isEmpty(value) || (Array.isArray(value) && value.length === 0);
}

/**
 * A copy of `value` as plain JSON without nested `null`s. Auth0 may drop them, and a stored value that differs from the
 * new one would be written at every login.
 *
 * @param keep decides by name which properties stay, at every depth
 * @returns `undefined` for values that JSON cannot represent (functions, symbols, `NaN`) or that are nested too deeply
 */
export function toJson(
  value: unknown,
  keep: (key: string) => boolean = () => true,
  depth = 0,
): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "object" || depth >= MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    return value
      .map((item) => toJson(item, keep, depth + 1))
      .filter((item) => item !== undefined && item !== null);
  }
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (!keep(key)) continue;
    const item = toJson(own(value, key), keep, depth + 1);
    if (item !== undefined && item !== null) copy[key] = item;
  }
  return copy;
}

/**
 * Whether two JSON values contain the same data. The order of properties and of list items does not matter, because Graph
 * returns sets in a different order in each response (terraform-provider-azuread#273). How often an item occurs matters.
 * A property that is `null` counts as missing.
 */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || canonical(a ?? null) === canonical(b ?? null);
}

function canonical(value: Json): string {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null).map(canonical);
    return `[${items.sort().join()}]`;
  }
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return `{${entries
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .sort()
    .join()}}`;
}

/** A copy of `record` without the property `name`. */
export function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

/** Size of `value` as JSON in UTF-8 bytes; infinite for values that JSON cannot represent. */
export function jsonBytes(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return Infinity;
  }
}
