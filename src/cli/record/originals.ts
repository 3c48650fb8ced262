/**
 * The texts that must not come through, and how they are looked for.
 *
 * @module
 */

/** Shorter ones say nothing by themselves, and are found in everything. */
const SHORTEST = 4;

export interface Looking {
  /** As it was written, and not in any case. */
  readonly exactly?: boolean;
  /** Only for those of so many letters. */
  readonly atLeast?: number;
  /** Originals that are not looked for. */
  readonly except?: (original: string) => boolean;
}

export interface Originals {
  /** Notes a text, and of an address or a name what it is made of. */
  add(text: string, kind?: "address" | "name"): void;
  /** Whether one of them is in `text`. */
  isIn(text: string, looking?: Looking): boolean;
}

/** Starts without any. */
export function createOriginals(): Originals {
  // By their first letters: a recording may hold thousands, and each replacement is looked through for all.
  const byStart = new Map<string, Set<string>>();
  const note = (text: string) => {
    const trimmed = text.trim();
    if (trimmed.length < SHORTEST) return;
    const start = fold(trimmed).slice(0, SHORTEST);
    byStart.set(start, (byStart.get(start) ?? new Set()).add(trimmed));
  };
  return {
    add(text, kind) {
      note(text);
      if (kind === "address") addressParts(text).forEach(note);
      if (kind === "name") text.split(/[^\p{L}\p{N}]+/u).forEach(note);
    },
    isIn(text, { exactly = false, atLeast = SHORTEST, except = () => false } = {}) {
      const folded = fold(text);
      for (let at = 0; at + SHORTEST <= folded.length; at++) {
        for (const original of byStart.get(folded.slice(at, at + SHORTEST)) ?? []) {
          if (original.length < atLeast) continue;
          const isHere = exactly ? text.startsWith(original, at) : folded.startsWith(fold(original), at);
          if (isHere && !except(original)) return true;
        }
      }
      return false;
    },
  };
}

/** Letter by letter, so that places stay where they are. */
export function fold(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    const lower = text.charAt(at).toLowerCase();
    return lower.length === 1 ? lower : text.charAt(at);
  }).join("");
}

/** `ada.lovelace_fabrikam.com#EXT#@contoso.onmicrosoft.com` tells a person, a company and a tenant. */
function addressParts(text: string): string[] {
  const [, , address = text] = /^([a-z0-9]+):(.*)$/i.exec(text) ?? [];
  const [local = "", domain = ""] = address.split("@");
  const [label = ""] = domain.split(".");
  const words = local.split(/#EXT#|[^\p{L}\p{N}]+/u);
  return [address, local, domain, label, ...words].filter((part) => !/^(?:com|onmicrosoft)$/i.test(part));
}
