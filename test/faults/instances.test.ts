/**
 * Many logins in one instance, and instances one after the other: who asks for a token, who gets whose data, and
 * what a cache can do about it.
 */

import { type Instances, type LoginsDone } from "./instances";
import { GRAPH, type OneByOne, setUpPeople } from "./one-by-one";
import { type Person, auth0Token, graphToken, loginOf, secretsOf } from "./person";
import type { Dependency } from "./world";

jest.setTimeout(30_000);

const AT_ONCE = 50;

let instances: Instances;
let people: OneByOne;

setUpPeople((startedPeople, startedInstances) => {
  people = startedPeople;
  instances = startedInstances;
});

/** Logs `all` in at the same time. */
async function logInAll(instance: string, all: readonly Person[], cache?: string): Promise<LoginsDone> {
  // Fifty at once are to be slowed down by nobody's budget.
  const events = all.map((whose) => loginOf(whose, { TIME_BUDGET_MS: "10000", REFRESH_AFTER_SECONDS: "0" }));
  return instances.login(instance, events, cache === undefined ? {} : { cache });
}

function askedFor(whose: Person, dependency: Dependency): number {
  return instances.world.of(whose.number, dependency).length;
}

describe("fifty logins at once in one instance", () => {
  test("ask for one Entra token and one Management token, and nobody gets another's data", async () => {
    const first = people.next();
    const all = [first, ...Array.from({ length: AT_ONCE - 1 }, () => people.colleagueOf(first))];
    const { logged, logins } = await logInAll("fifty", all);
    expect(logins.map(({ thrown }) => thrown)).toEqual(all.map(() => undefined));
    expect(logged.map((line) => (JSON.parse(line) as { entra: string }).entra)).toEqual(
      all.map(() => "updated"),
    );
    expect(askedFor(first, "entraToken")).toBe(1);
    expect(askedFor(first, "managementToken")).toBe(1);
    for (const whose of all) expectOwnData(whose);
    const others = all.slice(1).flatMap((whose) => instances.world.of(whose.number));
    expect(others.filter(({ dependency }) => dependency.endsWith("Token"))).toEqual([]);
  });

  test("of fifty tenants each use their own tokens", async () => {
    const all = Array.from({ length: AT_ONCE }, () => people.next());
    await logInAll("tenants", all);
    for (const whose of all) {
      expectOwnData(whose);
      expect(askedFor(whose, "entraToken")).toBe(1);
      expect(askedFor(whose, "managementToken")).toBe(1);
      expect(instances.world.of(whose.number).filter(({ rightful }) => !rightful)).toEqual([]);
    }
  });
});

function expectOwnData(whose: Person): void {
  for (const part of Object.keys(GRAPH) as (keyof typeof GRAPH)[]) expect(askedFor(whose, part)).toBe(1);
  const written = instances.world.written(whose.number);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatchObject({
    thumbnailPhoto: `data:image/jpeg;base64,${whose.photo.toString("base64")}`,
    manager: whose.manager.displayName,
    directReports: whose.reports.map(({ displayName }) => displayName),
    entra: {
      identity: whose.stored.entra.identity,
      profile: { oid: whose.oid, street: whose.user.streetAddress },
      manager: whose.manager,
      directReports: whose.reports,
    },
  });
}

