/**
 * Lists all users of a tenant, page by page.
 *
 * @module
 * @see https://learn.microsoft.com/graph/api/user-list
 */

import { type GraphResponse, requireJson } from "../../graph/client";
import { Failure } from "../../http/failure";
import { textOf } from "../../http/client";
import { own } from "../../json";
import { nextLink } from "../../parts/pages";
import { countParsed } from "../memory";
import { settleUnlessStopped } from "../waiting";
import type { DirectoryClient } from "./client";

/** Users of a page: Graph's maximum, and the number to use if such pages are too large or too slow. */
const PAGE_SIZES = [999, 200] as const;
/** Bytes of a page. A user with all plans has about 20 kB. */
const MAX_PAGE_BYTES = 25_000_000;
const MAX_COUNT_BYTES = 1000;
/** Bytes of a page up to which the next one is requested while it is handled. */
const MAX_AHEAD_BYTES = 4_000_000;

/** How the manager is requested. Some tenants refuse `$select` inside `$expand` (microsoft-graph-docs#18615). */
const EXPANDS = ["&$expand=manager($select=id)", "&$expand=manager"] as const;

export interface ListRequest {
  /** Properties of each user. */
  readonly select: readonly string[];
  /** Whether each user is listed with the manager. */
  readonly expandsManager: boolean;
}

export interface ListHandlers {
  readonly onPage: (users: readonly unknown[]) => Promise<void>;
  /** Called if the list is read again from its beginning. */
  readonly onRestart: () => void;
}

/**
 * Lists all users. The next page is requested while a page is handled.
 *
 * @throws {@link Failure} if the list breaks off
 */
export async function listUsers(
  client: DirectoryClient,
  { select, expandsManager }: ListRequest,
  { onPage, onRestart }: ListHandlers,
): Promise<void> {
  const expands = expandsManager ? [...EXPANDS] : [""];
  const sizes = [...PAGE_SIZES];
  for (;;) {
    const path = `/users?$select=${select.join(",")}${expands[0] ?? ""}&$top=${sizes[0] ?? 0}`;
    let pages = 0;
    const failure = await settleUnlessStopped(
      readPages(client, path, async (users) => {
        pages += 1;
        await onPage(users);
      }),
    );
    if (!(failure instanceof Failure)) return;
    const isRefused = failure.details.status === 400 && pages === 0;
    const isTooLarge = failure.reason === "too_large" || failure.reason === "timeout";
    if (isRefused && expands.length > 1) expands.shift();
    else if (isTooLarge && sizes.length > 1) sizes.shift();
    else throw failure;
    onRestart();
  }
}

async function readPages(
  client: DirectoryClient,
  path: string,
  onPage: ListHandlers["onPage"],
): Promise<void> {
  const visited = new Set<string>();
  let link: string | undefined = path;
  let next: ReturnType<DirectoryClient["getPage"]> | undefined;
  while (link !== undefined) {
    const page = parsePage(await (next ?? client.getPage(link, MAX_PAGE_BYTES)), client.origin);
    link = page.link;
    if (link !== undefined && visited.has(link)) throw new Failure("invalid");
    if (link !== undefined) visited.add(link);
    // Two large pages at the same time would take much memory.
    const isAhead = link !== undefined && page.bytes <= MAX_AHEAD_BYTES;
    next = isAhead && link !== undefined ? client.getPage(link, MAX_PAGE_BYTES) : undefined;
    // If handling the page fails, this request fails later and is not awaited.
    next?.catch(() => {});
    await onPage(page.users);
  }
}

/** @throws {@link Failure} `invalid` if the response is not a page */
function parsePage(
  response: GraphResponse,
  origin: string,
): { users: readonly unknown[]; link: string | undefined; bytes: number } {
  const bytes = response.body.length;
  countParsed(bytes);
  const page = requireJson(response);
  const users = own(page, "value");
  if (!Array.isArray(users)) throw new Failure("invalid");
  return { users, link: nextLink(page, origin), bytes };
}

/**
 * The number of users in the tenant.
 *
 * @throws {@link Failure} if Graph does not say it
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export async function countUsers(client: DirectoryClient): Promise<number> {
  const response = await client.get("/users/$count", MAX_COUNT_BYTES, { consistencylevel: "eventual" });
  const text = response.status === 200 ? textOf(response).trim() : "";
  if (!/^\d{1,9}$/.test(text)) {
    requireJson({ ...response, json: {} });
    throw new Failure("invalid");
  }
  return Number(text);
}
