/**
 * Circuit breaker: a dependency that is known to fail is not requested by every login of an instance. Logins run
 * ahead of the clock, so that no test waits for a minute.
 */

import { type Responder, healthy } from "../support/faults/backend";
import { PART_NAMES } from "../support/faults/expected";
import * as respond from "../support/faults/responders";
import {
  GRAPH_REQUESTS,
  MAX_MS_WITHOUT_TIMEOUT,
  type Outcome,
  type SequentialLogins,
  allFailed,
  setUpSequentialLogins,
} from "../support/faults/sequential-logins";
import { type TestUser, graphToken } from "../support/faults/test-user";

let logins: SequentialLogins;

setUpSequentialLogins((started) => {
  logins = started;
});

/** The hint may be truncated at another length, because the milliseconds have more or fewer digits. */
function expectSameLine(line: Outcome["line"], first: Outcome["line"]): void {
  expect({ ...line, ms: 0, hint: "" }).toEqual({ ...first, ms: 0, hint: "" });
  expect(String(line.hint).slice(0, 40)).toBe(String(first.hint).slice(0, 40));
}

describe("refusals", () => {
  test("a refused client secret is retried once a minute, and the claims are saved nevertheless", async () => {
    const { logIn, setResponder } = logins.isolate(respond.refusal(401), "entraToken");
    const first = await logIn();
    expect(first.requests).toEqual({ entraToken: 1, managementToken: 1, write: 1 });
    expect(first.line).toMatchObject({ ...allFailed("credentials"), saved: "management-api" });
    for (const seconds of [1, 30, 59]) {
      const later = await logIn(seconds);
      expect(later.requests).toEqual({ write: 1 });
      expectSameLine(later.line, first.line);
      expect(later.ms).toBeLessThan(MAX_MS_WITHOUT_TIMEOUT);
    }
    expect((await logIn(61)).requests).toEqual({ entraToken: 1, write: 1 });
    setResponder(undefined);
    expect((await logIn(90)).requests).toEqual({ write: 1 });
    expect((await logIn(122)).line).toMatchObject({ entra: "updated", profile: "updated" });
  });

  test.each(PART_NAMES)(
    "a refused %s is retried once a minute, and the other parts are read",
    async (name) => {
      const { logIn } = logins.isolate(respond.refusal(403), name);
      const first = await logIn();
      expect(first.requests).toEqual({ ...GRAPH_REQUESTS, entraToken: 1, managementToken: 1, write: 1 });
      const others = Object.fromEntries(Object.entries(GRAPH_REQUESTS).filter(([part]) => part !== name));
      for (const seconds of [1, 59]) {
        const { requests, line } = await logIn(seconds);
        // Graph accepted the token for the other parts, so the instance keeps it.
        expect(requests).toEqual({ ...others, write: 1 });
        expectSameLine(line, first.line);
        expect(line).toMatchObject({ entra: "partial", [name]: "failed:permission" });
      }
      expect((await logIn(61)).requests).toMatchObject({ ...GRAPH_REQUESTS, write: 1 });
    },
  );

  test.each([
    ["the Management token", "managementToken", respond.refusal(401), "credentials"],
    ["the Management API's grant", "managementToken", respond.refusal(403), "credentials"],
    ["the write", "write", respond.refusal(403), "permission"],
  ] as const)("after a refusal, %s is retried once a minute", async (_, dependency, responder, reason) => {
    const { logIn, setResponder } = logins.isolate(responder, dependency);
    const first = await logIn();
    expect(first.requests[dependency]).toBe(1);
    for (const seconds of [1, 59]) {
      const { requests, line } = await logIn(seconds);
      expect(requests).toEqual(GRAPH_REQUESTS);
      expect(line).toMatchObject({ entra: "failed", saved: `failed:${reason}` });
      expectSameLine(line, first.line);
    }
    setResponder(undefined);
    const recovered = await logIn(61);
    expect(recovered.requests).toEqual({ ...GRAPH_REQUESTS, managementToken: 1, write: 1 });
    expect(recovered.line).toMatchObject({ entra: "updated", saved: "management-api" });
  });

  test("a refusal does not affect another instance or another tenant of the same instance", async () => {
    const { user, logIn } = logins.isolate(respond.refusal(403), "manager");
    await logIn();
    expect((await logins.logIn("another", user, 1)).requests).toMatchObject({ manager: 1 });
    const other = logins.nextUser();
    expect((await logins.logIn(String(user.number), other, 1)).line).toMatchObject({ manager: "updated" });
  });
});

describe("consent", () => {
  /** Graph refuses all tokens before number `first`, because they lack the permission. */
  const permittedFrom = (user: TestUser, first: number): Responder => {
    return (exchange, response) => {
      const sent = exchange.request.headers.authorization;
      const old = Array.from({ length: first - 1 }, (_, index) => graphToken(user.number, index + 1));
      const isOld = old.some((token) => sent === `Bearer ${token}`);
      (isOld ? respond.refusal(403) : healthy)(exchange, response, user);
    };
  };

  test("new consent takes effect after a minute, with a new token", async () => {
    const { user, setResponder, logIn } = logins.isolate(undefined, ...PART_NAMES);
    setResponder(permittedFrom(user, 2));
    expect((await logIn()).line).toMatchObject(allFailed("permission"));
    const { requests, line } = await logIn(61);
    expect(requests).toEqual({ ...GRAPH_REQUESTS, entraToken: 1, write: 1 });
    expect(line).toMatchObject({ entra: "updated", photo: "updated" });
  });
});

describe("Retry-After", () => {
  test.each([
    ["2", 1, 3],
    ["1.75", 1, 2],
    ["90", 89, 91],
    ["99999999999", 299, 301],
  ])("Retry-After of %s seconds is respected, up to five minutes", async (header, before, after) => {
    for (const dependency of ["manager", "entraToken", "write"] as const) {
      const { logIn, setResponder } = logins.isolate(
        respond.refusal(429, { "retry-after": header }),
        dependency,
      );
      const first = await logIn();
      expect(first.requests[dependency]).toBe(1);
      setResponder(undefined);
      const blocked = await logIn(before);
      expect(blocked.requests[dependency]).toBeUndefined();
      expectSameLine(blocked.line, first.line);
      const recovered = await logIn(after);
      expect(recovered.requests[dependency]).toBe(1);
      expect(recovered.line).toMatchObject({ entra: "updated" });
    }
  });

  test("Retry-After is respected with 503 as with 429, and for one part only", async () => {
    const { logIn } = logins.isolate(respond.refusal(503, { "retry-after": "30" }), "directReports");
    await logIn();
    const { requests, line } = await logIn(29);
    expect(requests).toEqual({ profile: 1, photo: 1, manager: 1, write: 1 });
    expect(line).toMatchObject({ entra: "partial", directReports: "failed:throttled" });
    expect((await logIn(31)).requests).toMatchObject({ directReports: 1 });
  });
});

test("no login leaves unhandled rejections, warnings or output", async () => {
  expect(await logins.instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(logins.instances.printed()).toBe("");
});
