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
import { type Api, type Route, type Target, recognizeRequest } from "./routes";
import { type StandIn, type StandInRequest, startStandIn } from "./server";

export interface Exchange extends Omit<Route, "handler"> {
  readonly request: StandInRequest;
  /** Number of earlier requests for the same target and subject. */
  readonly earlier: number;
  /** Sends the response of a healthy service. */
  readonly respond: (response: ServerResponse) => void;
  /** Bytes of an endless body that were sent. */
  bytesSent: number;
  /** Milliseconds since the epoch. `undefined`: the response has not been finished, nor its connection closed. */
  closedAt: number | undefined;
}

/** Responds to an exchange or leaves it without a response. @returns `false` for the healthy response */
export type Override = (exchange: Exchange, response: ServerResponse) => boolean;

export interface Backend {
  directory: Directory;
  auth0: Auth0Tenant;
  override: Override;
  readonly exchanges: Exchange[];
  readonly handle: (request: StandInRequest, response: ServerResponse) => void;
}

export const noOverride: Override = () => false;

export function createBackend(directory: Directory, auth0 = createAuth0Tenant()): Backend {
  const counts = new Map<string, number>();
  const backend: Backend = {
    directory,
    auth0,
    override: noOverride,
    exchanges: [],
    handle(request, response) {
      const { handler, ...route } = recognizeRequest(request);
      const key = `${route.target} ${route.subject}`;
      const earlier = counts.get(key) ?? 0;
      counts.set(key, earlier + 1);
      const exchange: Exchange = {
        ...route,
        request,
        earlier,
        respond: (to) => {
          const { operation, subject } = route;
          const { directory, auth0 } = backend;
          send(to, handler({ request, operation, subject, earlier, directory, auth0 }));
        },
        bytesSent: 0,
        closedAt: undefined,
      };
      backend.exchanges.push(exchange);
      response.on("close", () => (exchange.closedAt = Date.now()));
      if (!backend.override(exchange, response)) exchange.respond(response);
    },
  };
  return backend;
}

/** Starts a server for `backend`. */
export async function startBackend(backend: Backend): Promise<StandIn> {
  return startStandIn(backend.handle);
}

/** Requests of one target, one API or one operation, or all requests. */
export type Selector = Target | Api | `${"GET" | "POST" | "PATCH"} /${string}` | "everything";

/**
 * Overrides the responses of the selected requests.
 *
 * @example backend.override = respondTo("manager", { status: 503 });
 */
export function respondTo(
  selector: Selector,
  respond: HttpResponse | ((response: ServerResponse) => unknown),
): Override {
  return ({ target, api, operation }, response) => {
    if (!["everything", target, api, operation].includes(selector)) return false;
    if (typeof respond === "function") respond(response);
    else send(response, respond);
    return true;
  };
}
