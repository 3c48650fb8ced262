import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "../../support/cli/run";
import { SETTINGS, onRequest, setUpSync } from "../../support/cli/sync";
import { PAGE } from "../../support/cli/sync-page";

describe("sync --html with a file that cannot be written", () => {
  const setup = setUpSync();
  const path = () => join(setup.folder, PAGE);
  const runWith = async (...args: readonly string[]) => {
    const { folder, standIn } = setup;
    return runCli(["sync", ...args], { env: { ...SETTINGS, TMPDIR: folder }, folder, standIn });
  };

  it("stops before the run if the path is wrong", async () => {
    writeFileSync(join(setup.folder, "file"), "");
    const { code, stdout, stderr } = await runWith("--html", "file/run.html");
    expect(stderr).toMatch(/--html: file\/run\.html cannot be written \((ENOTDIR|EEXIST)\)/);
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(setup.backend.exchanges).toEqual([]);
  });

  it("stops before the run if it is the file of --report, also by a link, and keeps its content", async () => {
    writeFileSync(path(), "earlier");
    symlinkSync(path(), join(setup.folder, "link"));
    for (const report of [PAGE, `./${PAGE}`, "link"]) {
      const { code, stderr } = await runWith("--html", PAGE, "--report", report);
      expect(stderr).toContain("--html and --report must be two files");
      expect(code).toBe(1);
    }
    expect(readFileSync(path(), "utf8")).toBe("earlier");
    rmSync(path());
    expect((await runWith("--html", PAGE, "--report", PAGE)).code).toBe(1);
    expect(existsSync(path())).toBe(false);
    expect(setup.backend.exchanges).toEqual([]);
  });

  it("keeps an earlier page, and creates none, if the run does not begin", async () => {
    setup.auth0.connections = [];
    expect((await runWith("--html", PAGE)).code).toBe(1);
    expect(existsSync(path())).toBe(false);
    writeFileSync(path(), "earlier");
    await runWith("--html", PAGE);
    expect(readFileSync(path(), "utf8")).toBe("earlier");
    rmSync(path());
  });

  it("warns, and keeps the summary and the exit code, if the page cannot be written after the run", async () => {
    setup.backend.override = onRequest("userWrite", (number) => {
      if (number === 1) {
        rmSync(path());
        mkdirSync(path());
      }
      return undefined;
    });
    const { code, stdout, stderr } = await runWith("--html", PAGE);
    expect(JSON.parse(stdout)).toMatchObject({ sync: "updated", updated: 8 });
    expect(stderr).toContain(`! --html: ${PAGE} cannot be written (EISDIR)`);
    expect(code).toBe(0);
  });
});
