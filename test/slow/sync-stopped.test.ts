import { readdirSync } from "node:fs";
import { startCli } from "../support/cli/run";
import { SETTINGS, onRequest, setUpSync } from "../support/cli/sync";
import type { Summary } from "../../src/sync/summary";

const USERS = 300;

describe("sync as a process", () => {
  const setup = setUpSync();

  const start = () => {
    const env = { ...SETTINGS, TMPDIR: setup.folder };
    return startCli(["sync", "--json"], { env, folder: setup.folder, standIn: setup.standIn });
  };
  const storedCount = () =>
    [...setup.company.people.keys()].filter((index) => "entra" in setup.stored(index)).length;
  const locks = () => readdirSync(setup.folder).filter((name) => name.endsWith(".lock"));
  /** Starts a run and waits for its n-th write. */
  const startUntilWrite = async (count: number) => {
    const isReached = new Promise<void>((resolve) => {
      setup.backend.override = onRequest("userWrite", (number) => {
        if (number === count) resolve();
        return undefined;
      });
    });
    const running = start();
    await isReached;
    return running;
  };
  const expectRest = async () => {
    setup.backend.override = () => false;
    const before = storedCount();
    const { code, stdout } = await start().ended;
    expect(JSON.parse(stdout)).toMatchObject({
      sync: "updated",
      users: USERS,
      updated: USERS - before,
      unchanged: before,
    });
    expect(JSON.parse(stdout)).toHaveProperty("failed", {});
    expect(code).toBe(0);
    expect(storedCount()).toBe(USERS);
    for (const index of setup.company.people.keys()) expect(setup.stored(index).other).toBe("kept");
    expect(locks()).toEqual([]);
  };

  beforeEach(() => {
    setup.employ(USERS);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "finishes its writes at %s, and another run does the rest",
    async (signal) => {
      const running = await startUntilWrite(20);
      running.process.kill(signal);
      const { code, stdout } = await running.ended;
      const summary = JSON.parse(stdout) as Summary;
      expect(summary).toMatchObject({ sync: "stopped", users: USERS });
      expect(summary.failed).toEqual({});
      expect(summary.updated).toBe(storedCount());
      expect(summary.updated).toBeLessThan(USERS);
      expect(code).toBe(2);
      expect(locks()).toEqual([]);
      await expectRest();
    },
  );

  it("ends at once at the second signal", async () => {
    const isReached = new Promise<void>((resolve) => {
      // Writes get no response.
      setup.backend.override = ({ target }) => {
        if (target === "userWrite") resolve();
        return target === "userWrite";
      };
    });
    const running = start();
    await isReached;
    running.process.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(running.process.exitCode).toBeNull();
    running.process.kill("SIGINT");
    expect((await running.ended).code).toBeNull();
    await expectRest();
  });

  it("takes over the lock of a run that was killed", async () => {
    const running = await startUntilWrite(20);
    running.process.kill("SIGKILL");
    expect((await running.ended).code).toBeNull();
    expect(locks()).toHaveLength(1);
    expect(storedCount()).toBeLessThan(USERS);
    await expectRest();
  });

  it("ends with 4 while another run is in progress, and names it", async () => {
    let release = () => {};
    const isReached = new Promise<void>((resolve) => {
      setup.backend.override = (exchange, response) => {
        if (exchange.target !== "users") return false;
        release = () => {
          exchange.respond(response);
        };
        resolve();
        return true;
      };
    });
    const first = start();
    await isReached;
    expect(await start().ended).toMatchObject({
      code: 4,
      stdout: "",
      stderr: expect.stringContaining(`process ${first.process.pid ?? 0},`) as string,
    });
    release();
    const { code, stdout } = await first.ended;
    expect(JSON.parse(stdout)).toMatchObject({ sync: "updated", updated: USERS });
    expect(code).toBe(0);
    expect(locks()).toEqual([]);
  });
});
