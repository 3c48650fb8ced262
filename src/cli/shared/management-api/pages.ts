/**
 * Checks of responses, which are used only if they have the expected shape.
 *
 * @module
 */

import type { z } from "zod";
import { Failure } from "../../../http/failure";

/** Returns `response` if it has this shape. @throws {@link Failure} `invalid` */
export function requireShape<T>(response: T, shape: z.ZodType): T {
  if (!shape.safeParse(response).success) throw new Failure("invalid", { status: 200 });
  return response;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly response: { readonly total?: number | undefined };
  hasNextPage(): boolean;
  getNextPage(): Promise<Page<T>>;
}

/** Higher than the number of pages of any list. Without it, a list that grows with each page would be read forever. */
const MAX_PAGES = 1000;

/** All items. @throws if a page has another shape than `shape`, or if the number of items is not the total */
export async function readAllPages<T extends { readonly id?: unknown }>(
  first: Page<T>,
  shape: z.ZodType,
): Promise<T[]> {
  const items: T[] = [];
  let page = first;
  for (let count = 1; ; count++) {
    requireShape(page.response, shape);
    items.push(...page.data);
    if (!page.hasNextPage()) break;
    if (count === MAX_PAGES) throw new IncompleteListError(`there are more than ${MAX_PAGES} pages`);
    page = await page.getNextPage();
  }
  const { total: count } = page.response;
  // Writing an incomplete list would delete what is missing.
  if (count !== undefined && count !== items.length) {
    throw new IncompleteListError(`Auth0 counts ${count} entries and listed ${items.length}`);
  }
  // An entry that is added between two pages moves the last one of a page to the next page, and is itself missing.
  const ids = items.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length) throw new IncompleteListError("Auth0 listed an entry twice");
  return items;
}

/** A list changed while it was read, or a page is missing. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
}
