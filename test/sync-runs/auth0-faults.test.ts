import { createTestClock } from "../support/cli/run";
import { countedUsers, onRequest, setUpSync, userIdOf } from "../support/cli/sync";
import type { HttpResponse } from "../support/standin/handler";

/** Status, and the body as Auth0 sends it. */
function auth0Error(statusCode: number, message = "x", headers: Readonly<Record<string, string>> = {}) {
  const response: HttpResponse = {
    status: statusCode,
    headers,
    body: { statusCode, error: "Error", message },
  };
  return response;
}

describe("sync, if Auth0 misbehaves", () => {
  const setup = setUpSync();

  const expectAllStored = () => {
    for (const index of setup.company.people.keys()) {
      expect(setup.stored(index)).toMatchObject({ other: "kept", entra: { profile: {} } });
    }
  };
  const expectNothingStored = () => {
    for (const index of setup.company.people.keys()) expect(setup.stored(index)).toEqual({ other: "kept" });
  };

  it.each(["userSearch", "listConnections", "userRead", "userWrite"] as const)(
    "waits for x-ratelimit-reset if %s is throttled",
    async (target) => {
      const clock = createTestClock();
      const start = clock.now();
      setup.backend.override = onRequest(target, (number) => {
        if (number > 1) return undefined;
        const reset = Math.ceil(start / 1000) + 20;
        return auth0Error(429, "Global limit has been reached", {
          "x-ratelimit-limit": "50",
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": String(reset),
        });
      });
      const { code, summary, pausedMs } = await setup.run([], {}, { clock });
      expect(summary).toMatchObject({ sync: "updated", updated: 8, auth0: { throttled: 1 } });
      expect(summary.failed).toEqual({});
      expect(code).toBe(0);
      expect(pausedMs).toBeGreaterThanOrEqual(20_000);
      expect(pausedMs).toBeLessThan(60_000);
      expectAllStored();
    },
  );

  it("repeats a throttled write without headers", async () => {
    setup.backend.override = onRequest("userWrite", (number) => (number <= 3 ? auth0Error(429) : undefined));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({
      sync: "updated",
      updated: 8,
      auth0: { reads: 10, writes: 11, throttled: 3 },
    });
    expect(code).toBe(0);
    expectAllStored();
  });

  it("gives up if Auth0 limits the rate of requests forever", async () => {
    setup.backend.override = onRequest("userWrite", () => auth0Error(429));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", updated: 0, failed: { "save:throttled": 8 } });
    expect(summary.hint).toBe("run sync again later: Auth0 limits the rate of requests");
    expect(code).toBe(2);
    expectNothingStored();
  });

  it.each(["userSearch", "userRead"] as const)("reads again if %s fails with 5xx", async (target) => {
    setup.backend.override = onRequest(target, (number) =>
      number <= 2 ? { status: 502, body: "<html>" } : undefined,
    );
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expectAllStored();
  });

  it("reads a user again before a write that failed with 5xx is repeated", async () => {
    let isRefused = false;
    setup.backend.override = onRequest("userWrite", (_, { subject }) => {
      if (subject !== userIdOf(3) || isRefused) return undefined;
      isRefused = true;
      return auth0Error(503);
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", updated: 8, auth0: { writes: 9 } });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    const targets = setup.backend.exchanges
      .filter(({ subject }) => subject === userIdOf(3))
      .map(({ target }) => target);
    expect(targets).toEqual(["userRead", "userWrite", "userRead", "userWrite"]);
    expectAllStored();
  });

  it("writes once if Auth0 has written although it responded with 5xx", async () => {
    setup.backend.override = onRequest("userWrite", (number, { subject, request }) => {
      if (number > 1) return undefined;
      const { app_metadata } = JSON.parse(request.body) as { app_metadata: Record<string, unknown> };
      const user = setup.auth0.users?.get(subject) ?? {};
      const merged = { ...(user.app_metadata as object), ...app_metadata };
      setup.auth0.users?.set(subject, { ...user, app_metadata: merged });
      return auth0Error(502);
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ users: 8, auth0: { writes: 8 } });
    expect(summary.failed).toEqual({});
    expect(countedUsers(summary)).toBe(8);
    expect(code).toBe(0);
    expectAllStored();
  });

  it("gives up after five users in a row whose write fails with 5xx", async () => {
    setup.employ(300);
    setup.backend.override = onRequest("userWrite", () => auth0Error(500));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", users: 300, failed: { "save:unavailable": 300 } });
    expect(summary.hint).toBe("check Auth0's service status and the network, then run sync again");
    expect(code).toBe(2);
    // The first users are saved at the same time.
    expect(setup.count("userWrite")).toBeLessThan(4 * 300);
    expectNothingStored();
  });

  it("writes the others if the writes of some users fail with 5xx", async () => {
    setup.employ(40);
    setup.backend.override = onRequest("userWrite", (_, { subject }) =>
      Number(subject.split("-")[1]) % 4 === 0 ? auth0Error(500) : undefined,
    );
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "partial", updated: 30, failed: { "save:unavailable": 10 } });
    expect(code).toBe(2);
    setup.backend.override = () => false;
    const second = await setup.run();
    expect(second.summary).toMatchObject({ sync: "updated", updated: 10, unchanged: 30 });
    expect(second.summary.failed).toEqual({});
    expect(second.code).toBe(0);
    expectAllStored();
  });

  it("reports a refused write", async () => {
    setup.backend.override = onRequest("userWrite", () => auth0Error(403));
    const { code, summary, report } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", updated: 0, failed: { "save:permission": 8 } });
    expect(summary.hint).toMatch(/update:users_app_metadata/);
    expect(code).toBe(1);
    expect(report).toHaveLength(8);
    expectNothingStored();
  });

  it("reports a profile that is too large for Auth0, and writes the others", async () => {
    setup.backend.override = onRequest("userWrite", (_, { subject }) =>
      subject === userIdOf(2)
        ? auth0Error(400, "Payload validation error: 'app_metadata' is too large.")
        : undefined,
    );
    const { code, summary, report } = await setup.run();
    expect(summary).toMatchObject({ sync: "partial", updated: 7, failed: { "save:too_large": 1 } });
    expect(summary.hint).toBe("lower PHOTO_SIZE or MAX_DIRECT_REPORTS: the profile is full");
    expect(code).toBe(2);
    expect(report).toContainEqual(
      expect.objectContaining({ user_id: userIdOf(2), result: "failed:save:too_large" }),
    );
    expect(setup.stored(2)).toEqual({ other: "kept" });
    expect(setup.stored(3)).toHaveProperty("entra");
  });

  it("reports another 400 for one user, and writes the others", async () => {
    setup.backend.override = onRequest("userWrite", (_, { subject }) =>
      subject === userIdOf(2) ? auth0Error(400) : undefined,
    );
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "partial", updated: 7, failed: { "save:invalid": 1 } });
    expect(code).toBe(2);
    expect(setup.stored(2)).toEqual({ other: "kept" });
  });

  it.each([
    ["no JSON", { body: "<html>" }],
    ["no list", { body: { total: 8 } }],
    ["pages that do not add up", { body: { start: 0, limit: 100, length: 0, total: 8, users: [] } }],
  ])("writes nothing if the search returns %s", async (_, response) => {
    setup.backend.override = onRequest("userSearch", () => response);
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", users: 0, failed: { "run:invalid": 1 } });
    expect(code).toBe(2);
    expect(setup.count("userWrite")).toBe(0);
  });

  it.each(["managementToken", "listConnections", "userSearch", "userRead", "userWrite"] as const)(
    "continues after connections for %s broke",
    async (target) => {
      let broken = 0;
      setup.backend.override = (exchange, response) => {
        if (exchange.target !== target || broken >= 2) return false;
        broken += 1;
        response.destroy();
        return true;
      };
      const { code, summary } = await setup.run();
      expect(broken).toBe(2);
      expect(summary).toMatchObject({ sync: "updated", updated: 8 });
      expect(summary.failed).toEqual({});
      expect(code).toBe(0);
      expectAllStored();
    },
  );

  it("waits for a token that is throttled or not available", async () => {
    setup.backend.override = onRequest("managementToken", (number) =>
      number <= 2 ? { status: number === 1 ? 429 : 503 } : undefined,
    );
    const { code, summary, pausedMs } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(pausedMs).toBeGreaterThan(0);
  });

  it("ends if no connection to Auth0 is possible", async () => {
    setup.backend.override = ({ api }, response) => {
      if (api !== "management" && api !== "auth0") return false;
      response.destroy();
      return true;
    };
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", users: 0, failed: { "run:unavailable": 1 } });
    expect(code).toBe(2);
    expectNothingStored();
  });
});
