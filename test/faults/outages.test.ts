/**
 * What will not heal by itself costs a few logins of an instance, and not each of them. The clock is put forward,
 * so that a minute does not take one.
 */

import { type Instances } from "./instances";
import * as mis from "./misbehaviour";
import { AT_ONCE_MS, GRAPH, type OneByOne, type Outcome, allFailed, setUpPeople } from "./one-by-one";
import { type Person, graphToken } from "./person";
import { PART_NAMES } from "./promise";
import { type Behaviour, healthy } from "./world";

jest.setTimeout(30_000);

let instances: Instances;
let people: OneByOne;

setUpPeople((startedPeople, startedInstances) => {
  people = startedPeople;
  instances = startedInstances;
});

/** The hint may be cut elsewhere, as the milliseconds take more room or less. */
function expectSameLine(line: Outcome["line"], first: Outcome["line"]): void {
  expect({ ...line, ms: 0, hint: "" }).toEqual({ ...first, ms: 0, hint: "" });
  expect(String(line.hint).slice(0, 40)).toBe(String(first.hint).slice(0, 40));
}

describe("a refusal", () => {
  test("of the secret is heard once a minute, and what the claims give is saved all the same", async () => {
    const { logIn, set } = people.somebody(mis.refusal(401), "entraToken");
    const first = await logIn();
    expect(first.asked).toEqual({ entraToken: 1, managementToken: 1, write: 1 });
    expect(first.line).toMatchObject({ ...allFailed("credentials"), saved: "management-api" });
    for (const seconds of [1, 30, 59]) {
      const later = await logIn(seconds);
      expect(later.asked).toEqual({ write: 1 });
      expectSameLine(later.line, first.line);
      expect(later.ms).toBeLessThan(AT_ONCE_MS);
    }
    expect((await logIn(61)).asked).toEqual({ entraToken: 1, write: 1 });
    set(undefined);
    expect((await logIn(90)).asked).toEqual({ write: 1 });
    expect((await logIn(122)).line).toMatchObject({ entra: "updated", profile: "updated" });
  });

  test.each(PART_NAMES)("of %s is heard once a minute, and the other parts go on", async (name) => {
    const { logIn } = people.somebody(mis.refusal(403), name);
    const first = await logIn();
    expect(first.asked).toEqual({ ...GRAPH, entraToken: 1, managementToken: 1, write: 1 });
    const others = Object.fromEntries(Object.entries(GRAPH).filter(([part]) => part !== name));
    for (const seconds of [1, 59]) {
      const { asked, line } = await logIn(seconds);
      // Graph has accepted the token for the other parts, so it is kept.
      expect(asked).toEqual({ ...others, write: 1 });
      expectSameLine(line, first.line);
      expect(line).toMatchObject({ entra: "partial", [name]: "failed:permission" });
    }
    expect((await logIn(61)).asked).toMatchObject({ ...GRAPH, write: 1 });
  });

  test.each([
    ["the Management token", "managementToken", mis.refusal(401), "credentials"],
    ["the Management API's grant", "managementToken", mis.refusal(403), "credentials"],
    ["the write", "write", mis.refusal(403), "permission"],
  ] as const)("of %s is heard once a minute", async (_, dependency, behaviour, reason) => {
    const { logIn, set } = people.somebody(behaviour, dependency);
    const first = await logIn();
    expect(first.asked[dependency]).toBe(1);
    for (const seconds of [1, 59]) {
      const { asked, line } = await logIn(seconds);
      expect(asked).toEqual(GRAPH);
      expect(line).toMatchObject({ entra: "failed", saved: `failed:${reason}` });
      expectSameLine(line, first.line);
    }
    set(undefined);
    const healed = await logIn(61);
    expect(healed.asked).toEqual({ ...GRAPH, managementToken: 1, write: 1 });
    expect(healed.line).toMatchObject({ entra: "updated", saved: "management-api" });
  });

  test("is nothing to another instance, or to another tenant of the same", async () => {
    const { whose, logIn: inOwn } = people.somebody(mis.refusal(403), "manager");
    await inOwn();
    expect((await people.logIn("another", whose, 1)).asked).toMatchObject({ manager: 1 });
    const other = people.next();
    expect((await people.logIn(String(whose.number), other, 1)).line).toMatchObject({ manager: "updated" });
  });
});

describe("new consent", () => {
  /** Graph as it is from the moment on at which tokens hold the permission: those before never will. */
  const permittedFrom = (whose: Person, token: number): Behaviour => {
    return (exchange, response) => {
      const given = exchange.request.headers.authorization;
      const old = Array.from({ length: token - 1 }, (_, index) => graphToken(whose.number, index + 1));
      const isOld = old.some((value) => given === `Bearer ${value}`);
      (isOld ? mis.refusal(403) : healthy)(exchange, response, whose);
    };
  };

  test("counts when the minute is over, on a new token", async () => {
    const { whose, set, logIn } = people.somebody(undefined, ...PART_NAMES);
    set(permittedFrom(whose, 2));
    expect((await logIn()).line).toMatchObject(allFailed("permission"));
    const { asked, line } = await logIn(61);
    expect(asked).toEqual({ ...GRAPH, entraToken: 1, write: 1 });
    expect(line).toMatchObject({ entra: "updated", photo: "updated" });
  });
});

describe("Retry-After", () => {
  test.each([
    ["2", 1, 3],
    ["1.75", 1, 2],
    ["90", 89, 91],
    ["99999999999", 299, 301],
  ])("of %s is kept to, up to five minutes", async (header, before, after) => {
    for (const dependency of ["manager", "entraToken", "write"] as const) {
      const { logIn, set } = people.somebody(mis.refusal(429, { "retry-after": header }), dependency);
      const first = await logIn();
      expect(first.asked[dependency]).toBe(1);
      set(undefined);
      const muted = await logIn(before);
      expect(muted.asked[dependency]).toBeUndefined();
      expectSameLine(muted.line, first.line);
      const healed = await logIn(after);
      expect(healed.asked[dependency]).toBe(1);
      expect(healed.line).toMatchObject({ entra: "updated" });
    }
  });

  test("counts with 503 as with 429, and for one part alone", async () => {
    const { logIn } = people.somebody(mis.refusal(503, { "retry-after": "30" }), "directReports");
    await logIn();
    const { asked, line } = await logIn(29);
    expect(asked).toEqual({ profile: 1, photo: 1, manager: 1, write: 1 });
    expect(line).toMatchObject({ entra: "partial", directReports: "failed:throttled" });
    expect((await logIn(31)).asked).toMatchObject({ directReports: 1 });
  });
});

test("nothing is left that is rejected, warned of or printed", async () => {
  expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(instances.printed()).toBe("");
});
