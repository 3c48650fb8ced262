/**
 * Replacements of recorded texts: equal originals get equal replacements, different originals get different ones.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { FIXED_VALUES, CONSTANTS, type Kind } from "./fields";
import { type Originals, fold } from "./originals";

/** A recording cannot be anonymized. The message contains no recorded data. */
export class AnonymizationError extends Error {
  override readonly name = "AnonymizationError";
}

export interface Replacements {
  /** Returns the replacement of `original`. @param person number of its owner, see {@link personOf}; 0 if it has none */
  replace(kind: Kind, original: string, person: number): string;
  /** Returns the replacement of the name of an unknown field. */
  fieldName(original: string): string;
  /** Returns the number of the person with this object id. */
  personOf(id: string): number;
  /** Marks a text that consists of constants and replacements as safe, and returns it. */
  markSafe(text: string): string;
  /** Marks a text that this command composes, such as a path, as safe outside data, and returns it. */
  markComposed(text: string): string;
  /** Whether `text` was marked as safe. */
  isSafe(text: string): boolean;
  /** Whether `text` was marked as safe or as composed. */
  isComposed(text: string): boolean;
  /** Number of different originals that were replaced. */
  count(): number;
}

// Twelve and eleven, so that the first 132 people have different names.
const GIVEN = [
  "Alva",
  "Bela",
  "Cleo",
  "Dara",
  "Enno",
  "Fritzi",
  "Gala",
  "Hedda",
  "Ilka",
  "Juno",
  "Kira",
  "Lumi",
];
const SURNAMES = [
  "Ashgrove",
  "Brookhill",
  "Cobble",
  "Dunmore",
  "Elmstead",
  "Farrow",
  "Gorse",
  "Heath",
  "Iverton",
  "Junipera",
  "Kestrel",
];
const DOMAINS = ["contoso.example", "fabrikam.example", "adatum.example"];
const MAX_ATTEMPTS = 2000;
/** After this many attempts, candidates contain no words, because the words themselves may have been recorded. */
const MAX_LABELS = 1000;

type Candidates = (attempt: number, person: number) => string;

/** Creates an empty set of replacements. @param originals texts that no replacement may contain */
export function createReplacements(originals: Originals): Replacements {
  const safe = new Set<string>();
  const composed = new Set<string>();
  const people = new Map<string, number>();
  const markSafe = (text: string) => {
    safe.add(text);
    return text;
  };
  const assigner = createAssigner(
    (candidate) => !safe.has(candidate) && !originals.isAnyIn(candidate),
    markSafe,
  );
  const replace = (kind: Kind, original: string, person: number): string => {
    const fixed = FIXED_VALUES[kind];
    if (CONSTANTS[kind]?.has(original)) return original;
    if (fixed !== undefined) return markSafe(fixed);
    // Not only in address fields: the name of a guest is often an address.
    const [, scheme = "", local, domain] = /^((?:smtp|sip):)?([^@\s]+)@([^@\s]+)$/i.exec(original) ?? [];
    if (local && domain) return markSafe(scheme + replaceAddress(assigner.assign, local, domain, person));
    const isName = kind === "name" || kind === "given" || kind === "surname";
    const candidates = CANDIDATES[kind] ?? LABEL("Text");
    return assigner.assign(
      `value ${fold(original)}`,
      kind,
      (attempt) => candidates(attempt, person),
      !isName,
    );
  };
  return {
    replace,
    markSafe,
    markComposed(text) {
      composed.add(text);
      return text;
    },
    fieldName: (original) => assigner.assign(`field ${original}`, "field", fieldNumber),
    personOf(id) {
      const number = people.get(fold(id)) ?? people.size + 1;
      people.set(fold(id), number);
      return number;
    },
    isSafe: (text) => safe.has(text),
    isComposed: (text) => safe.has(text) || composed.has(text),
    count: assigner.count,
  };
}

