/**
 * Photos of a page. Each is embedded once. Their total size is limited.
 *
 * @module
 */

import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Characters of all photos of a page, as base64. */
const MAX_CHARACTERS = 80_000;

/** The types that the Action stores. Others, such as SVG, are not shown. */
const PHOTO_URL = /^data:image\/(?:jpeg|png|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Collects the photos of a page while it is rendered. */
export class PhotoCollection {
  readonly #ids = new Map<string, string>();
  #characters = 0;

  /** The id of a photo; `undefined` if it is no photo, or if the page has no room for it. */
  add(url: string): string | undefined {
    const id = this.#ids.get(url);
    if (id !== undefined) return id;
    if (this.#characters + url.length > MAX_CHARACTERS || !PHOTO_URL.test(url)) return undefined;
    this.#characters += url.length;
    const added = `photo${this.#ids.size + 1}`;
    this.#ids.set(url, added);
    return added;
  }

  get all(): readonly (readonly [url: string, id: string])[] {
    return [...this.#ids];
  }
}

export const Photos = createContext(new PhotoCollection());

/** A photo. @param alt empty if the text beside it says the same @param fallback shown if the page cannot contain it */
export function Photo({ url, alt, fallback }: { url: string; alt: string; fallback: preact.ComponentChild }) {
  const id = useContext(Photos).add(url);
  if (id === undefined) return <>{fallback}</>;
  return (
    <svg
      class="photo"
      viewBox="0 0 1 1"
      {...(alt === "" ? { "aria-hidden": true } : { role: "img", "aria-label": alt })}
    >
      <use href={`#${id}`} />
    </svg>
  );
}

/** The embedded photos. Must be the last element, because elements are rendered in order. */
export function PhotoDefinitions() {
  const { all } = useContext(Photos);
  if (all.length === 0) return null;
  return (
    <svg class="hidden" width="1" height="1" aria-hidden="true">
      <defs>
        {all.map(([url, id]) => (
          <image id={id} href={url} width="1" height="1" preserveAspectRatio="xMidYMid slice" />
        ))}
      </defs>
    </svg>
  );
}
