/**
 * A timeout or outage may be temporary or affect only one user, so a circuit opens only after three in a row.
 */

import { without } from "../../src/json";
import { PART_NAMES } from "../support/faults/expected";
import * as respond from "../support/faults/responders";
import {
  GRAPH_REQUESTS,
  MAX_MS_WITHOUT_TIMEOUT,
  type SequentialLogins,
  allFailed,
  setUpSequentialLogins,
} from "../support/faults/sequential-logins";

let logins: SequentialLogins;

setUpSequentialLogins((started) => {
  logins = started;
});

const FAILING = respond.refusal(500);
const THROTTLING = respond.refusal(429);

describe("outages", () => {
  test.each([
    ["timeouts", respond.noResponse, "timeout"],
    ["connections that Graph resets", respond.reset, "unavailable"],
    ["500 responses", FAILING, "unavailable"],
    ["429 responses without Retry-After", THROTTLING, "throttled"],
  ] as const)(
    "three logins in a row with %s open the circuits, and requests resume after a minute",
    async (_, responder, reason) => {
      const { logIn, setResponder } = logins.isolate(responder, ...PART_NAMES);
      // A response with 429 or 5xx opens the photo's circuit of this user at once.
      const others = without(GRAPH_REQUESTS, "photo");
      for (const seconds of [0, 1, 2]) {
        const { requests, line } = await logIn(seconds);
        expect(requests).toMatchObject(seconds === 0 ? GRAPH_REQUESTS : others);
        expect(line).toMatchObject({ entra: "failed", ...allFailed(reason), saved: "management-api" });
      }
      for (const seconds of [3, 61]) {
        const { requests, line, ms } = await logIn(seconds);
        // The photo's circuit opened first, so it also closes first.
        const isPhotoDue = seconds === 61 && (responder === FAILING || responder === THROTTLING);
        expect(requests).toEqual({ ...(isPhotoDue && { photo: 1 }), write: 1 });
        expect(line).toMatchObject({ entra: "failed", ...allFailed(reason), saved: "management-api" });
        expect(ms).toBeLessThan(MAX_MS_WITHOUT_TIMEOUT);
      }
      setResponder(undefined);
      expect((await logIn(125)).line).toMatchObject({ entra: "updated", profile: "updated" });
    },
  );

  test.each([
    ["Entra", "entraToken", respond.noResponse, "timeout"],
    ["Entra", "entraToken", respond.refusal(503), "unavailable"],
  ] as const)(
    "after three failures in a row of %s (%s), no token is requested",
    async (_, dependency, responder, reason) => {
      const { logIn, setResponder } = logins.isolate(responder, dependency);
      for (const seconds of [0, 1, 2])
        expect((await logIn(seconds)).requests).toMatchObject({ entraToken: 1, write: 1 });
      const { requests, line, ms } = await logIn(3);
      expect(requests).toEqual({ write: 1 });
      expect(line).toMatchObject({ entra: "failed", ...allFailed(reason) });
      expect(ms).toBeLessThan(MAX_MS_WITHOUT_TIMEOUT);
      setResponder(undefined);
      expect((await logIn(63)).line).toMatchObject({ entra: "updated" });
    },
  );

  test.each([
    ["managementToken", respond.noResponse, "timeout"],
    ["managementToken", respond.refusal(503), "unavailable"],
    ["write", respond.noResponse, "timeout"],
    ["write", respond.reset, "unavailable"],
  ] as const)(
    "after three failures in a row of the %s, nothing is sent to Auth0",
    async (dependency, responder, reason) => {
      const { logIn, setResponder } = logins.isolate(responder, dependency);
      for (const seconds of [0, 1, 2]) {
        const { requests, line } = await logIn(seconds);
        expect(requests).toMatchObject({ ...GRAPH_REQUESTS, [dependency]: 1 });
        expect(line).toMatchObject({ entra: "failed", profile: "updated", saved: `failed:${reason}` });
      }
      const { requests, line, ms } = await logIn(3);
      expect(requests).toEqual(GRAPH_REQUESTS);
      expect(line).toMatchObject({ entra: "failed", saved: `failed:${reason}` });
      expect(ms).toBeLessThan(MAX_MS_WITHOUT_TIMEOUT);
      setResponder(undefined);
      expect((await logIn(63)).line).toMatchObject({ entra: "updated", saved: "management-api" });
    },
  );

  test("an outage of one part does not affect the others", async () => {
    const { logIn } = logins.isolate(respond.reset, "photo");
    for (const seconds of [0, 1, 2]) expect((await logIn(seconds)).requests.photo).toBe(1);
    const { requests, line } = await logIn(3);
    expect(requests).toEqual({ profile: 1, manager: 1, directReports: 1, write: 1 });
    expect(line).toMatchObject({ entra: "partial", photo: "failed:unavailable", profile: "updated" });
  });
});

describe("successes", () => {
  test("a success resets the count of failures", async () => {
    const { logIn, setResponder } = logins.isolate(respond.reset, "manager");
    const requestsOf = async (responder: typeof respond.reset | undefined, seconds: number) => {
      setResponder(responder);
      return (await logIn(seconds)).requests.manager;
    };
    expect(await requestsOf(respond.reset, 0)).toBe(1);
    expect(await requestsOf(respond.reset, 1)).toBe(1);
    expect(await requestsOf(undefined, 2)).toBe(1);
    expect(await requestsOf(respond.reset, 3)).toBe(1);
    expect(await requestsOf(respond.reset, 4)).toBe(1);
    expect(await requestsOf(respond.reset, 5)).toBe(1);
    expect(await requestsOf(respond.reset, 6)).toBeUndefined();
  });

  test("a success after an outage sets the count to zero, so that two more failures do not open the circuit", async () => {
    const { logIn, setResponder } = logins.isolate(respond.reset, "manager");
    for (const seconds of [0, 1, 2, 3]) await logIn(seconds);
    setResponder(undefined);
    expect((await logIn(63)).line).toMatchObject({ manager: "updated" });
    setResponder(respond.reset);
    expect((await logIn(64)).requests.manager).toBe(1);
    expect((await logIn(65)).requests.manager).toBe(1);
  });
});

describe("single users", () => {
  test("timeouts of one user do not open the circuit of the tenant while another user's logins succeed", async () => {
    const slow = logins.isolate(respond.noResponse, ...PART_NAMES);
    const colleague = logins.nextColleagueOf(slow.user);
    const instance = String(slow.user.number);
    for (let seconds = 0; seconds < 8; seconds += 2) {
      const { requests, line } = await slow.logIn(seconds);
      expect(requests).toMatchObject(GRAPH_REQUESTS);
      expect(line).toMatchObject(allFailed("timeout"));
      const other = await logins.logIn(instance, colleague, seconds + 1);
      expect(other.line).toMatchObject({ entra: "updated", profile: "updated" });
    }
  });

  test("one user with invalid responses never opens the circuit of the tenant", async () => {
    const invalid = logins.isolate(respond.reply(200, "<html>"), "profile", "manager");
    for (let seconds = 0; seconds < 5; seconds++)
      expect((await invalid.logIn(seconds)).requests).toMatchObject({ ...GRAPH_REQUESTS, write: 1 });
    const colleague = logins.nextColleagueOf(invalid.user);
    const { line } = await logins.logIn(String(invalid.user.number), colleague, 5);
    expect(line).toMatchObject({ entra: "updated" });
  });
});

test("no login leaves unhandled rejections, warnings or output", async () => {
  expect(await logins.instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(logins.instances.printed()).toBe("");
});
