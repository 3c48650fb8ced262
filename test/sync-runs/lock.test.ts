import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostProcess } from "../../src/cli/shared/context";
import { AUTH0_DOMAIN } from "../support/standin/server";
import { setUpSync } from "../support/cli/sync";

/** This process, whose start is known, too. */
const RUNNING: HostProcess = {
  id: process.pid,
  isRunning: (id) => id === process.pid,
  onStopRequest: () => () => {},
};
const OTHER: HostProcess = { ...RUNNING, id: 999_999_999 };

describe("lock of sync", () => {
  const setup = setUpSync();

  const locks = () => readdirSync(setup.folder).filter((name) => name.endsWith(".lock"));
  /** Calls `work` while a run is in progress. */
  const duringRun = async (holder: HostProcess, work: () => Promise<void>) => {
    let isDone: Promise<void> = Promise.resolve();
    setup.backend.override = (exchange, response) => {
      if (exchange.target !== "userSearch") return false;
      setup.backend.override = () => false;
      isDone = work();
      const respond = () => {
        exchange.respond(response);
      };
      isDone.then(respond, respond);
      return true;
    };
    const ran = await setup.run([], {}, { process: holder });
    await isDone;
    return ran;
  };
  /** The path of the lock, and its text while a run holds it. */
  const readLock = async (holder: HostProcess) => {
    const lock = { path: "", text: "" };
    await duringRun(holder, async () => {
      lock.path = join(setup.folder, locks()[0] ?? "");
      lock.text = readFileSync(lock.path, "utf8");
      return Promise.resolve();
    });
    return lock;
  };
  const expectAllStored = () => {
    for (const index of setup.company.people.keys()) {
      expect(setup.stored(index)).toMatchObject({ other: "kept", entra: { profile: {} } });
    }
  };
  const expectTakenOver = async () => {
    const { code, summary } = await setup.run([], {}, { process: OTHER });
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(locks()).toEqual([]);
    expectAllStored();
  };

  afterEach(() => {
    for (const name of locks()) rmSync(join(setup.folder, name), { recursive: true });
  });

  it("is not left by a run", async () => {
    const { path, text } = await readLock(RUNNING);
    expect(JSON.parse(text)).toMatchObject({ process: RUNNING.id });
    expect(existsSync(path)).toBe(false);
  });

  it("is not left by a run that fails", async () => {
    setup.backend.override = (exchange, response) => {
      if (exchange.api !== "management") return false;
      response.writeHead(403).end();
      return true;
    };
    const { code } = await setup.run();
    expect(code).toBe(1);
    expect(locks()).toEqual([]);
  });

  it("is not taken by wrong usage", async () => {
    const { code } = await setup.run(["--parts", "unknown"]);
    expect(code).toBe(1);
    expect(locks()).toEqual([]);
  });

  it("keeps a second run out, which names the first", async () => {
    const { code, summary } = await duringRun(RUNNING, async () => {
      setup.forget();
      const second = await setup.run(["--report", "second.ndjson"], {}, { process: OTHER });
      expect(second.code).toBe(4);
      expect(second.stdout).toBe("");
      expect(second.stderr).toMatch(
        new RegExp(`^another sync of ${AUTH0_DOMAIN} is running: process ${RUNNING.id}, since 20\\d\\d-`),
      );
      expect(setup.backend.exchanges).toEqual([]);
      expect(locks()).toHaveLength(1);
    });
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(locks()).toEqual([]);
    expectAllStored();
  });

  it("leaves the report of the first run alone", async () => {
    const { code, report } = await duringRun(RUNNING, async () => {
      const second = await setup.run(["--report", "second.ndjson"], {}, { process: OTHER });
      expect(second.code).toBe(4);
    });
    expect(code).toBe(0);
    expect(report).toHaveLength(8);
  });

  it("does not keep out a run for another domain", async () => {
    await duringRun(RUNNING, async () => {
      const second = await setup.run(
        ["--report", "second.ndjson"],
        { AUTH0_DOMAIN: "fabrikam.eu.auth0.com" },
        { process: OTHER },
      );
      expect(second.code).not.toBe(4);
    });
    expectAllStored();
  });

  it("does not keep out a dry run, which takes none", async () => {
    await duringRun(RUNNING, async () => {
      const [lock] = locks();
      const before = readFileSync(join(setup.folder, lock ?? ""), "utf8");
      const second = await setup.run(["--dry-run", "--report", "second.ndjson"], {}, { process: OTHER });
      expect(second.summary).toMatchObject({ sync: "updated", updated: 8 });
      expect(second.code).toBe(0);
      expect(readFileSync(join(setup.folder, lock ?? ""), "utf8")).toBe(before);
    });
    expectAllStored();
  });

  it("is taken over from a process that has ended", async () => {
    const { path, text } = await readLock(OTHER);
    setup.employ(8);
    writeFileSync(path, text.replace(String(OTHER.id), "888888888"));
    await expectTakenOver();
  });

  it("is taken over from a process whose id another one has now", async () => {
    const { path, text } = await readLock(RUNNING);
    setup.employ(8);
    const holder = JSON.parse(text) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...holder, processStart: "1" }));
    await expectTakenOver();
  });

  it.each([
    ["is empty", ""],
    ["is not JSON", "{"],
    ["is not an object", "null"],
    ["names no process", "{}"],
    ["names no number", '{"process":"1","processStart":"","since":""}'],
  ])("is taken over if the file %s", async (_, text) => {
    const { path } = await readLock(OTHER);
    setup.employ(8);
    writeFileSync(path, text);
    await expectTakenOver();
  });

  it("is not removed by a run that does not hold it any more", async () => {
    let path = "";
    await duringRun(RUNNING, async () => {
      path = join(setup.folder, locks()[0] ?? "");
      writeFileSync(path, "of another run");
      return Promise.resolve();
    });
    expect(readFileSync(path, "utf8")).toBe("of another run");
  });
});
