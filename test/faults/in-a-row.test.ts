/**
 * Silence and outages may be one person's, or pass: they count once they come three times in a row.
 */

import { without } from "../../src/json";
import { type Instances } from "./instances";
import * as mis from "./misbehaviour";
import { AT_ONCE_MS, GRAPH, type OneByOne, allFailed, setUpPeople } from "./one-by-one";
import { PART_NAMES } from "./promise";

jest.setTimeout(30_000);

let instances: Instances;
let people: OneByOne;

setUpPeople((startedPeople, startedInstances) => {
  people = startedPeople;
  instances = startedInstances;
});

const FAILING = mis.refusal(500);
const THROTTLING = mis.refusal(429);

describe("an outage", () => {
  test.each([
    ["a silent Graph", mis.noAnswer, "timeout"],
    ["a Graph that ends connections", mis.reset, "unavailable"],
    ["a Graph that has errors of its own", FAILING, "unavailable"],
    ["a Graph that throttles without saying for how long", THROTTLING, "throttled"],
  ] as const)("of %s is waited for by three logins, and then by one a minute", async (_, how, reason) => {
    const { logIn, set } = people.somebody(how, ...PART_NAMES);
    // A photo that Graph refuses counts against this person at once.
    const others = without(GRAPH, "photo");
    for (const seconds of [0, 1, 2]) {
      const { asked, line } = await logIn(seconds);
      expect(asked).toMatchObject(seconds === 0 ? GRAPH : others);
      expect(line).toMatchObject({ entra: "failed", ...allFailed(reason), saved: "management-api" });
    }
    for (const seconds of [3, 61]) {
      const { asked, line, ms } = await logIn(seconds);
      // This person's photo was refused a minute ago, the other parts later.
      const isPhotoDue = seconds === 61 && (how === FAILING || how === THROTTLING);
      expect(asked).toEqual({ ...(isPhotoDue && { photo: 1 }), write: 1 });
      expect(line).toMatchObject({ entra: "failed", ...allFailed(reason), saved: "management-api" });
      expect(ms).toBeLessThan(AT_ONCE_MS);
    }
    set(undefined);
    expect((await logIn(125)).line).toMatchObject({ entra: "updated", profile: "updated" });
  });

  test.each([
    ["Entra", "entraToken", mis.noAnswer, "timeout"],
    ["Entra", "entraToken", mis.refusal(503), "unavailable"],
  ] as const)("of %s costs three logins when its %s request meets it", async (_, dependency, how, reason) => {
    const { logIn, set } = people.somebody(how, dependency);
    for (const seconds of [0, 1, 2])
      expect((await logIn(seconds)).asked).toMatchObject({ entraToken: 1, write: 1 });
    const { asked, line, ms } = await logIn(3);
    expect(asked).toEqual({ write: 1 });
    expect(line).toMatchObject({ entra: "failed", ...allFailed(reason) });
    expect(ms).toBeLessThan(AT_ONCE_MS);
    set(undefined);
    expect((await logIn(63)).line).toMatchObject({ entra: "updated" });
  });

  test.each([
    ["managementToken", mis.noAnswer, "timeout"],
    ["managementToken", mis.refusal(503), "unavailable"],
    ["write", mis.noAnswer, "timeout"],
    ["write", mis.reset, "unavailable"],
  ] as const)("of Auth0 costs three logins when the %s meets it", async (dependency, how, reason) => {
    const { logIn, set } = people.somebody(how, dependency);
    for (const seconds of [0, 1, 2]) {
      const { asked, line } = await logIn(seconds);
      expect(asked).toMatchObject({ ...GRAPH, [dependency]: 1 });
      expect(line).toMatchObject({ entra: "failed", profile: "updated", saved: `failed:${reason}` });
    }
    const { asked, line, ms } = await logIn(3);
    expect(asked).toEqual(GRAPH);
    expect(line).toMatchObject({ entra: "failed", saved: `failed:${reason}` });
    expect(ms).toBeLessThan(AT_ONCE_MS);
    set(undefined);
    expect((await logIn(63)).line).toMatchObject({ entra: "updated", saved: "management-api" });
  });

  test("is of the parts that it meets, and no others", async () => {
    const { logIn } = people.somebody(mis.reset, "photo");
    for (const seconds of [0, 1, 2]) expect((await logIn(seconds)).asked.photo).toBe(1);
    const { asked, line } = await logIn(3);
    expect(asked).toEqual({ profile: 1, manager: 1, directReports: 1, write: 1 });
    expect(line).toMatchObject({ entra: "partial", photo: "failed:unavailable", profile: "updated" });
  });
});

describe("one success", () => {
  test("forgets what failed before", async () => {
    const { logIn, set } = people.somebody(mis.reset, "manager");
    const asked = async (how: typeof mis.reset | undefined, seconds: number) => {
      set(how);
      return (await logIn(seconds)).asked.manager;
    };
    expect(await asked(mis.reset, 0)).toBe(1);
    expect(await asked(mis.reset, 1)).toBe(1);
    expect(await asked(undefined, 2)).toBe(1);
    expect(await asked(mis.reset, 3)).toBe(1);
    expect(await asked(mis.reset, 4)).toBe(1);
    expect(await asked(mis.reset, 5)).toBe(1);
    expect(await asked(mis.reset, 6)).toBeUndefined();
  });

  test("forgets an outage that was remembered, so that one reset more mutes nothing", async () => {
    const { logIn, set } = people.somebody(mis.reset, "manager");
    for (const seconds of [0, 1, 2, 3]) await logIn(seconds);
    set(undefined);
    expect((await logIn(63)).line).toMatchObject({ manager: "updated" });
    set(mis.reset);
    expect((await logIn(64)).asked.manager).toBe(1);
    expect((await logIn(65)).asked.manager).toBe(1);
  });
});

describe("one person", () => {
  test("whom Graph is slow about does not mute the tenant", async () => {
    const slow = people.somebody(mis.noAnswer, ...PART_NAMES);
    const colleague = people.colleagueOf(slow.whose);
    const instance = String(slow.whose.number);
    for (let seconds = 0; seconds < 8; seconds += 2) {
      const { asked, line } = await slow.logIn(seconds);
      expect(asked).toMatchObject(GRAPH);
      expect(line).toMatchObject(allFailed("timeout"));
      const other = await people.logIn(instance, colleague, seconds + 1);
      expect(other.line).toMatchObject({ entra: "updated", profile: "updated" });
    }
  });

  test("whom Graph does not know, or knows strangely, mutes nothing however often they come", async () => {
    const strange = people.somebody(mis.reply(200, "<html>"), "profile", "manager");
    for (let seconds = 0; seconds < 5; seconds++)
      expect((await strange.logIn(seconds)).asked).toMatchObject({ ...GRAPH, write: 1 });
    const colleague = people.colleagueOf(strange.whose);
    const { line } = await people.logIn(String(strange.whose.number), colleague, 5);
    expect(line).toMatchObject({ entra: "updated" });
  });
});

test("nothing is left that is rejected, warned of or printed", async () => {
  expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(instances.printed()).toBe("");
});
