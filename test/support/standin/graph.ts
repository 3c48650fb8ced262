/**
 * Microsoft Graph: reads of one user, with the permissions that they require. A missing permission is reported before
 * an unknown user.
 *
 * @module
 * @see https://learn.microsoft.com/graph/permissions-reference
 */

import type { DirectoryUser, EntraTenant, GraphObject, Pages } from "./directory";
import { type Handler, type HandlerContext, type HttpResponse, bearerToken, queryOf } from "./handler";

export interface TenantContext extends HandlerContext {
  readonly tenant: EntraTenant;
}

export interface GraphContext extends TenantContext {
  readonly user: DirectoryUser;
}

type GraphHandler = (context: GraphContext) => HttpResponse;

const INSUFFICIENT_PRIVILEGES = "Insufficient privileges to complete the operation.";
export const USER_ROLES = ["User.Read.All", "Directory.Read.All"];
const PHOTO_ROLES = ["ProfilePhoto.Read.All"];
const GROUP_ROLES = ["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"];
const GROUP = "#microsoft.graph.group";

export const respondUser = graphHandler(USER_ROLES, ({ tenant, user, request }) => ({
  body: {
    ...odataContext(tenant, request.host, `users('${user.properties.id}')/$entity`),
    ...visiblePerson(user.properties, tenant),
  },
}));

export const respondManager = graphHandler(USER_ROLES, ({ tenant, user }) =>
  user.manager ? { body: visiblePerson(user.manager, tenant) } : resourceNotFound("manager"),
);

export const respondDirectReports = graphHandler(USER_ROLES, (context) =>
  respondPage(context, context.user.directReports, visiblePerson),
);

/** An app that may read the user but not the groups gets their ids and types only. */
export const respondGroups = graphHandler([...USER_ROLES, ...GROUP_ROLES], (context) => {
  const { user, operation } = context;
  const isCast = operation.endsWith("/microsoft.graph.group");
  const pages = isCast
    ? user.memberOf.map((page) => page.filter((member) => member["@odata.type"] === GROUP))
    : user.memberOf;
  return respondPage(context, pages, (member, { roles }) => {
    const allowed = member["@odata.type"] === GROUP ? GROUP_ROLES : ["Directory.Read.All"];
    return hasRole(roles, allowed) ? member : withoutDetails(member);
  });
});

export const respondPhoto = graphHandler(
  PHOTO_ROLES,
  ({ tenant, request, user: { photo, properties } }) => {
    if (!photo) {
      const message = `Exception of type 'ImageNotFound' for ${String(properties.mail)} was thrown.`;
      return graphError(404, "ImageNotFound", message);
    }
    const { bytes, type, etag } = photo;
    if (tenant.honoursIfNoneMatch && request.headers["if-none-match"] === etag) {
      return { status: 304, headers: { etag } };
    }
    return { headers: { "content-type": type, etag }, body: bytes };
  },
  "ErrorAccessDenied",
);

/** Graph's error JSON. */
export function graphError(status: number, code: string, message = ""): HttpResponse {
  const innerError = { "request-id": "5ca1ab1e-1234-4321-8888-0123456789ab", date: "2026-11-22T02:48:00" };
  return { status, body: { error: { code, message, innerError } } };
}

export function resourceNotFound(id: string): HttpResponse {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return graphError(404, "Request_ResourceNotFound", message);
}

/** The tenant that issued the token of a request. */
export function tenantOf({ directory, request }: HandlerContext): EntraTenant | undefined {
  const tenantId = directory.tokens.get(bearerToken(request));
  return tenantId === undefined ? directory.tenantOfOtherTokens : directory.findTenant(tenantId);
}

export function invalidToken(): HttpResponse {
  return graphError(401, "InvalidAuthenticationToken", "Access token validation failure.");
}

/**
 * A request to the whole tenant.
 *
 * @param anyOf one of these application permissions is required
 */
export function tenantHandler(
  anyOf: readonly string[],
  handle: (context: TenantContext) => HttpResponse,
  deniedCode = "Authorization_RequestDenied",
): Handler {
  return (context) => {
    const tenant = tenantOf(context);
    if (!tenant) return invalidToken();
    if (!hasRole(tenant.roles, anyOf)) return graphError(403, deniedCode, INSUFFICIENT_PRIVILEGES);
    return handle({ ...context, tenant });
  };
}

/** A request about one user. */
function graphHandler(anyOf: readonly string[], handle: GraphHandler, deniedCode?: string): Handler {
  const handleTenant = (context: TenantContext) => {
    const { tenant, subject } = context;
    const user = tenant.findUser(subject);
    return user ? handle({ ...context, user }) : resourceNotFound(subject);
  };
  return tenantHandler(anyOf, handleTenant, deniedCode);
}

/** One page of a collection, with a link to the next one that contains part of the user's name. */
function respondPage(
  { request, tenant, user }: GraphContext,
  pages: Pages,
  visible: (item: GraphObject, tenant: EntraTenant) => unknown,
): HttpResponse {
  const index = Number(/\d+$/.exec(queryOf(request).get("$skiptoken") ?? "")?.[0] ?? 0);
  const [name] = String(user.properties.userPrincipalName).split("@");
  const [path = ""] = request.path.split(/[?&]\$skiptoken=/);
  const nextPath = `${path}${path.includes("?") ? "&" : "?"}$skiptoken=${name}-${index + 1}`;
  return {
    body: {
      ...odataContext(tenant, request.host, "directoryObjects"),
      ...(index + 1 < pages.length && { "@odata.nextLink": `https://${request.host}${nextPath}` }),
      value: (pages[index] ?? []).map((item) => visible(item, tenant)),
    },
  };
}

function hasRole(roles: readonly string[], anyOf: readonly string[]): boolean {
  return anyOf.some((role) => roles.includes(role));
}

export function visiblePerson(person: GraphObject, { limited }: EntraTenant): GraphObject {
  return limited ? withoutDetails(person) : person;
}

function withoutDetails(item: GraphObject): GraphObject {
  const entries = Object.entries(item).map(([key, value]) => [key, key.startsWith("@") ? value : null]);
  return { ...(Object.fromEntries(entries) as object), id: item.id };
}

export function odataContext(tenant: EntraTenant, host: string, entity: string): object {
  if (tenant.odataMetadata === "none") return {};
  return { "@odata.context": `https://${host}/v1.0/$metadata#${entity}` };
}
