/**
 * The recorded texts that must not be in the scenario, and the search for them.
 *
 * @module
 */

/** In characters. Shorter texts identify nothing and occur by chance. */
const MIN_LENGTH = 4;

export interface SearchOptions {
  /** Minimum length of the originals to look for, in characters. Default: 4. */
  readonly minLength?: number;
  /** Whether the characters of `text` from `start` to `end` are not data. Default: never. */
  readonly isOwn?: (text: string, start: number, end: number) => boolean;
}

export interface Originals {
  /** Adds a text, and the components of an address or a name. */
  add(text: string, kind?: "address" | "name"): void;
  /** Whether `text` contains an original. */
  isAnyIn(text: string, options?: SearchOptions): boolean;
}

/** Creates an empty collection. */
export function createOriginals(): Originals {
  // Indexed by their first letters: a recording can hold thousands, and every replacement is searched for all of them.
  const byStart = new Map<string, Set<string>>();
  const addText = (text: string) => {
    const trimmed = text.trim();
    if (trimmed.length < MIN_LENGTH) return;
    const start = fold(trimmed).slice(0, MIN_LENGTH);
    byStart.set(start, (byStart.get(start) ?? new Set()).add(trimmed));
  };
  return {
    add(text, kind) {
      addText(text);
      if (kind === "address") addressParts(text).forEach(addText);
      if (kind === "name") text.split(/[^\p{L}\p{N}]+/u).forEach(addText);
    },
    isAnyIn(text, { minLength = MIN_LENGTH, isOwn = () => false } = {}) {
      const folded = fold(text);
      for (let at = 0; at + MIN_LENGTH <= folded.length; at++) {
        for (const original of byStart.get(folded.slice(at, at + MIN_LENGTH)) ?? []) {
          if (original.length < minLength) continue;
          const isHere = folded.startsWith(fold(original), at);
          if (isHere && !isOwn(text, at, at + original.length)) return true;
        }
      }
      return false;
    },
  };
}

/** Lower case, character by character, so that every character keeps its position. */
export function fold(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const lower = text.charAt(at).toLowerCase();
    return lower.length === 1 ? lower : text.charAt(at);
  }).join("");
}

/** `ada.lovelace_fabrikam.com#EXT#@contoso.onmicrosoft.com` names a person, a company and a tenant. */
function addressParts(text: string): string[] {
  const [, , address = text] = /^([a-z0-9]+):(.*)$/i.exec(text) ?? [];
  const [local = "", domain = ""] = address.split("@");
  const [label = ""] = domain.split(".");
  const words = local.split(/#EXT#|[^\p{L}\p{N}]+/u);
  return [address, local, domain, label, ...words].filter((part) => !/^(?:com|onmicrosoft)$/i.test(part));
}
