/**
 * Test blocks that use a browser.
 *
 * @module
 */

import { type TestBrowser, startBrowser } from "./browser";
import { decideOnThisMachine } from "./chromium";

/** Milliseconds. Long enough for many views of a page on a busy machine. */
const MAX_TEST_MS = 600_000;

/**
 * Describes tests that share one browser. Call it once in a file.
 *
 * @param tests receives a function that returns the browser, which is started after the tests are described
 */
export function describeInBrowser(name: string, tests: (browser: () => TestBrowser) => void): void {
  const decision = decideOnThisMachine();
  jest.setTimeout(MAX_TEST_MS);
  const block = decision.kind === "skip" ? describe.skip : describe;
  block(name, () => {
    let browser: TestBrowser | undefined;
    beforeAll(async () => {
      if (decision.kind !== "run") throw new Error(decision.reason);
      browser = await startBrowser(decision.path);
    });
    afterAll(async () => {
      await browser?.close();
    });
    tests(() => {
      if (browser === undefined) throw new Error("The browser is not started");
      return browser;
    });
  });
}
