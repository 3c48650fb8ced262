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

/** All items. @throws if a page has another shape than `shape`, or if the number of items is not the total */
export async function readAllPages<T>(first: Page<T>, shape: z.ZodType): Promise<T[]> {
  const items: T[] = [];
  let page = first;
  for (;;) {
    requireShape(page.response, shape);
    items.push(...page.data);
    if (!page.hasNextPage()) break;
    page = await page.getNextPage();
  }
  const { total: count } = page.response;
  // Writing an incomplete list would delete what is missing.
  if (count !== undefined && count !== items.length) {
    throw new IncompleteListError(`Auth0 counts ${count} entries and listed ${items.length}`);
  }
  return items;
}

/** A list changed while it was read, or a page is missing. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
}
