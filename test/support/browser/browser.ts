/**
 * A real Chromium with a new profile, which reaches no network.
 *
 * @module
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Page, chromium } from "playwright-core";
import { type RefusingProxy, startRefusingProxy } from "./refusing-proxy";

export type ColorScheme = "light" | "dark";

export interface View {
  /** CSS pixels. */
  readonly width: number;
  readonly colorScheme: ColorScheme;
  /** CSS pixels. Default: {@link DEFAULT_HEIGHT} */
  readonly height?: number;
}

export const DEFAULT_HEIGHT = 900;

/** What happened since the page was opened. */
export interface PageRecord {
  readonly messages: readonly string[];
  readonly errors: readonly string[];
  /** URLs, without that of the page itself. Contains those that the browser blocked. */
  readonly requests: readonly string[];
}

export interface OpenedPage extends PageRecord {
  readonly page: Page;
}

export interface TestBrowser {
  /** Writes a page to a temporary file. @returns its path */
  write(html: string): string;
  open(file: string, view: View): Promise<OpenedPage>;
  /** Hosts to which the browser sent a request. */
  readonly contactedHosts: readonly string[];
  /** Ends the browser and removes its files. */
  close(): Promise<void>;
}

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

/** Milliseconds. Long enough for a busy machine. */
const MAX_WAIT_MS = 120_000;

/** Starts the browser. @param executablePath its program */
export async function startBrowser(executablePath: string): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), "browser-"));
  const removeFolder = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const proxy = await startRefusingProxy();
  try {
    const context = await launch(executablePath, folder, proxy);
    let files = 0;
    return {
      write(html) {
        const file = join(folder, `page-${(files += 1)}.html`);
        writeFileSync(file, html);
        return file;
      },
      open: async (file, view) => openPage(await context.newPage(), file, view),
      contactedHosts: proxy.hosts,
      async close() {
        await context.close();
        await proxy.close();
        removeFolder();
      },
    };
  } catch (error) {
    await proxy.close();
    removeFolder();
    throw error;
  }
}

async function launch(executablePath: string, folder: string, proxy: RefusingProxy) {
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath,
    args: ARGUMENTS,
    // Chromium creates further temporary files, which must be removed as well.
    env: { ...process.env, TMPDIR: folder },
    proxy: { server: proxy.url },
    timeout: MAX_WAIT_MS,
  });
  context.setDefaultTimeout(MAX_WAIT_MS);
  return context;
}

async function openPage(
  page: Page,
  file: string,
  { width, height = DEFAULT_HEIGHT, colorScheme }: View,
): Promise<OpenedPage> {
  const messages: string[] = [];
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await page.goto(pathToFileURL(file).href);
  // The first request is that for the page.
  requests.shift();
  await page.evaluate(async () => new Promise((done) => requestAnimationFrame(done)));
  return { page, messages, errors, requests };
}
