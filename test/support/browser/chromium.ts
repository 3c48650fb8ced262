/**
 * Finds the Chromium or Chrome of this machine.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";

/** What the browser tests do on this machine. */
export type BrowserDecision =
  | { readonly kind: "run"; readonly path: string }
  | { readonly kind: "skip" | "fail"; readonly reason: string };

interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly exists: (path: string) => boolean;
}

const HOW_TO_INSTALL =
  "install Chromium or Chrome (Debian: apt-get install chromium), or set CHROMIUM_PATH to its program";

/**
 * A missing browser fails the tests if `CI` is set, because skipped tests would pass. A wrong `CHROMIUM_PATH` always
 * fails them.
 */
export function decideOnBrowser({ environment, platform, exists }: Machine): BrowserDecision {
  const { CHROMIUM_PATH: chosen = "", CI = "" } = environment;
  if (chosen !== "") {
    return exists(chosen)
      ? { kind: "run", path: chosen }
      : { kind: "fail", reason: `CHROMIUM_PATH: ${chosen} does not exist` };
  }
  const path = usualPaths(platform, environment).find(exists);
  if (path !== undefined) return { kind: "run", path };
  const isCi = !["", "0", "false"].includes(CI);
  return { kind: isCi ? "fail" : "skip", reason: `No browser found: ${HOW_TO_INSTALL}` };
}

/** The decision for this machine. */
export function decideOnThisMachine(): BrowserDecision {
  return decideOnBrowser({ environment: process.env, platform: process.platform, exists: existsSync });
}

/** Most reliable first. On Ubuntu, `chromium-browser` can be a script that only says how to install it. */
function usualPaths(platform: NodeJS.Platform, environment: Machine["environment"]): string[] {
  if (platform === "darwin") {
    return ["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === "win32") {
    const { PROGRAMFILES, LOCALAPPDATA } = environment;
    const folders = [PROGRAMFILES, environment["PROGRAMFILES(X86)"], LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    );
    return ["Google/Chrome", "Chromium"].flatMap((name) =>
      folders.map((folder) => join(folder, name, "Application", "chrome.exe")),
    );
  }
  return ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"].map(
    (name) => `/usr/bin/${name}`,
  );
}
