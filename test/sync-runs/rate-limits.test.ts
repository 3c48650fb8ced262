import { createTestClock } from "../support/cli/run";
import { onRequest, setUpSync } from "../support/cli/sync";
import { createBucket } from "../support/standin/rate-limits";

describe("sync within the rate limits of Auth0", () => {
  const setup = setUpSync();

  const expectAllStored = () => {
    for (const index of setup.company.people.keys()) {
      expect(setup.stored(index)).toMatchObject({ other: "kept", entra: { profile: {} } });
    }
  };

  it.each([
    ["one bucket for reads and writes", { size: 50, perSecond: 16 }, undefined],
    ["two buckets", { size: 40, perSecond: 20 }, { size: 41, perSecond: 20 }],
    ["a larger and a smaller bucket", { size: 50, perSecond: 16 }, { size: 10, perSecond: 5 }],
    ["the buckets of the Free plan", { size: 2, perSecond: 2 }, { size: 2, perSecond: 2 }],
    ["one small bucket", { size: 5, perSecond: 1 }, undefined],
  ])("leaves a quarter to logins with %s", async (_, readOptions, writeOptions) => {
    setup.employ(100);
    const clock = createTestClock();
    const now = () => clock.now();
    const reads = createBucket({ ...readOptions, now });
    const writes = writeOptions ? createBucket({ ...writeOptions, now }) : reads;
    setup.auth0.rateLimits = { reads, writes };
    const { code, summary, pausedMs } = await setup.run([], {}, { clock });
    expect(summary).toMatchObject({ sync: "updated", updated: 100 });
    expect(summary.failed).toEqual({});
    expect(summary.auth0).toEqual({ reads: 102, writes: 100, throttled: 0 });
    expect(code).toBe(0);
    for (const { lowest, size } of [reads, writes]) expect(lowest).toBeGreaterThanOrEqual(size / 4);
    expect(pausedMs).toBeGreaterThan(0);
    expectAllStored();
  });

  it("uses what the bucket adds", async () => {
    setup.employ(200);
    const clock = createTestClock();
    const bucket = createBucket({ size: 50, perSecond: 16, now: () => clock.now() });
    setup.auth0.rateLimits = { reads: bucket, writes: bucket };
    const { summary, pausedMs } = await setup.run([], {}, { clock });
    expect(summary).toMatchObject({ updated: 200 });
    // 403 requests, of which three quarters of the bucket need no time.
    expect(pausedMs / 1000).toBeLessThan((2 * 403) / 16);
  });

  it("takes turns with logins that use the same bucket", async () => {
    setup.employ(60);
    const clock = createTestClock();
    const bucket = createBucket({ size: 50, perSecond: 16, now: () => clock.now() });
    setup.auth0.rateLimits = { reads: bucket, writes: bucket };
    let refused = 0;
    setup.backend.override = onRequest("userRead", (number) => {
      if (number % 10 > 0) return undefined;
      // A login reads and writes.
      for (const taken of [bucket.take(), bucket.take()]) if (!taken.isAllowed) refused += 1;
      return undefined;
    });
    const { code, summary } = await setup.run([], {}, { clock });
    expect(summary).toMatchObject({ sync: "updated", updated: 60 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(refused).toBe(0);
    expectAllStored();
  });

  it("does not wait if Auth0 sends no rate limits", async () => {
    const { summary, pausedMs } = await setup.run();
    expect(summary).toMatchObject({ updated: 8 });
    expect(pausedMs).toBe(0);
  });
});
