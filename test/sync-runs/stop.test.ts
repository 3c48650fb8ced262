import type { HostProcess } from "../../src/cli/shared/context";
import { type TestClock, createTestClock } from "../support/cli/run";
import { countedUsers, onRequest, setUpSync } from "../support/cli/sync";

/** A process that a test asks to end. */
function createProcess() {
  const listeners = new Set<() => void>();
  const process: HostProcess = {
    id: 1234,
    isRunning: () => false,
    onStopRequest(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    process,
    listeners,
    stop: () => {
      for (const listener of listeners) listener();
    },
  };
}

/** A clock whose pause of `ms` ends when a test says so. The others are over at once. */
function createStopClock(ms: number): { readonly clock: TestClock; readonly end: () => void } {
  const clock = createTestClock();
  let end = () => {};
  const reached = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    clock: {
      get pausedMs() {
        return clock.pausedMs;
      },
      now: () => clock.now(),
      pause: async (pauseMs) => (pauseMs === ms ? reached : clock.pause(pauseMs)),
    },
    end: () => {
      end();
    },
  };
}

describe("sync, if it is stopped", () => {
  const setup = setUpSync();

  const storedCount = () =>
    [...setup.company.people.keys()].filter((index) => "entra" in setup.stored(index)).length;
  const expectNothingLost = () => {
    for (const index of setup.company.people.keys()) expect(setup.stored(index).other).toBe("kept");
  };
  const expectRest = async (done: number, total: number) => {
    setup.backend.override = () => false;
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({
      sync: "updated",
      users: total,
      updated: total - done,
      unchanged: done,
    });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(storedCount()).toBe(total);
    expectNothingLost();
  };

  it("finishes the writes in progress, and another run does the rest", async () => {
    setup.employ(200);
    const { process, stop, listeners } = createProcess();
    setup.backend.override = onRequest("userWrite", (number) => {
      if (number === 30) stop();
      return undefined;
    });
    const { code, summary, report } = await setup.run([], {}, { process });
    expect(summary).toMatchObject({ sync: "stopped", users: 200 });
    expect(summary.failed).toEqual({});
    expect(summary.skipped).toEqual({});
    expect(code).toBe(2);
    expect(summary.updated).toBeGreaterThanOrEqual(30);
    expect(summary.updated).toBeLessThan(200);
    expect(summary.updated).toBe(storedCount());
    expect(summary.auth0.writes).toBe(setup.count("userWrite"));
    expect(report.filter(({ result }) => result === "updated")).toHaveLength(summary.updated);
    expect(listeners.size).toBe(0);
    await expectRest(summary.updated, 200);
  });

  it("counts a write in progress that fails", async () => {
    const { process, stop } = createProcess();
    setup.backend.override = onRequest("userWrite", () => {
      stop();
      return { status: 400, body: { statusCode: 400, error: "Bad Request", message: "x" } };
    });
    const { code, summary } = await setup.run([], {}, { process });
    expect(summary.sync).toBe("stopped");
    expect(Object.keys(summary.failed)).toEqual(["save:invalid"]);
    expect(code).toBe(2);
    await expectRest(0, 8);
  });

  it.each([
    "managementToken",
    "listConnections",
    "userSearch",
    "entraToken",
    "users",
    "userCount",
    "userRead",
  ] as const)("writes nothing if it is stopped at the first %s", async (target) => {
    const { process, stop } = createProcess();
    setup.backend.override = onRequest(target, () => {
      stop();
      return undefined;
    });
    const { code, summary } = await setup.run([], {}, { process });
    expect(summary).toMatchObject({ sync: "stopped", updated: 0 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(2);
    expect(setup.count("userWrite")).toBe(0);
    await expectRest(0, 8);
  });

  it("writes no removals", async () => {
    await setup.run();
    setup.company.managers[5] = undefined;
    setup.company.managers[6] = 0;
    setup.company.link();
    const before = setup.stored(5);
    expect(before).toHaveProperty("manager", "Person 1");
    const { process, stop } = createProcess();
    setup.backend.override = onRequest("userWrite", () => {
      stop();
      return undefined;
    });
    const { code, summary } = await setup.run([], {}, { process });
    expect(summary).toMatchObject({ sync: "stopped", removed: 0 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(2);
    expect(setup.stored(5)).toEqual(before);
    setup.backend.override = () => false;
    const second = await setup.run();
    expect(second.summary).toMatchObject({ sync: "updated", removed: 1 });
    expect(second.summary.failed).toEqual({});
    expect(second.code).toBe(0);
    expect(setup.stored(5)).not.toHaveProperty("manager");
    expectNothingLost();
  });

  it("counts each user once if it is stopped at the first removal", async () => {
    await setup.run();
    for (const index of [4, 5, 6, 7]) setup.company.managers[index] = undefined;
    setup.company.link();
    const { process, stop } = createProcess();
    setup.backend.override = onRequest("manager", () => {
      stop();
      return undefined;
    });
    const { code, summary } = await setup.run([], {}, { process });
    expect(summary).toMatchObject({ sync: "stopped", users: 8, removed: 0 });
    expect(summary.failed).toEqual({});
    expect(countedUsers(summary)).toBe(8);
    expect(code).toBe(2);
    for (const index of [4, 5, 6, 7]) expect(setup.stored(index)).toHaveProperty("manager");
    setup.backend.override = () => false;
    const second = await setup.run();
    // Two managers have no reports any more.
    expect(second.summary).toMatchObject({ removed: 6 });
    expect(second.summary.failed).toEqual({});
    expect(second.code).toBe(0);
    for (const index of [4, 5, 6, 7]) expect(setup.stored(index)).not.toHaveProperty("manager");
    expectNothingLost();
  });

  it("stops waiting for an export", async () => {
    const { process, stop } = createProcess();
    setup.auth0.exportStatus = "processing";
    const search = onRequest("userSearch", () => ({ body: { total: 1001, length: 0, users: [] } }));
    const job = onRequest("readJob", (number) => {
      if (number === 3) stop();
      return undefined;
    });
    setup.backend.override = (...args) => search(...args) || job(...args);
    const { code, summary } = await setup.run([], {}, { process });
    expect(summary).toMatchObject({ sync: "stopped", users: 0 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(2);
    expect(setup.count("readJob")).toBe(3);
  });

  it("stops waiting for Auth0", async () => {
    const { process, stop } = createProcess();
    const clock = createTestClock();
    setup.backend.override = onRequest("userRead", () => ({ status: 429 }));
    const pause = async (ms: number) => {
      stop();
      return ms > 0 ? new Promise<void>(() => {}) : clock.pause(ms);
    };
    const { code, summary } = await setup.run([], {}, { process, clock: { now: () => clock.now(), pause } });
    expect(summary).toMatchObject({ sync: "stopped", updated: 0 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(2);
    await expectRest(0, 8);
  });

  it.each([
    ["90", 5_400_000],
    ["0.5", 30_000],
  ])("ends after --max-minutes %s, and another run does the rest", async (minutes, ms) => {
    setup.employ(200);
    const { clock, end } = createStopClock(ms);
    setup.backend.override = onRequest("userWrite", (number) => {
      if (number === 20) end();
      return undefined;
    });
    const { code, summary } = await setup.run(["--max-minutes", minutes], {}, { clock });
    expect(summary).toMatchObject({ sync: "stopped", users: 200 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(2);
    expect(summary.updated).toBeGreaterThanOrEqual(20);
    expect(summary.updated).toBe(storedCount());
    await expectRest(summary.updated, 200);
  });

  it("is done before --max-minutes", async () => {
    const { clock } = createStopClock(60_000);
    const { code, summary } = await setup.run(["--max-minutes", "1"], {}, { clock });
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(code).toBe(0);
  });
});
