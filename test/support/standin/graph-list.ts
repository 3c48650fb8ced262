/**
 * Microsoft Graph: all users of a tenant, page by page, and their number.
 *
 * @module
 * @see https://learn.microsoft.com/graph/api/user-list
 */

import type { DirectoryUser, EntraTenant, GraphObject } from "./directory";
import {
  type TenantContext,
  USER_ROLES,
  graphError,
  odataContext,
  tenantHandler,
  visiblePerson,
} from "./graph";
import { type HttpResponse, queryOf } from "./handler";
import type { StandInRequest } from "./server";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 999;

interface Page {
  readonly offset: number;
  readonly size: number;
}

interface Options {
  /** Properties of a user. `undefined`: all. */
  readonly select: readonly string[] | undefined;
  readonly expandsManager: boolean;
  /** Properties of a manager. `undefined`: all. */
  readonly managerSelect: readonly string[] | undefined;
}

export const respondUsers = tenantHandler(USER_ROLES, ({ tenant, request }) => {
  const users = tenant.listUsers?.();
  if (!users) return notListed();
  const query = queryOf(request);
  const page = readPage(query);
  if (!page) return badRequest("Invalid page size or skip token specified.");
  const options = readOptions(query);
  if (!options) return badRequest("Invalid $expand.");
  if (options.managerSelect && tenant.refusesSelectInExpand) {
    return graphError(400, "BadRequest", "Query option 'Select' within 'Expand' is not allowed.");
  }
  const { offset, size } = page;
  const nextOffset = offset + size;
  return {
    body: {
      ...odataContext(tenant, request.host, "users"),
      ...(nextOffset < users.length && {
        "@odata.nextLink": nextLink(request, { offset: nextOffset, size }),
      }),
      value: users.slice(offset, nextOffset).map((user) => viewUser(user, options, tenant)),
    },
  };
});

/** Counting needs the header that admits a count of a moment ago. */
export const respondUserCount = tenantHandler(USER_ROLES, ({ tenant, request }: TenantContext) => {
  if (request.headers.consistencylevel !== "eventual")
    return badRequest("$count is not currently supported.");
  const count = tenant.userCount ?? tenant.listUsers?.().length;
  if (count === undefined) return notListed();
  return { headers: { "content-type": "text/plain" }, body: String(count) };
});

function viewUser(user: DirectoryUser, options: Options, tenant: EntraTenant): object {
  const { select, expandsManager, managerSelect } = options;
  const manager = expandsManager && user.manager;
  return {
    ...project(visiblePerson(user.properties, tenant), select),
    ...(manager && {
      manager: {
        "@odata.type": "#microsoft.graph.user",
        ...project(visiblePerson(manager, tenant), managerSelect),
      },
    }),
  };
}

/** Ids and types are always returned, and selected properties without a value are `null`. */
function project(item: GraphObject, select: readonly string[] | undefined): object {
  if (!select) return item;
  const type = item["@odata.type"];
  const projected: Record<string, unknown> = type === undefined ? {} : { "@odata.type": type };
  projected.id = item.id;
  for (const name of select) projected[name] = item[name] ?? null;
  return projected;
}

function readOptions(query: URLSearchParams): Options | undefined {
  const expand = query.get("$expand");
  const match = /^manager(?:\(\$select=([\w,]+)\))?$/.exec(expand ?? "manager");
  if (!match) return undefined;
  const select = query.get("$select")?.split(",");
  return { select, expandsManager: expand !== null, managerSelect: match[1]?.split(",") };
}

/** A skip token contains the size of the pages, so that a client need not repeat it. */
function readPage(query: URLSearchParams): Page | undefined {
  const token = query.get("$skiptoken");
  const text = token === null ? `0:${query.get("$top") ?? DEFAULT_PAGE_SIZE}` : decode(token);
  const [offset = NaN, size = NaN] = text.split(":").map(Number);
  const areIntegers = Number.isInteger(offset) && Number.isInteger(size);
  return areIntegers && offset >= 0 && size >= 1 && size <= MAX_PAGE_SIZE ? { offset, size } : undefined;
}

function nextLink({ host, path }: StandInRequest, { offset, size }: Page): string {
  const kept = (path.split("?")[1] ?? "")
    .split("&")
    .filter((part) => part && !/^(\$|%24)(top|skiptoken)=/i.test(part));
  const token = Buffer.from(`${offset}:${size}`).toString("base64url");
  return `https://${host}/v1.0/users?${[...kept, `$skiptoken=${token}`].join("&")}`;
}

function decode(token: string): string {
  return Buffer.from(token, "base64url").toString("utf8");
}

function badRequest(message: string): HttpResponse {
  return graphError(400, "Request_BadRequest", message);
}

function notListed(): HttpResponse {
  return graphError(404, "Request_ResourceNotFound", "the stand-in has no list of users for this tenant");
}
