/**
 * Lists that Graph returns in pages.
 *
 * @module
 * @see https://learn.microsoft.com/graph/paging
 */

import { type GraphReader, requireJson } from "../graph/client";
import { Failure } from "../http/failure";
import { own, ownText } from "../json";
import { MAX_JSON_BYTES } from "./part";

const MAX_PAGES = 100;

/** A list that is read completely. */
interface ListRequest<T> {
  /** Path and query below `/v1.0`. */
  readonly path: string;
  /** Whether items of this `@odata.type` count. `undefined` if an item has none. */
  readonly isCounted: (type: string | undefined) => boolean;
  /** `undefined` for an item without a name, which is what an app without the permission sees. */
  readonly parse: (item: unknown) => T | undefined;
}

/**
 * Reads all pages. Each item counts once, because pages can repeat items (msgraph-sdk-dotnet#2108).
 *
 * @returns the items, sorted by name, then by id
 * @throws {@link Failure} `limited` if there are items but none has a name, `too_large` for too many pages, `invalid`
 */
export async function readList<T extends { readonly id: string; readonly name: string }>(
  graph: GraphReader,
  { path, isCounted, parse }: ListRequest<T>,
): Promise<readonly T[]> {
  const items = new Map<string, T>();
  const visited = new Set<string>();
  let hasUnnamed = false;
  for (let url: string | undefined = `${graph.origin}/v1.0${path}`; url !== undefined;) {
    if (visited.has(url)) throw new Failure("invalid");
    if (visited.size >= MAX_PAGES) throw new Failure("too_large");
    visited.add(url);
    const page = requireJson(await graph.get(url, MAX_JSON_BYTES));
    const value = own(page, "value");
    if (!Array.isArray(value)) throw new Failure("invalid");
    for (const entry of value.filter((candidate) => isCounted(ownText(candidate, "@odata.type")))) {
      const item = parse(entry);
      if (item) items.set(item.id.toLowerCase(), item);
      else hasUnnamed = true;
    }
    url = nextLink(page, graph.origin);
  }
  if (items.size === 0 && hasUnnamed) throw new Failure("limited");
  return [...items.values()].sort(byName);
}

/** Code-unit order, which does not depend on the locale of the runtime. */
function byName(a: { id: string; name: string }, b: { id: string; name: string }): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The link to the next page. It is opaque, but has to lead to the host of this page. */
export function nextLink(page: unknown, origin: string): string | undefined {
  const link = own(page, "@odata.nextLink");
  if (link === undefined || link === null) return undefined;
  if (typeof link !== "string" || !link.startsWith(`${origin}/`)) throw new Failure("invalid");
  return link;
}
