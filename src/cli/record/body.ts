/**
 * JSON bodies of Graph, scrubbed: their shape stays, their words do not.
 *
 * @module
 */

import { isRecord, own, ownText } from "../../json";
import { CONSTANTS, FIELDS, type Kind } from "./fields";
import type { Originals } from "./originals";
import type { Pseudonyms } from "./pseudonyms";

export interface BodyContext {
  readonly pseudonyms: Pseudonyms;
  readonly originals: Originals;
  /** Origin of Graph in the tenant's cloud. */
  readonly origin: string;
  /** The address that a link to a next page becomes. */
  readonly nextPage: (link: string) => string;
}

interface Place {
  readonly kind: Kind;
  /** Number of the person that all this is about. */
  readonly person: number;
  /** Inside a field that is not known, nothing is. */
  readonly isKnown: boolean;
}

/** A copy of `body` in which every text is a constant or a replacement. */
export function scrubBody(body: unknown, context: BodyContext): unknown {
  return scrubValue(body, { kind: "text", person: 0, isKnown: true }, context);
}

/** Notes every text of `body` that {@link scrubBody} is going to replace. */
export function noteOriginals(body: unknown, originals: Originals): void {
  noteValue(body, { kind: "text", person: 0, isKnown: true }, originals);
}

function scrubValue(value: unknown, place: Place, context: BodyContext): unknown {
  if (typeof value === "string") return scrubText(value, place, context);
  // A number is a telephone's or an employee's as well as a count.
  if (typeof value === "number") return 0;
  if (typeof value === "boolean") return place.isKnown && value;
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, place, context));
  if (!isRecord(value)) return null;
  const { pseudonyms } = context;
  const id = isPerson(value) ? ownText(value, "id") : undefined;
  const person = id ? pseudonyms.personOf(id) : place.person;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const { kind, isKnown } = inside(name, value, place);
      return [
        isKnown ? name : pseudonyms.fieldName(name),
        scrubValue(item, { kind, isKnown, person }, context),
      ];
    }),
  );
}

function scrubText(text: string, { kind, person }: Place, context: BodyContext): string {
  const { pseudonyms, originals, origin, nextPage } = context;
  // Nothing stays nothing: whether there is something decides what the Action does.
  if (text === "") return text;
  switch (kind) {
    case "context":
      return pseudonyms.build(`${origin}/v1.0/$metadata`);
    case "next":
      return nextPage(text);
    case "message":
      return scrubMessage(text, pseudonyms);
    case "code":
      return pseudonyms.build(isKeptCode(text, originals) ? text : "UnknownError");
    default:
      return pseudonyms.replace(kind, text, person);
  }
}

function isKeptCode(text: string, originals: Originals): boolean {
  return (CONSTANTS.code?.has(text) ?? false) || (isCode(text) && !originals.isIn(text));
}

/** Microsoft's codes are one word, and new ones appear. */
function isCode(text: string): boolean {
  return /^[A-Za-z]+(?:_[A-Za-z]+)*$/.test(text);
}

/** Of an error's text only what the Action reads in it: whether it is the manager who does not exist. */
function scrubMessage(text: string, pseudonyms: Pseudonyms): string {
  if (CONSTANTS.message?.has(text)) return pseudonyms.build(text);
  const [, id] = /^Resource '([^']*)' does not exist/.exec(text) ?? [];
  const subject = text.includes("'manager'") ? "manager" : id && pseudonyms.replace("id", id, 0);
  return pseudonyms.build(
    subject ? `Resource '${subject}' does not exist.` : "Replaced when this was recorded.",
  );
}

/** Kind of the field `name` of `object`, and whether the name is Microsoft's. */
function inside(
  name: string,
  object: Readonly<Record<string, unknown>>,
  place: Place,
): { kind: Kind; isKnown: boolean } {
  const known = place.isKnown ? FIELDS.get(name) : undefined;
  const kind = known === "name" && isGroup(object) ? "group" : known;
  return { kind: kind ?? "text", isKnown: kind !== undefined };
}

/** What a person can be a member of. */
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

function noteValue(value: unknown, place: Place, originals: Originals): void {
  if (typeof value === "string") noteText(value, place.kind, originals);
  else if (typeof value === "number") originals.add(String(value));
  else if (Array.isArray(value)) {
    for (const item of value as unknown[]) noteValue(item, place, originals);
  } else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) {
      const { kind, isKnown } = inside(name, value, place);
      if (!isKnown && !FIELDS.has(name)) originals.add(name);
      noteValue(item, { ...place, kind, isKnown }, originals);
    }
  }
}

/** Words that others use, too, are no secret: to look for them would find the Action's own. */
const COMMON: ReadonlySet<Kind> = new Set(["status", "type", "context", "language", "location"]);
/** Names whose every word may identify a person or a company. */
const NAMES: ReadonlySet<Kind> = new Set(["name", "given", "surname", "group"]);
const FIELD_NAMES: ReadonlySet<string> = new Set([...FIELDS.keys()].map((name) => name.toLowerCase()));

function noteText(text: string, kind: Kind, originals: Originals): void {
  const isConstant = CONSTANTS[kind]?.has(text) ?? false;
  const isCommon = COMMON.has(kind) || isConstant || FIELD_NAMES.has(text.toLowerCase());
  if (isCommon || (kind === "code" && isCode(text))) return;
  // Addresses stand in the middle of other texts, too, whose other words are nobody's.
  for (const address of text.match(/[^\s<>"'();,]+@[^\s<>"'();,]+/g) ?? []) originals.add(address, "address");
  const isName = !text.includes("@") && NAMES.has(kind);
  originals.add(text, isName ? "name" : undefined);
}
