/**
 * `npm run screenshots`: makes the pictures of the documentation from real pages, in Chromium. The page of `sync` comes
 * from a run against the stand-in of the tests.
 */

import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { URL, fileURLToPath } from "node:url";
import { build } from "rolldown";
import { SETTINGS } from "../../bench/sync/company.mjs";

const CLI = resolve("dist/cli.js");
/** CSS pixels. */
const WIDTH = 1280;
const MARGIN = 16;
const PHOTOS = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" };

// Node 20 runs no TypeScript, so what is shared with the tests is bundled.
await build({
  input: {
    standin: "test/support/standin/index.ts",
    browser: "test/support/browser/browser.ts",
    chromium: "test/support/browser/chromium.ts",
  },
  output: { dir: "dist/screenshots", format: "esm", entryFileNames: "[name].mjs" },
  platform: "node",
  external: ["selfsigned", "playwright-core"],
  logLevel: "silent",
});
const { startBrowser } = await import("../../dist/screenshots/browser.mjs");
const { decideOnThisMachine } = await import("../../dist/screenshots/chromium.mjs");
const { startCompany } = await import("./company.mjs");

/** Runs a command of the command line. Its exit code does not matter: the picture shows what went wrong. */
async function run(args, folder, env = {}) {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, TMPDIR: folder, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(child, "exit");
}

async function writeSyncPage(file, folder) {
  const company = await startCompany();
  const env = { ...SETTINGS, ...PHOTOS, ...company.env };
  await run(["sync", "--photos", "all"], folder, env);
  company.change();
  await run(["sync", "--photos", "all", "--html", file], folder, env);
  await company.close();
}

/** @param last heading of the last panel in the picture */
async function capture(browser, file, name, last, colorScheme) {
  const { page } = await browser.open(file, { width: WIDTH, colorScheme });
  const heading = page.getByRole("heading", { name: last, exact: true });
  const panel = await page.locator(".panel").filter({ has: heading }).boundingBox();
  const clip = { x: 0, y: 0, width: WIDTH, height: panel.y + panel.height + MARGIN };
  const picture = await page.screenshot({ fullPage: true, clip });
  await page.close();
  const path = fileURLToPath(new URL(name, import.meta.url));
  writeFileSync(path, picture);
  console.log(`${name}: ${Math.round(Buffer.byteLength(picture) / 1000)} kB`);
}

const decision = decideOnThisMachine();
if (decision.kind !== "run") throw new Error(decision.reason);
const folder = mkdtempSync(join(tmpdir(), "screenshots-"));
const browser = await startBrowser(decision.path);
try {
  const [login, sync] = ["login.html", "sync.html"].map((name) => join(folder, name));
  await run(["replay", "--html", login], process.cwd());
  await writeSyncPage(sync, folder);
  await capture(browser, login, "login.png", "Requests", "light");
  await capture(browser, login, "login-dark.png", "Requests", "dark");
  await capture(browser, sync, "sync.png", "Rate limits of Auth0", "light");
  await capture(browser, sync, "sync-dark.png", "Rate limits of Auth0", "dark");
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
