/**
 * Simultaneous logins in one instance, and later instances: token requests, separation of users, and `api.cache`.
 */

import type { Dependency } from "../support/faults/backend";
import {
  GRAPH_REQUESTS,
  type SequentialLogins,
  setUpSequentialLogins,
} from "../support/faults/sequential-logins";
import { type TestUser, auth0Token, graphToken, loginOf, secretsOf } from "../support/faults/test-user";
import type { LoginsResult } from "../support/instances/instances";

const SIMULTANEOUS = 50;

let logins: SequentialLogins;

setUpSequentialLogins((started) => {
  logins = started;
});

/** Logs `all` in simultaneously. */
async function logInAll(instance: string, all: readonly TestUser[], cache?: string): Promise<LoginsResult> {
  // Long enough for fifty simultaneous logins on a busy machine.
  const events = all.map((user) => loginOf(user, { TIME_BUDGET_MS: "10000", REFRESH_AFTER_SECONDS: "0" }));
  return logins.instances.login(instance, events, cache === undefined ? {} : { cache });
}

function countRequests(user: TestUser, dependency: Dependency): number {
  return logins.backend.exchangesOf(user.number, dependency).length;
}

describe("simultaneous logins", () => {
  test("fifty simultaneous logins request one Entra token and one Management token, and each user gets their own data", async () => {
    const first = logins.nextUser();
    const all = [first, ...Array.from({ length: SIMULTANEOUS - 1 }, () => logins.nextColleagueOf(first))];
    const { logged, logins: results } = await logInAll("fifty", all);
    expect(results.map(({ thrown }) => thrown)).toEqual(all.map(() => undefined));
    expect(logged.map((line) => (JSON.parse(line) as { entra: string }).entra)).toEqual(
      all.map(() => "updated"),
    );
    expect(countRequests(first, "entraToken")).toBe(1);
    expect(countRequests(first, "managementToken")).toBe(1);
    for (const user of all) expectOwnData(user);
    const others = all.slice(1).flatMap(({ number }) => logins.backend.exchangesOf(number));
    expect(others.filter(({ dependency }) => dependency?.endsWith("Token"))).toEqual([]);
  });

  test("fifty simultaneous logins in fifty tenants use the tokens of their tenant", async () => {
    const all = Array.from({ length: SIMULTANEOUS }, () => logins.nextUser());
    await logInAll("tenants", all);
    for (const user of all) {
      expectOwnData(user);
      expect(countRequests(user, "entraToken")).toBe(1);
      expect(countRequests(user, "managementToken")).toBe(1);
      expect(logins.backend.exchangesOf(user.number).filter(({ hasNewestToken }) => !hasNewestToken)).toEqual(
        [],
      );
    }
  });
});

function expectOwnData(user: TestUser): void {
  for (const part of Object.keys(GRAPH_REQUESTS) as (keyof typeof GRAPH_REQUESTS)[])
    expect(countRequests(user, part)).toBe(1);
  const written = logins.backend.written(user.number);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatchObject({
    thumbnailPhoto: `data:image/jpeg;base64,${user.photo.toString("base64")}`,
    manager: user.manager.displayName,
    directReports: user.reports.map(({ displayName }) => displayName),
    entra: {
      identity: user.stored.entra.identity,
      profile: { oid: user.oid, street: user.user.streetAddress },
      manager: user.manager,
      directReports: user.reports,
    },
  });
}