describe("a new instance", () => {
  test("asks for no token where the cache is warm, and keeps in it what Auth0 takes", async () => {
    const { whose, logIn } = people.somebody();
    const { cacheSets } = await logInAll("before", [whose], "good:shared");
    expect(askedFor(whose, "entraToken")).toBe(1);
    expect(cacheSets).toHaveLength(2);
    for (const { key, value } of cacheSets) {
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(64);
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4096);
      expect(key).not.toMatch(new RegExp([whose.tenantId, whose.clientId, whose.auth0ClientId].join("|")));
    }
    const lives = cacheSets.map(({ ttl }) => ttl ?? 0).sort((a, b) => a - b);
    // In milliseconds, and five minutes less than the tokens live; MSAL rounds to whole seconds.
    expect(lives[0]).toBeGreaterThan(3_200_000);
    expect(lives[0]).toBeLessThanOrEqual(3_299_500);
    expect(lives[1]).toBeGreaterThan(86_000_000);
    expect(lives[1]).toBeLessThanOrEqual(86_100_000);
    const done = await logInAll("after", [whose], "good:shared");
    expect(JSON.parse(done.logged[0] ?? "")).toMatchObject({ entra: "updated" });
    expect(askedFor(whose, "entraToken")).toBe(1);
    expect(askedFor(whose, "managementToken")).toBe(1);
    expect((await logIn()).asked).toMatchObject({ entraToken: 1, managementToken: 1 });
  });

  test("asks for another token five minutes before the one that is kept expires", async () => {
    const { logIn } = people.somebody();
    await logIn();
    expect((await logIn(3200)).asked).toEqual({ ...GRAPH, write: 1 });
    expect((await logIn(3310)).asked).toEqual({ ...GRAPH, entraToken: 1, write: 1 });
    expect((await logIn(86_110)).asked).toEqual({ ...GRAPH, entraToken: 1, managementToken: 1, write: 1 });
  });
});

describe("a cache that is", () => {
  test.each(["throwing", "full", "forgetful", "nonsense", "mixedUp"])(
    "%s changes nothing but speed",
    async (kind) => {
      const all = [people.next(), people.next()];
      for (const instance of [`${kind} 1`, `${kind} 2`]) {
        for (const whose of all) {
          const { logged, logins } = await logInAll(instance, [whose], `${kind}:one`);
          expect(logins[0]?.thrown).toBeUndefined();
          expect(JSON.parse(logged[0] ?? "")).toMatchObject({ entra: "updated", profile: "updated" });
        }
      }
      for (const { number } of all) {
        const exchanges = instances.world.of(number);
        expect(exchanges.filter(({ rightful }) => !rightful)).toEqual([]);
        expect(exchanges.filter(({ dependency }) => dependency === "entraToken").length).toBeLessThan(3);
      }
    },
  );
});

describe("a token", () => {
  const GOV = "graph.microsoft.us";

  test.each<[string, (whose: Person) => Record<string, string>]>([
    ["tenant", () => ({ AZURE_TENANT_ID: people.next().tenantId })],
    ["client", () => ({ AZURE_CLIENT_ID: people.next().clientId })],
    ["cloud", () => ({ GRAPH_CLOUD: "usgov" })],
    ["Auth0 application", () => ({ AUTH0_CLIENT_ID: people.next().auth0ClientId })],
  ])("is not used for another %s", async (what, otherwise) => {
    const whose = people.next();
    const more = { ...otherwise(whose), REFRESH_AFTER_SECONDS: "0" };
    const { AZURE_TENANT_ID: tenantId, ...secrets } = secretsOf(whose, more);
    const cache = `good:${what}`;
    await logInAll(what, [whose], cache);
    const before = instances.world.exchanges.length;
    const event = loginOf({ ...whose, tenantId }, more);
    const { logged } = await instances.login(what, [event], { cache });
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ entra: "updated" });
    const after = instances.world.exchanges.slice(before);
    const [asked, ...others] = after.filter(({ dependency }) => dependency.endsWith("Token"));
    expect(others).toEqual([]);
    const isAuth0 = what === "Auth0 application";
    const { path = "", body = "" } = asked?.request ?? {};
    expect(isAuth0 ? "" : path).toContain(isAuth0 ? "" : tenantId);
    expect(body).toContain(isAuth0 ? secrets.AUTH0_CLIENT_ID : secrets.AZURE_CLIENT_ID);
    const graphHosts = new Set(
      after.filter(({ dependency }) => dependency in GRAPH).map(({ request }) => request.host),
    );
    expect([...graphHosts]).toEqual([what === "cloud" ? GOV : "graph.microsoft.com"]);
    const sent = new Set(after.map(({ request }) => request.headers.authorization).filter(Boolean));
    const old = isAuth0 ? auth0Token(whose.number) : graphToken(whose.number);
    expect([...sent]).not.toContain(`Bearer ${old}`);
    expect(sent.size).toBe(2);
  });
});

test("nothing is left that is rejected, warned of or printed", async () => {
  expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(instances.printed()).toBe("");
});
