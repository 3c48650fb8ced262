/**
 * Anonymizes JSON bodies of Graph: keeps their structure and replaces their texts.
 *
 * @module
 */

import { isRecord, own, ownText } from "../../json";
import { CONSTANTS, FIELDS, type Kind } from "./fields";
import type { Originals } from "./originals";
import type { Replacements } from "./replacements";

export interface BodyOptions {
  readonly replacements: Replacements;
  readonly originals: Originals;
  /** Origin of Graph in the tenant's cloud. */
  readonly origin: string;
  /** Returns the URL that replaces a next link. */
  readonly replaceNextLink: (link: string) => string;
}

/** What is known about a value from the fields around it. */
interface Position {
  readonly kind: Kind;
  /** Number of the person that the value belongs to; 0 if it belongs to none. */
  readonly person: number;
  /** Whether the names of all fields around the value are known. */
  readonly isKnown: boolean;
}

/** Returns a copy of `body` in which every text is a constant or a replacement. */
export function anonymizeBody(body: unknown, options: BodyOptions): unknown {
  return anonymizeValue(body, { kind: "text", person: 0, isKnown: true }, options);
}

/** Adds every text of `body` that {@link anonymizeBody} replaces to `originals`. */
export function collectOriginals(body: unknown, originals: Originals): void {
  collectValue(body, { kind: "text", person: 0, isKnown: true }, originals);
}

function anonymizeValue(value: unknown, position: Position, options: BodyOptions): unknown {
  if (typeof value === "string") return anonymizeText(value, position, options);
  // It can be a telephone or an employee number.
  if (typeof value === "number") return 0;
  if (typeof value === "boolean") return position.isKnown && value;
  if (Array.isArray(value)) return value.map((item) => anonymizeValue(item, position, options));
  if (!isRecord(value)) return null;
  const { replacements } = options;
  const id = isPerson(value) ? ownText(value, "id") : undefined;
  const person = id ? replacements.personOf(id) : position.person;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const { kind, isKnown } = fieldOf(name, value, position);
      return [
        isKnown ? name : replacements.fieldName(name),
        anonymizeValue(item, { kind, isKnown, person }, options),
      ];
    }),
  );
}

function anonymizeText(text: string, { kind, person }: Position, options: BodyOptions): string {
  const { replacements, originals, origin, replaceNextLink } = options;
  // Whether a text is empty decides what the Action does.
  if (text === "") return text;
  switch (kind) {
    case "context":
      return replacements.markSafe(`${origin}/v1.0/$metadata`);
    case "next":
      return replaceNextLink(text);
    case "message":
      return anonymizeMessage(text, replacements);
    case "code":
      return isKeptCode(text, originals) ? text : "UnknownError";
    default:
      return replacements.replace(kind, text, person);
  }
}

function isKeptCode(text: string, originals: Originals): boolean {
  return (CONSTANTS.code?.has(text) ?? false) || (isCode(text) && !originals.isAnyIn(text));
}

/** Microsoft's codes are one word, and new ones appear. */
function isCode(text: string): boolean {
  return /^[A-Za-z]+(?:_[A-Za-z]+)*$/.test(text);
}

/** Keeps only what the Action reads in a message: whether the manager or the user does not exist. */
function anonymizeMessage(text: string, replacements: Replacements): string {
  if (CONSTANTS.message?.has(text)) return text;
  const [, id] = /^Resource '([^']*)' does not exist/.exec(text) ?? [];
  const subject = text.includes("'manager'") ? "manager" : id && replacements.replace("id", id, 0);
  return replacements.markSafe(
    subject ? `Resource '${subject}' does not exist.` : "Replaced when this was recorded.",
  );
}

/** Kind of the field `name` of `object`, and whether the name is Microsoft's. */
function fieldOf(
  name: string,
  object: Readonly<Record<string, unknown>>,
  position: Position,
): { kind: Kind; isKnown: boolean } {
  const known = position.isKnown ? FIELDS.get(name) : undefined;
  const kind = known === "name" && isGroup(object) ? "group" : known;
  return { kind: kind ?? "text", isKnown: kind !== undefined };
}

/** Types of objects that have members. */
const GROUP_TYPES: ReadonlySet<unknown> = new Set([
  "#microsoft.graph.group",
  "#microsoft.graph.directoryRole",
  "#microsoft.graph.administrativeUnit",
]);

function isGroup(value: Readonly<Record<string, unknown>>): boolean {
  return GROUP_TYPES.has(own(value, "@odata.type"));
}

function isPerson(value: Readonly<Record<string, unknown>>): boolean {
  return (
    !isGroup(value) &&
    ["displayName", "userPrincipalName", "mail"].some((name) => typeof own(value, name) === "string")
  );
}

function collectValue(value: unknown, position: Position, originals: Originals): void {
  if (typeof value === "string") collectText(value, position.kind, originals);
  else if (typeof value === "number") originals.add(String(value));
  else if (Array.isArray(value)) {
    for (const item of value as unknown[]) collectValue(item, position, originals);
  } else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) {
      const { kind, isKnown } = fieldOf(name, value, position);
      if (!isKnown && !FIELDS.has(name)) originals.add(name);
      collectValue(item, { ...position, kind, isKnown }, originals);
    }
  }
}

/** Kinds whose texts are not personal and also occur in the Action. */
const COMMON: ReadonlySet<Kind> = new Set(["status", "type", "context", "language", "location"]);
/** Kinds of names. Each word of a name can identify a person or a company. */
const NAMES: ReadonlySet<Kind> = new Set(["name", "given", "surname", "group"]);
const FIELD_NAMES: ReadonlySet<string> = new Set([...FIELDS.keys()].map((name) => name.toLowerCase()));

function collectText(text: string, kind: Kind, originals: Originals): void {
  const isConstant = CONSTANTS[kind]?.has(text) ?? false;
  const isCommon = COMMON.has(kind) || isConstant || FIELD_NAMES.has(text.toLowerCase());
  if (isCommon || (kind === "code" && isCode(text))) return;
  // An address can be inside a longer text.
  for (const address of text.match(/[^\s<>"'();,]+@[^\s<>"'();,]+/g) ?? []) originals.add(address, "address");
  const isName = !text.includes("@") && NAMES.has(kind);
  originals.add(text, isName ? "name" : undefined);
}