type Assign = (
  key: string,
  kind: string,
  candidates: (attempt: number) => string,
  isCounted?: boolean,
) => string;

/** Assigns to each key the first candidate that is usable. */
function createAssigner(isUsable: (candidate: string) => boolean, markSafe: (text: string) => string) {
  const assigned = new Map<string, string>();
  const counts = new Map<string, number>();
  const assign: Assign = (key, kind, candidates, isCounted = true) => {
    const known = assigned.get(key);
    if (known !== undefined) return known;
    const first = isCounted ? (counts.get(kind) ?? 0) : 0;
    for (let attempt = first; attempt < first + MAX_ATTEMPTS; attempt++) {
      const candidate = candidates(attempt);
      if (!isUsable(candidate)) continue;
      assigned.set(key, candidate);
      counts.set(kind, attempt + 1);
      return markSafe(candidate);
    }
    throw new AnonymizationError(
      `there is no replacement for a ${kind} that differs from all recorded texts`,
    );
  };
  return { assign, count: () => assigned.size };
}

function replaceAddress(assign: Assign, local: string, domain: string, person: number): string {
  const key = fold(domain);
  const replacedDomain = assign(`domain ${key}`, "domain", domainNumber);
  const guest = local.includes("#EXT#") ? "#EXT#" : "";
  const name = (attempt: number) =>
    nameOf(person + attempt)
      .join(".")
      .replaceAll(" ", "")
      .toLowerCase();
  const candidates = (attempt: number) => `${name(attempt)}${guest}@${replacedDomain}`;
  return assign(`value ${fold(local)}@${key}`, "address", candidates, false);
}

/** Below the top-level domains that RFC 2606 reserves. */
function domainNumber(attempt: number): string {
  if (attempt < MAX_LABELS) return DOMAINS[attempt] ?? `d${attempt}.example`;
  return `qx${attempt}.${attempt % 2 ? "invalid" : "test"}`;
}

function fieldNumber(attempt: number): string {
  return attempt < MAX_LABELS ? `field${attempt + 1}` : `qx${attempt}`;
}

/** A word and a number, or only meaningless letters if the word itself was recorded. */
const LABEL =
  (word: string): Candidates =>
  (attempt) =>
    attempt < MAX_LABELS ? `${word} ${attempt + 1}` : `Qx${attempt}`;

const CANDIDATES: Readonly<Partial<Record<Kind, Candidates>>> = {
  id: (attempt) => guid(`fixture ${attempt}`),
  name: (attempt, person) => nameOf(person + attempt).join(" "),
  given: (attempt, person) => nameOf(person + attempt)[0],
  surname: (attempt, person) => nameOf(person + attempt)[1],
  group: LABEL("Group"),
  // 555-0100 to 555-0199 are reserved for fiction.
  phone: (attempt) => `+1 ${200 + Math.floor(attempt / 100)} 555 01${String(attempt % 100).padStart(2, "0")}`,
  job: LABEL("Job"),
  department: LABEL("Department"),
  city: LABEL("City"),
  country: LABEL("Country"),
  state: LABEL("State"),
  street: (attempt) => (attempt < MAX_LABELS ? `${attempt + 1} Example Street` : `Qx${attempt}`),
  postcode: (attempt) => String(10_001 + attempt),
  service: LABEL("Service"),
};

/** Given name and surname. A number distinguishes people beyond the available combinations. */
function nameOf(person: number): [given: string, surname: string] {
  const index = Math.max(0, person - 1);
  const round = Math.floor(index / (GIVEN.length * SURNAMES.length));
  if (round > 8) return [`Qx${index}`, `Qy${index}`];
  const suffix = round ? ` ${round + 1}` : "";
  return [`${GIVEN[index % GIVEN.length] ?? ""}${suffix}`, SURNAMES[index % SURNAMES.length] ?? ""];
}

/** A GUID that does not depend on recorded data. */
function guid(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join("-");
}
