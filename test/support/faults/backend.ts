/**
 * Stand-in for any number of test users at once. Each dependency of a test user's login can be given a responder that
 * replaces the healthy response.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { createAuth0Tenant } from "../standin/auth0-tenant";
import { type Backend, type Exchange, createBackend } from "../standin/backend";
import { createDirectory, createTenant, createUser } from "../standin/directory";
import type { Target } from "../standin/routes";
import { type TestUser, auth0Token, graphToken, numberOf, testUser } from "./test-user";

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
/** What a login depends on, by the name of its part. */
export type Dependency = (typeof DEPENDENCIES)[number];

const DEPENDENCY_OF: Readonly<Partial<Record<Target, Dependency>>> = {
  user: "profile",
  photo: "photo",
  photoSized: "photo",
  manager: "manager",
  directReports: "directReports",
  entraToken: "entraToken",
  managementToken: "managementToken",
  userRead: "userRead",
  userWrite: "write",
};

export interface FaultExchange extends Exchange {
  /** Number of the test user; 0 if the request is not about one. */
  readonly number: number;
  /** `undefined` for requests that no login should send. */
  readonly dependency: Dependency | undefined;
  /** Whether the request carries the token that was last issued for the test user. Always true for token requests. */
  readonly hasNewestToken: boolean;
}

/** Responds to a request about a test user. */
export type Responder = (exchange: FaultExchange, response: ServerResponse, user: TestUser) => void;

export interface FaultBackend {
  readonly handle: Backend["handle"];
  readonly exchanges: readonly FaultExchange[];
  /** Requests about one test user. */
  exchangesOf(number: number, dependency?: Dependency): readonly FaultExchange[];
  /** Replaces the response of one dependency for one test user. `undefined` restores the healthy response. */
  setResponder(number: number, dependency: Dependency, responder: Responder | undefined): void;
  /** `app_metadata` of each write for one test user. */
  written(number: number): Record<string, unknown>[];
}

export function createFaultBackend(): FaultBackend {
  const exchanges: FaultExchange[] = [];
  const exchangesByNumber = new Map<number, FaultExchange[]>();
  const responders = new Map<string, Responder>();
  const newestTokens = new Map<string, string>();
  const backend = createHealthyBackend();

  const exchangesOf = (number: number, dependency?: Dependency) =>
    (exchangesByNumber.get(number) ?? []).filter((it) => !dependency || it.dependency === dependency);

  const record = (exchange: Exchange): FaultExchange => {
    const { target, api, subject, request, earlier } = exchange;
    const number = numberOf(subject);
    const token = newestTokens.get(`${api === "graph" ? "graph" : "auth0"} ${number}`);
    const isTokenRequest = target === "entraToken" || target === "managementToken";
    const recorded: FaultExchange = Object.assign(exchange, {
      number,
      dependency: DEPENDENCY_OF[target],
      hasNewestToken: isTokenRequest || request.headers.authorization === `Bearer ${token ?? ""}`,
    });
    if (target === "entraToken") newestTokens.set(`graph ${number}`, graphToken(number, earlier + 1));
    if (target === "managementToken") newestTokens.set(`auth0 ${number}`, auth0Token(number, earlier + 1));
    exchanges.push(recorded);
    const sameNumber = exchangesByNumber.get(number) ?? [];
    exchangesByNumber.set(number, sameNumber);
    sameNumber.push(recorded);
    return recorded;
  };

  backend.override = (received, response) => {
    const exchange = record(received);
    const { number, dependency } = exchange;
    const responder = responders.get(`${number} ${dependency}`);
    responder?.(exchange, response, testUser(number));
    return responder !== undefined;
  };

  return {
    handle: backend.handle,
    exchanges,
    exchangesOf,
    setResponder(number, dependency, responder) {
      if (responder) responders.set(`${number} ${dependency}`, responder);
      else responders.delete(`${number} ${dependency}`);
    },
    written: (number) =>
      exchangesOf(number, "write").map(
        ({ request }) => (JSON.parse(request.body) as { app_metadata: Record<string, unknown> }).app_metadata,
      ),
  };
}

/** Every number has a tenant of its own, and every tenant knows all test users, so that several can share one. */
function createHealthyBackend(): Backend {
  const directory = createDirectory((id) => {
    const number = numberOf(id);
    if (number === 0) return undefined;
    return createTenant({
      id,
      createToken: (_, count) => graphToken(number, count),
      findUser: (userId) => {
        const { user, photo, manager, reports } = testUser(numberOf(userId));
        return createUser(user, {
          photo: { bytes: photo, type: "image/jpeg", etag: '"new"' },
          manager,
          directReports: [reports],
        });
      },
    });
  });
  const createToken = (clientId: string, count: number) => auth0Token(numberOf(clientId), count);
  return createBackend(directory, createAuth0Tenant({ createToken }));
}

/** Responds like a healthy service. */
export const healthy: Responder = ({ respond }, response) => {
  respond(response);
};
