/**
 * Adds to a page what its Content Security Policy forbids.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import type { TestBrowser } from "./browser";

/**
 * Each has a host of its own, so that the proxy shows which of them the browser requests. There is no frame: Chromium
 * connects to its host before it applies the policy.
 */
const urlOf = (host: string) => `https://${host}.example.invalid/`;

const IN_HEAD = `
<base href="${urlOf("base")}">
<style>main { visibility: hidden }</style>
<link rel="stylesheet" href="${urlOf("stylesheet")}">`;

const IN_BODY = `
<script>document.documentElement.dataset.script = ""</script>
<script src="${urlOf("script")}"></script>
<img src="data:," alt="" onerror="document.documentElement.dataset.handler = ''">
<img src="${urlOf("image")}" alt="">
<object data="${urlOf("object")}"></object>
<a href="javascript:void (document.documentElement.dataset.link = '')" id="added-link">link</a>`;

/** What a browser runs, applies or requests although the policy of the page should prevent it. */
export async function policyProblems(browser: TestBrowser, file: string): Promise<string[]> {
  const html = readFileSync(file, "utf8");
  const changed = html.replace("</head>", `${IN_HEAD}</head>`).replace("</main>", `${IN_BODY}</main>`);
  const before = browser.contactedHosts.length;
  const { page } = await browser.open(browser.write(changed), { width: 768, colorScheme: "light" });
  try {
    await page.evaluate(() => {
      document.querySelector<HTMLElement>("#added-link")?.click();
    });
    const ran = await page.evaluate(() => {
      const { visibility } = getComputedStyle(document.querySelector("main") ?? document.body);
      return [
        ...Object.keys(document.documentElement.dataset),
        ...(visibility === "hidden" ? ["style"] : []),
        ...(document.baseURI.startsWith("https:") ? ["base"] : []),
      ];
    });
    const hosts = browser.contactedHosts.slice(before).filter((host) => host.endsWith(".example.invalid"));
    return [...ran.map((name) => `ran: ${name}`), ...[...new Set(hosts)].map((host) => `sent: ${host}`)];
  } finally {
    await page.close();
  }
}
