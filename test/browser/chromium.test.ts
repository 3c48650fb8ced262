import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { startBrowser } from "../support/browser/browser";
import { decideOnBrowser, decideOnThisMachine } from "../support/browser/chromium";
import { describeInBrowser } from "../support/browser/describe";
import { fixturePage } from "../support/browser/fixture-page";

const decide = (
  existing: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  platform: NodeJS.Platform = "linux",
) => decideOnBrowser({ environment, platform, exists: (path) => existing.includes(path) });

const MISSING =
  "No browser found: install Chromium or Chrome (Debian: apt-get install chromium), or set CHROMIUM_PATH to its program";

describe("decideOnBrowser", () => {
  it("uses CHROMIUM_PATH before a browser in a usual place", () => {
    expect(decide(["/usr/bin/chromium", "/opt/c"], { CHROMIUM_PATH: "/opt/c" })).toEqual({
      kind: "run",
      path: "/opt/c",
    });
  });

  it.each(["true", ""])("fails if CHROMIUM_PATH does not exist and CI is '%s'", (CI) => {
    expect(decide(["/usr/bin/chromium"], { CHROMIUM_PATH: "/opt/c", CI })).toEqual({
      kind: "fail",
      reason: "CHROMIUM_PATH: /opt/c does not exist",
    });
  });

  it.each<[NodeJS.Platform, string]>([
    ["linux", "/usr/bin/chromium"],
    ["linux", "/usr/bin/google-chrome"],
    ["linux", "/usr/bin/chromium-browser"],
    ["darwin", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    ["darwin", "/Applications/Chromium.app/Contents/MacOS/Chromium"],
  ])("finds on %s: %s", (platform, path) => {
    expect(decide([path], {}, platform)).toEqual({ kind: "run", path });
  });

  it("finds Chrome in the folders of Windows", () => {
    const environment = { PROGRAMFILES: "programs", LOCALAPPDATA: "local" };
    const found = decideOnBrowser({
      environment,
      platform: "win32",
      exists: (path) => /^local.Google.Chrome.Application.chrome\.exe$/.test(path),
    });
    expect(found.kind).toBe("run");
  });

  it("prefers Chrome to chromium-browser, which can be a script that only explains its installation", () => {
    expect(decide(["/usr/bin/chromium-browser", "/usr/bin/google-chrome"])).toMatchObject({
      path: "/usr/bin/google-chrome",
    });
  });

  it("skips the tests without a browser if CI is not set", () => {
    expect(decide([])).toEqual({ kind: "skip", reason: MISSING });
    expect(decide([], { CI: "false" })).toEqual({ kind: "skip", reason: MISSING });
  });

  it("fails the tests without a browser if CI is set", () => {
    expect(decide([], { CI: "true" })).toEqual({ kind: "fail", reason: MISSING });
    expect(decide([], { CI: "1" })).toEqual({ kind: "fail", reason: MISSING });
  });
});

describeInBrowser("startBrowser", (browser) => {
  it("removes its profile and its pages when it is closed", async () => {
    const decision = decideOnThisMachine();
    const another = await startBrowser(decision.kind === "run" ? decision.path : "");
    const file = another.write(fixturePage());
    const { page } = await another.open(file, { width: 360, colorScheme: "light" });
    expect(existsSync(dirname(file))).toBe(true);
    await another.close();
    expect(existsSync(dirname(file))).toBe(false);
    expect(page.isClosed()).toBe(true);
  });

  it("records messages, errors and requests of each page separately", async () => {
    const html = fixturePage(`<script>console.warn("careful")</script><script>null.x</script>
      <img alt="Photo" src="https://example.invalid/photo.png">`);
    const view = { width: 360, colorScheme: "dark" } as const;
    const loud = await browser().open(browser().write(html), view);
    const silent = await browser().open(browser().write(fixturePage()), view);
    expect(loud.messages).toContain("warning: careful");
    expect(loud.errors).toEqual([expect.stringContaining("null")]);
    expect(loud.requests).toEqual(["https://example.invalid/photo.png"]);
    expect(browser().contactedHosts).toContain("example.invalid");
    expect(silent).toMatchObject({ messages: [], errors: [], requests: [] });
  });

  it("cannot start a program that is no browser", async () => {
    await expect(startBrowser(process.execPath)).rejects.toThrow(/launch/);
  });
});
