/**
 * Entra, Graph and Auth0 as the stand-in plays them for any number of people at once, healthy unless told
 * otherwise, with a record of who was asked what and whether anything was left hanging.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { type StandInRequest, sendJson } from "../standin/server";
import { AUTH0_DOMAIN, type Person, auth0Token, graphToken, person } from "./person";

export const DEPENDENCIES = [
  "profile",
  "photo",
  "manager",
  "directReports",
  "entraToken",
  "managementToken",
  "userRead",
  "write",
] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

export interface Exchange {
  /** Whom it is about; 0 where that cannot be told. */
  readonly number: number;
  readonly dependency: Dependency | "foreign";
  readonly request: StandInRequest;
  /** How many of this dependency were asked before, for the same person. */
  readonly earlier: number;
  /** Whether it carries the newest token that was given out for this person. */
  readonly rightful: boolean;
  /** Bytes that a stream has got rid of. */
  bytes: number;
  /** Milliseconds since the epoch; `undefined` while the answer is on its way or never comes. */
  closedAt: number | undefined;
}

/** How a dependency answers one request. */
export type Behaviour = (exchange: Exchange, response: ServerResponse, whose: Person) => void;

export interface World {
  readonly answer: (request: StandInRequest, response: ServerResponse) => void;
  readonly exchanges: readonly Exchange[];
  /** All that was asked about one person. */
  of(number: number, dependency?: Dependency): Exchange[];
  /** From now on `dependency` does this for `number`; `undefined` heals it. */
  set(number: number, dependency: Dependency, behaviour: Behaviour | undefined): void;
  /** What was written for one person, request by request. */
  written(number: number): Record<string, unknown>[];
}

const GRAPH_HOSTS = ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us"];
const LOGIN_HOSTS = ["login.microsoftonline.com", "login.microsoftonline.us"];

export function createWorld(): World {
  const exchanges: Exchange[] = [];
  const behaviours = new Map<string, Behaviour>();
  const tokens = new Map<string, string>();
  const of = (number: number, dependency?: Dependency) =>
    exchanges.filter((it) => it.number === number && (!dependency || it.dependency === dependency));

  const record = (request: StandInRequest, response: ServerResponse): Exchange => {
    const { number, dependency } = recognize(request);
    const earlier = dependency === "foreign" ? 0 : of(number, dependency).length;
    const token = tokens.get(request.path.startsWith("/v1.0/") ? `graph ${number}` : `auth0 ${number}`);
    const rightful = isTokenRequest(dependency) || request.headers.authorization === `Bearer ${token ?? ""}`;
    const exchange = { number, dependency, request, earlier, rightful, bytes: 0, closedAt: undefined };
    exchanges.push(exchange);
    const kept: Exchange = exchange;
    response.on("close", () => (kept.closedAt = Date.now()));
    if (dependency === "entraToken") tokens.set(`graph ${number}`, graphToken(number, earlier + 1));
    if (dependency === "managementToken") tokens.set(`auth0 ${number}`, auth0Token(number, earlier + 1));
    return kept;
  };

  return {
    exchanges,
    of,
    answer(request, response) {
      const exchange = record(request, response);
      const { number, dependency } = exchange;
      if (dependency === "foreign") response.writeHead(200).end("{}");
      else (behaviours.get(`${number} ${dependency}`) ?? healthy)(exchange, response, person(number));
    },
    set(number, dependency, behaviour) {
      if (behaviour) behaviours.set(`${number} ${dependency}`, behaviour);
      else behaviours.delete(`${number} ${dependency}`);
    },
    written: (number) =>
      of(number, "write").map(
        ({ request }) => (JSON.parse(request.body) as { app_metadata: Record<string, unknown> }).app_metadata,
      ),
  };
}

const isTokenRequest = (dependency: Exchange["dependency"]) =>
  dependency === "entraToken" || dependency === "managementToken";

/** The answer of a dependency that is well. */
export const healthy: Behaviour = (exchange, response, whose) => {
  const { dependency, number, earlier } = exchange;
  switch (dependency) {
    case "profile":
      sendJson(response, 200, whose.user);
      return;
    case "photo":
      response.writeHead(200, { "content-type": "image/jpeg", etag: '"new"' }).end(whose.photo);
      return;
    case "manager":
      sendJson(response, 200, whose.manager);
      return;
    case "directReports":
      sendJson(response, 200, { value: whose.reports });
      return;
    case "entraToken":
      sendToken(response, graphToken(number, earlier + 1), 3599);
      return;
    case "managementToken":
      sendToken(response, auth0Token(number, earlier + 1), 86_400);
      return;
    case "userRead":
    case "write":
      sendJson(response, 200, { user_id: whose.userId });
      return;
    case "foreign":
      return;
  }
};

function sendToken(response: ServerResponse, access_token: string, expires_in: number): void {
  sendJson(response, 200, { token_type: "Bearer", access_token, expires_in, ext_expires_in: expires_in });
}

/** Who is asked about whom, by the number that every id of a person ends with. */
function recognize({ method, host, path, body }: StandInRequest): Pick<Exchange, "number" | "dependency"> {
  const foreign = { number: 0, dependency: "foreign" } as const;
  const { pathname } = new URL(path, "https://host.example");
  if (GRAPH_HOSTS.includes(host)) {
    const match = /^\/v1\.0\/users\/a{8}-0000-4000-8000-([0-9a-f]{12})(\/.*)?$/.exec(pathname);
    const rest = match?.[2] ?? "";
    const dependency = rest.startsWith("/photo")
      ? "photo"
      : ({ "": "profile", "/manager": "manager", "/directReports": "directReports" } as const)[rest];
    return match?.[1] && dependency ? { number: parseInt(match[1], 16), dependency } : foreign;
  }
  if (LOGIN_HOSTS.includes(host)) {
    const match = /^\/b{8}-0000-4000-8000-([0-9a-f]{12})\/oauth2\/v2\.0\/token$/.exec(pathname);
    return match?.[1] ? { number: parseInt(match[1], 16), dependency: "entraToken" } : foreign;
  }
  if (host !== AUTH0_DOMAIN) return foreign;
  if (pathname === "/oauth/token") {
    return { number: numberIn(/auth0-client-(\d+)/, body), dependency: "managementToken" };
  }
  const number = numberIn(/^\/api\/v2\/users\/waad%7Cauth0-user-(\d+)$/, pathname);
  return number ? { number, dependency: method === "PATCH" ? "write" : "userRead" } : foreign;
}

function numberIn(pattern: RegExp, text: string): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}
