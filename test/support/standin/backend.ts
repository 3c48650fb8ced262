/**
 * Entra, Graph and Auth0 as one backend: it recognizes each request, lets a test override the response, and otherwise
 * responds like a healthy service.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { type Auth0Tenant, createAuth0Tenant } from "./auth0-tenant";
import type { Directory } from "./directory";
import { type HttpResponse, send } from "./handler";
import { countRequest } from "./rate-limits";
import { type Api, type Route, type Target, recognizeRequest } from "./routes";
import { type StandIn, type StandInRequest, startStandIn } from "./server";

export interface Exchange extends Omit<Route, "handler"> {
  readonly request: StandInRequest;
  /** Number of earlier requests for the same target and subject. */
  readonly earlier: number;
  /** Whether the request is part of a batch, which is an exchange of its own. */
  readonly isBatched: boolean;
  /** Sends the response of a healthy service. */
  readonly respond: (response: ServerResponse) => void;
  /** Bytes of an endless body that were sent. */
  bytesSent: number;
  /** Milliseconds since the epoch. `undefined`: the response has not been finished, nor its connection closed. */
  closedAt: number | undefined;
}

/** Responds to an exchange or leaves it without a response. @returns `false` for the healthy response */
export type Override = (exchange: Exchange, response: ServerResponse) => boolean;

/** Replaces the response of a part of a batch. @returns `undefined` for the healthy response, `null` for none at all */
export type OverridePart = (exchange: Exchange) => HttpResponse | null | undefined;

export interface Backend {
  directory: Directory;
  auth0: Auth0Tenant;
  override: Override;
  overridePart?: OverridePart | undefined;
  readonly exchanges: Exchange[];
  readonly handle: (request: StandInRequest, response: ServerResponse) => void;
}

export const noOverride: Override = () => false;

export function createBackend(directory: Directory, auth0 = createAuth0Tenant()): Backend {
  const counts = new Map<string, number>();
  const record = (request: StandInRequest, { handler, ...route }: Route, isBatched: boolean) => {
    const key = `${route.target} ${route.subject}`;
    const earlier = counts.get(key) ?? 0;
    counts.set(key, earlier + 1);
    const createResponse = () => {
      const { operation, subject } = route;
      const { directory, auth0 } = backend;
      return handler({ request, operation, subject, earlier, directory, auth0, respondToPart });
    };
    const exchange: Exchange = {
      ...route,
      request,
      earlier,
      isBatched,
      respond: (to) => {
        send(to, createResponse());
      },
      bytesSent: 0,
      closedAt: undefined,
    };
    backend.exchanges.push(exchange);
    return { exchange, createResponse };
  };
  const respondToPart = (request: StandInRequest) => {
    const { exchange, createResponse } = record(request, recognizeRequest(request), true);
    exchange.closedAt = Date.now();
    const replaced = backend.overridePart?.(exchange);
    return replaced === undefined ? createResponse() : replaced;
  };
  const backend: Backend = {
    directory,
    auth0,
    override: noOverride,
    exchanges: [],
    handle(request, response) {
      const route = limitRate(recognizeRequest(request), request, response, backend.auth0);
      const { exchange } = record(request, route, false);
      response.on("close", () => (exchange.closedAt = Date.now()));
      if (!backend.override(exchange, response)) exchange.respond(response);
    },
  };
  return backend;
}

/** Sets the headers in advance, so that responses of tests have them too. */
function limitRate(
  route: Route,
  { method }: StandInRequest,
  response: ServerResponse,
  { rateLimits }: Auth0Tenant,
): Route {
  if (route.api !== "management" || !rateLimits) return route;
  const { headers, refusal } = countRequest(rateLimits, method);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  return refusal ? { ...route, handler: () => refusal } : route;
}

/** Starts a server for `backend`. */
export async function startBackend(backend: Backend): Promise<StandIn> {
  return startStandIn(backend.handle);
}

/** Requests of one target, one API or one operation, or all requests. */
export type Selector = Target | Api | `${"GET" | "POST" | "PATCH" | "DELETE"} /${string}` | "everything";

/**
 * Overrides the responses of the selected requests.
 *
 * @example backend.override = respondTo("manager", { status: 503 });
 */
export function respondTo(
  selector: Selector,
  respond: HttpResponse | ((response: ServerResponse, exchange: Exchange) => unknown),
): Override {
  return (exchange, response) => {
    const { target, api, operation } = exchange;
    if (!["everything", target, api, operation].includes(selector)) return false;
    if (typeof respond === "function") respond(response, exchange);
    else send(response, respond);
    return true;
  };
}
