/**
 * Who and what is told instead: made up, the same for the same original everywhere, never for two originals.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { ALWAYS, CONSTANTS, type Kind } from "./fields";
import { type Originals, fold } from "./originals";

/** Why nothing is written. Its message quotes nothing of what was recorded. */
export class Unscrubbable extends Error {
  override readonly name = "Unscrubbable";
}

export interface Pseudonyms {
  /** What is told instead of `original`. @param person whose it is: number of {@link personOf} */
  replace(kind: Kind, original: string, person: number): string;
  /** The name that a field is told under whose own is not known. */
  fieldName(original: string): string;
  /** Number of the person with this object id. */
  personOf(id: string): number;
  /** Takes note of a text that was put together of constants and replacements. */
  build(text: string): string;
  /** Whether `text` is of this making, and so known to tell nothing. */
  isBuilt(text: string): boolean;
  /** How many different originals were replaced. */
  count(): number;
}

// Twelve and eleven, so that numbers up to 132 give different people.
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
const MOST_TRIES = 2000;
/** After so many of a kind, words that mean nothing: the others may all have been recorded. */
const MOST_LABELS = 1000;

type Candidates = (attempt: number, person: number) => string;

/** Starts without any. @param originals which a replacement must not contain by chance */
export function createPseudonyms(originals: Originals): Pseudonyms {
  const built = new Set<string>();
  const people = new Map<string, number>();
  const build = (text: string) => {
    built.add(text);
    return text;
  };
  const teller = createTeller((candidate) => !built.has(candidate) && !originals.isIn(candidate), build);
  const replace = (kind: Kind, original: string, person: number): string => {
    const always = ALWAYS[kind];
    if (CONSTANTS[kind]?.has(original)) return build(original);
    if (always !== undefined) return build(always);
    // An address is one wherever it stands: guests often have one for a name.
    const [, scheme = "", local, domain] = /^((?:smtp|sip):)?([^@\s]+)@([^@\s]+)$/i.exec(original) ?? [];
    if (local && domain) return build(scheme + tellAddress(teller.tell, local, domain, person));
    const isName = kind === "name" || kind === "given" || kind === "surname";
    const candidates = CANDIDATES[kind] ?? LABEL("Text");
    return teller.tell(`value ${fold(original)}`, kind, (attempt) => candidates(attempt, person), !isName);
  };
  return {
    replace,
    build,
    fieldName: (original) => teller.tell(`field ${original}`, "field", fieldNumber),
    personOf(id) {
      const number = people.get(fold(id)) ?? people.size + 1;
      people.set(fold(id), number);
      return number;
    },
    isBuilt: (text) => built.has(text),
    count: teller.count,
  };
}

type Tell = (
  key: string,
  kind: string,
  candidates: (attempt: number) => string,
  isCounted?: boolean,
) => string;

/** Takes for each key the first candidate that will do, and keeps to it. */
function createTeller(willDo: (candidate: string) => boolean, build: (text: string) => string) {
  const told = new Map<string, string>();
  const counts = new Map<string, number>();
  const tell: Tell = (key, kind, candidates, isCounted = true) => {
    const known = told.get(key);
    if (known !== undefined) return known;
    const first = isCounted ? (counts.get(kind) ?? 0) : 0;
    for (let attempt = first; attempt < first + MOST_TRIES; attempt++) {
      const candidate = candidates(attempt);
      if (!willDo(candidate)) continue;
      told.set(key, candidate);
      counts.set(kind, attempt + 1);
      return build(candidate);
    }
    throw new Unscrubbable(`no replacement is left for a ${kind} that differs from all that was recorded`);
  };
  return { tell, count: () => told.size };
}

function tellAddress(tell: Tell, local: string, domain: string, person: number): string {
  const key = fold(domain);
  const place = tell(`domain ${key}`, "domain", domainNumber);
  const guest = local.includes("#EXT#") ? "#EXT#" : "";
  const name = (attempt: number) =>
    nameOf(person + attempt)
      .join(".")
      .replaceAll(" ", "")
      .toLowerCase();
  const candidates = (attempt: number) => `${name(attempt)}${guest}@${place}`;
  return tell(`value ${fold(local)}@${key}`, "address", candidates, false);
}

/** Under the names that RFC 2606 keeps for examples. */
function domainNumber(attempt: number): string {
  return DOMAINS[attempt] ?? `d${attempt}.${attempt < MOST_LABELS ? "example" : "invalid"}`;
}

function fieldNumber(attempt: number): string {
  return attempt < MOST_LABELS ? `field${attempt + 1}` : `qx${attempt}`;
}

/** Word and number; where the word itself was recorded, only letters that mean nothing. */
const LABEL =
  (word: string): Candidates =>
  (attempt) =>
    attempt < MOST_LABELS ? `${word} ${attempt + 1}` : `Qx${attempt}`;

const CANDIDATES: Readonly<Partial<Record<Kind, Candidates>>> = {
  id: (attempt) => guid(`fixture ${attempt}`),
  name: (attempt, person) => nameOf(person + attempt).join(" "),
  given: (attempt, person) => nameOf(person + attempt)[0],
  surname: (attempt, person) => nameOf(person + attempt)[1],
  group: LABEL("Group"),
  // 555-0100 to 555-0199 belong to nobody.
  phone: (attempt) => `+1 ${200 + Math.floor(attempt / 100)} 555 01${String(attempt % 100).padStart(2, "0")}`,
  job: LABEL("Job"),
  department: LABEL("Department"),
  city: LABEL("City"),
  country: LABEL("Country"),
  state: LABEL("State"),
  street: (attempt) => (attempt < MOST_LABELS ? `${attempt + 1} Example Street` : `Qx${attempt}`),
  postcode: (attempt) => String(10_001 + attempt),
  service: LABEL("Service"),
};

/** Given name and surname; a number makes them different beyond those there are. */
function nameOf(person: number): [given: string, surname: string] {
  const index = Math.max(0, person - 1);
  const round = Math.floor(index / (GIVEN.length * SURNAMES.length));
  if (round > 8) return [`Qx${index}`, `Qy${index}`];
  const suffix = round ? ` ${round + 1}` : "";
  return [`${GIVEN[index % GIVEN.length] ?? ""}${suffix}`, SURNAMES[index % SURNAMES.length] ?? ""];
}

/** In the form of a GUID, and of nothing that was recorded. */
function guid(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join("-");
}