describe("new instances", () => {
  test("a new instance requests no token if the cache is warm, and stores entries within Auth0's limits", async () => {
    const { user, logIn } = logins.isolate();
    const { cacheSets } = await logInAll("before", [user], "good:shared");
    expect(countRequests(user, "entraToken")).toBe(1);
    expect(cacheSets).toHaveLength(2);
    for (const { key, value } of cacheSets) {
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(64);
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4096);
      expect(key).not.toMatch(new RegExp([user.tenantId, user.clientId, user.auth0ClientId].join("|")));
    }
    const lives = cacheSets.map(({ ttl }) => ttl ?? 0).sort((a, b) => a - b);
    // Milliseconds, five minutes less than the lifetime of the tokens. MSAL rounds to whole seconds.
    expect(lives[0]).toBeGreaterThan(3_200_000);
    expect(lives[0]).toBeLessThanOrEqual(3_299_500);
    expect(lives[1]).toBeGreaterThan(86_000_000);
    expect(lives[1]).toBeLessThanOrEqual(86_100_000);
    const done = await logInAll("after", [user], "good:shared");
    expect(JSON.parse(done.logged[0] ?? "")).toMatchObject({ entra: "updated" });
    expect(countRequests(user, "entraToken")).toBe(1);
    expect(countRequests(user, "managementToken")).toBe(1);
    expect((await logIn()).requests).toMatchObject({ entraToken: 1, managementToken: 1 });
  });

  test("a new instance requests a new token five minutes before the cached one expires", async () => {
    const { logIn } = logins.isolate();
    await logIn();
    expect((await logIn(3200)).requests).toEqual({ ...GRAPH_REQUESTS, write: 1 });
    expect((await logIn(3310)).requests).toEqual({ ...GRAPH_REQUESTS, entraToken: 1, write: 1 });
    expect((await logIn(86_110)).requests).toEqual({
      ...GRAPH_REQUESTS,
      entraToken: 1,
      managementToken: 1,
      write: 1,
    });
  });
});

describe("faulty caches", () => {
  test.each(["throwing", "full", "forgetful", "nonsense", "mixedUp"])(
    "a cache of kind %s affects only the number of token requests",
    async (kind) => {
      const all = [logins.nextUser(), logins.nextUser()];
      for (const instance of [`${kind} 1`, `${kind} 2`]) {
        for (const user of all) {
          const { logged, logins: results } = await logInAll(instance, [user], `${kind}:one`);
          expect(results[0]?.thrown).toBeUndefined();
          expect(JSON.parse(logged[0] ?? "")).toMatchObject({ entra: "updated", profile: "updated" });
        }
      }
      for (const { number } of all) {
        const exchanges = logins.backend.exchangesOf(number);
        expect(exchanges.filter(({ hasNewestToken }) => !hasNewestToken)).toEqual([]);
        expect(exchanges.filter(({ dependency }) => dependency === "entraToken").length).toBeLessThan(3);
      }
    },
  );
});

describe("cached tokens", () => {
  const GOV = "graph.microsoft.us";

  test.each<[string, (user: TestUser) => Record<string, string>]>([
    ["tenant", () => ({ AZURE_TENANT_ID: logins.nextUser().tenantId })],
    ["client", () => ({ AZURE_CLIENT_ID: logins.nextUser().clientId })],
    ["cloud", () => ({ GRAPH_CLOUD: "usgov" })],
    ["Auth0 application", () => ({ AUTH0_CLIENT_ID: logins.nextUser().auth0ClientId })],
  ])("a cached token is not used for another %s", async (what, changes) => {
    const user = logins.nextUser();
    const more = { ...changes(user), REFRESH_AFTER_SECONDS: "0" };
    const { AZURE_TENANT_ID: tenantId, ...secrets } = secretsOf(user, more);
    const cache = `good:${what}`;
    await logInAll(what, [user], cache);
    const before = logins.backend.exchanges.length;
    const event = loginOf({ ...user, tenantId }, more);
    const { logged } = await logins.instances.login(what, [event], { cache });
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ entra: "updated" });
    const after = logins.backend.exchanges.slice(before);
    const [sent, ...others] = after.filter(({ dependency }) => dependency?.endsWith("Token"));
    expect(others).toEqual([]);
    const isAuth0 = what === "Auth0 application";
    const { path = "", body = "" } = sent?.request ?? {};
    expect(isAuth0 ? "" : path).toContain(isAuth0 ? "" : tenantId);
    expect(body).toContain(isAuth0 ? secrets.AUTH0_CLIENT_ID : secrets.AZURE_CLIENT_ID);
    const graphHosts = new Set(
      after
        .filter(({ dependency }) => dependency && dependency in GRAPH_REQUESTS)
        .map(({ request }) => request.host),
    );
    expect([...graphHosts]).toEqual([what === "cloud" ? GOV : "graph.microsoft.com"]);
    const authorizations = new Set(after.map(({ request }) => request.headers.authorization).filter(Boolean));
    const old = isAuth0 ? auth0Token(user.number) : graphToken(user.number);
    expect([...authorizations]).not.toContain(`Bearer ${old}`);
    expect(authorizations.size).toBe(2);
  });
});

test("no login leaves unhandled rejections, warnings or output", async () => {
  expect(await logins.instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(logins.instances.printed()).toBe("");
});
