import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { HostProcess } from "../../src/cli/shared/context";
import { createTestClock } from "../support/cli/run";
import { oidOf, onRequest, setUpSync } from "../support/cli/sync";
import { createBucket } from "../support/standin/rate-limits";

describe("sync, at the edges of stops, limits and reports", () => {
  const setup = setUpSync();

  const createProcess = () => {
    const listeners = new Set<() => void>();
    const process: HostProcess = {
      id: 1234,
      isRunning: () => true,
      onStopRequest: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const stop = () => {
      for (const listener of listeners) listener();
    };
    return { process, stop };
  };

  it("reads 1,000 users if Auth0 returns 50 of a page of 100", async () => {
    setup.employ(1000);
    setup.auth0.searchPageLimit = 50;
    const { code, summary } = await setup.run(["--dry-run"]);
    expect(summary).toMatchObject({ sync: "updated", users: 1000, updated: 1000 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
  });

  it.each([40, 2])("leaves a quarter of two buckets of the size %i to logins", async (size) => {
    setup.employ(100);
    const clock = createTestClock();
    const now = () => clock.now();
    const [reads, writes] = [
      createBucket({ size, perSecond: size / 2, now }),
      createBucket({ size, perSecond: size / 2, now }),
    ];
    setup.auth0.rateLimits = { reads, writes };
    const { summary } = await setup.run([], {}, { clock });
    expect(summary).toMatchObject({ updated: 100, auth0: { throttled: 0 } });
    expect(summary.failed).toEqual({});
    for (const { lowest } of [reads, writes]) expect(lowest).toBeGreaterThanOrEqual(size / 4);
  });

  it("does not count a throttled write as failed if the run is stopped", async () => {
    const { process, stop } = createProcess();
    const clock = createTestClock();
    setup.backend.override = onRequest("userWrite", () => ({ status: 429, body: { statusCode: 429 } }));
    const pause = async () => {
      stop();
      return new Promise<void>(() => {});
    };
    const { code, summary } = await setup.run([], {}, { process, clock: { now: () => clock.now(), pause } });
    expect(summary).toMatchObject({ sync: "stopped", updated: 0 });
    expect(summary.failed).not.toHaveProperty("save:invalid");
    expect(code).toBe(2);
  });

  it("does not count a write that waits for the rate limit as failed if the run is stopped", async () => {
    setup.employ(40);
    const { process, stop } = createProcess();
    const clock = createTestClock();
    const bucket = createBucket({ size: 20, perSecond: 2, now: () => clock.now() });
    setup.auth0.rateLimits = { reads: bucket, writes: bucket };
    let writes = 0;
    setup.backend.override = onRequest("userWrite", () => {
      writes += 1;
      return undefined;
    });
    const pause = async (ms: number) => {
      if (writes <= 5) return clock.pause(ms);
      stop();
      return new Promise<void>(() => {});
    };
    const { code, summary } = await setup.run([], {}, { process, clock: { now: () => clock.now(), pause } });
    expect(summary).toMatchObject({ sync: "stopped" });
    expect(summary.failed).toEqual({});
    expect(summary.updated).toBe(writes);
    expect(code).toBe(2);
  });

  it("counts the rest of a user if the run is stopped while a removal is throttled", async () => {
    await setup.run();
    setup.company.managers[5] = undefined;
    setup.company.link();
    const { process, stop } = createProcess();
    const clock = createTestClock();
    setup.backend.override = onRequest("userWrite", () => ({ status: 429, body: { statusCode: 429 } }));
    const pause = async () => {
      stop();
      return new Promise<void>(() => {});
    };
    const { summary } = await setup.run([], {}, { process, clock: { now: () => clock.now(), pause } });
    expect(summary).toMatchObject({ sync: "stopped", removed: 0 });
    expect(summary.failed).toEqual({});
  });

  it("leaves the report of a run alone if another run has to end at once", async () => {
    const { process } = createProcess();
    let second: Promise<number | null> = Promise.resolve(null);
    let writes = 0;
    setup.backend.override = (exchange, response) => {
      if (exchange.target !== "userWrite") return false;
      writes += 1;
      if (writes !== 8) return false;
      const options = { process: { ...process, id: 4321 } };
      second = setup.run(["--report", "own.ndjson"], {}, options).then(({ code }) => {
        exchange.respond(response);
        return code;
      });
      return true;
    };
    await setup.run(["--report", "own.ndjson"], {}, { process });
    expect(await second).toBe(4);
    const report = readFileSync(join(setup.folder, "own.ndjson"), "utf8");
    expect(
      report
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
    ).toHaveLength(8);
  });

  it("counts a broken line once if the download begins again", async () => {
    const search = onRequest("userSearch", () => ({ body: { total: 1001, length: 0, users: [] } }));
    setup.backend.override = search;
    let downloads = 0;
    setup.auth0.exportedText = (gzip) => {
      const [first = "", ...others] = gunzipSync(gzip).toString("utf8").split("\n");
      const padding = Array.from({ length: 3000 }, () => `{"user_id":"auth0|${String(Math.random())}"}`);
      const whole = gzipSync([first.slice(0, -5), ...others, ...padding].join("\n"));
      downloads += 1;
      return downloads < 3 ? whole.subarray(0, whole.length - 20) : whole;
    };
    const { summary } = await setup.run();
    expect(summary).toMatchObject({ users: 7, updated: 7, failed: { "export:invalid": 1 } });
    expect(summary.hint).not.toMatch(/AUTH0_DOMAIN/);
  });

  it("counts a user as updated if Auth0 has written although it responded with 502", async () => {
    setup.backend.override = onRequest("userWrite", (_, { subject, request }) => {
      const { app_metadata } = JSON.parse(request.body) as { app_metadata: Record<string, unknown> };
      const user = setup.auth0.users?.get(subject) ?? {};
      const merged = { ...(user.app_metadata as object), ...app_metadata };
      setup.auth0.users?.set(subject, { ...user, app_metadata: merged });
      return { status: 502 };
    });
    const { summary, report } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", updated: 8, unchanged: 0 });
    expect(summary.failed).toEqual({});
    expect(report).toHaveLength(8);
  });

  it("names Auth0 if it gives no token", async () => {
    setup.backend.override = onRequest("managementToken", () => ({ status: 503 }));
    const { summary } = await setup.run();
    expect(summary.hint).toBe("check Auth0's service status and the network, then run sync again");
  });

  it.each(["36000", "99999"])("refuses --max-minutes %s, which no timer can wait for", async (minutes) => {
    const clock = createTestClock();
    const waits: number[] = [];
    const pause = async (ms: number) => {
      waits.push(ms);
      return new Promise<void>(() => {});
    };
    await setup.run(["--max-minutes", minutes], {}, { clock: { now: () => clock.now(), pause } });
    expect(Math.max(0, ...waits)).toBeLessThan(2 ** 31);
  });

  it("says that there is no such user in Auth0", async () => {
    const { summary } = await setup.run(["--user", oidOf(99)]);
    expect(summary.failed).toEqual({ "run:user_not_found": 1 });
    expect(summary.hint).toMatch(/--user/);
  });

  it("writes nothing in a dry run by export", async () => {
    setup.backend.override = onRequest("userSearch", () => ({ body: { total: 1001, length: 0, users: [] } }));
    const { summary } = await setup.run(["--dry-run"]);
    expect(summary).toMatchObject({ updated: 8, auth0: { writes: 0 } });
  });
});
