import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { readScenario } from "../../src/cli/shared/scenario";
import type { View } from "../support/browser/browser";
import { checkPage, readPage } from "../support/browser/check-page";
import { describeInBrowser } from "../support/browser/describe";
import { measureTexts } from "../support/browser/measure-texts";
import { policyProblems } from "../support/browser/policy";
import { setUpReplayPages } from "../support/browser/replay-pages";

const HOSTILE = `<img src=x onerror=alert(1)>`;

const PHONE: View = { width: 360, colorScheme: "light" };
const LARGE: View = { width: 1600, colorScheme: "dark" };

/** Stores everything, however large it is. */
const NO_LIMITS = { PROFILE_LIMIT_BYTES: "0", MAX_DIRECT_REPORTS: "10000" };

const guid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

function personNamed(displayName: string, index = 1): object {
  return {
    "@odata.type": "#microsoft.graph.user",
    id: guid(index),
    displayName,
    jobTitle: `Title ${index}`,
    mail: `user${index}@contoso.com`,
    userPrincipalName: `user${index}@contoso.com`,
  };
}

/** In alphabetical order, in which they are stored. */
const reportName = (index: number) => `Report Number ${String(index).padStart(4, "0")}`;
const reportsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => personNamed(reportName(index + 1), index + 1));

/** The photo of the recording as bytes. */
function recordedPhoto(): Buffer {
  const { answers } = readScenario("first-login-v2");
  const hex = answers.find(({ path }) => path.includes("/photos/"))?.response;
  return Buffer.from(String(hex), "hex");
}

describeInBrowser("the page of a login", (browser) => {
  const pages = setUpReplayPages();

  const inPage = async <T>(file: string, view: View, read: (page: Page) => Promise<T>) =>
    readPage(browser(), file, view, read);
  const textLinesOf = async (file: string, view: View) =>
    inPage(file, view, async (page) => (await measureTexts(page)).lines);

  it("shows markup in names, keys, settings and the title as text, and runs none of it", async () => {
    const person = { ...personNamed(HOSTILE), jobTitle: HOSTILE, mail: HOSTILE };
    const file = await pages.ofLogin({
      title: HOSTILE,
      secrets: { GROUPS_FILTER: HOSTILE, ...NO_LIMITS },
      stored: { [HOSTILE]: HOSTILE, entra: { [HOSTILE]: { [HOSTILE]: [HOSTILE] } } },
      user: { name: HOSTILE, nickname: HOSTILE },
      profile: { jobTitle: HOSTILE, department: HOSTILE, mail: HOSTILE },
      manager: person,
      reports: [person],
      groups: [{ ...person, "@odata.type": "#microsoft.graph.group" }],
    });
    expect(await checkPage(browser(), file)).toEqual([]);
    expect(await policyProblems(browser(), file)).toEqual([]);
    const found = await inPage(file, LARGE, async (page) =>
      page.evaluate(() => ({
        text: document.body.innerText,
        loading: document.querySelectorAll("img, script, iframe, object, embed, form, video, audio").length,
        handlers: [...document.querySelectorAll("*")].flatMap((element) =>
          element.getAttributeNames().filter((name) => name.startsWith("on")),
        ),
      })),
    );
    expect(found).toMatchObject({ loading: 0, handlers: [] });
    expect(found.text.split(HOSTILE).length).toBeGreaterThan(12);
  });

  it.each([0, 1, 9, 100, 1000])("shows %d direct reports", async (count) => {
    const file = await pages.ofLogin({ reports: reportsOf(count), secrets: NO_LIMITS });
    expect(await checkPage(browser(), file)).toEqual([]);
    const heading =
      count === 0
        ? "No direct reports are stored"
        : `${count.toLocaleString("en-US")} direct report${count === 1 ? "" : "s"}`;
    for (const view of [PHONE, LARGE]) {
      const lines = await textLinesOf(file, view);
      const visible = lines.filter(({ left, right }) => left >= 0 && right <= view.width);
      const texts = new Set(visible.map(({ text }) => text));
      expect(texts).toContain(heading);
      const expected = reportsOf(Math.min(count, 100)).map((_, index) => reportName(index + 1));
      expect(expected.filter((name) => !texts.has(name))).toEqual([]);
    }
  });

  it("counts the direct reports for which there is no room", async () => {
    const file = await pages.ofLogin({ reports: reportsOf(1000), secrets: NO_LIMITS });
    const lines = await textLinesOf(file, PHONE);
    expect(lines.map(({ text }) => text)).toContain("and 900 more");
  });

  it.each([
    ["of 500 characters without a space", "x".repeat(500)],
    ["in Arabic", "محمد بن عبد الله"],
    ["in Hebrew with a Latin addition", "דוד כהן (Sales)"],
    ["in Chinese", "王小明"],
    ["in Japanese, with 60 characters", "山田太郎".repeat(15)],
    ["of emoji that consist of several code points", "👩‍👩‍👧‍👦 🧑🏽‍💻"],
    ["with combining characters", `Z${"\u0361\u035c".repeat(40)}oe`],
  ])("shows a name %s", async (_description, name) => {
    const file = await pages.ofLogin({
      user: { name },
      profile: { jobTitle: name, department: name },
      manager: personNamed(name),
      reports: [personNamed(name), personNamed("Alex Wilber", 2)],
      groups: [{ "@odata.type": "#microsoft.graph.group", id: guid(3), displayName: name }],
    });
    expect(await checkPage(browser(), file)).toEqual([]);
    const text = await inPage(file, PHONE, async (page) => page.evaluate(() => document.body.innerText));
    // Card, manager, report, group and changes.
    expect(text.split(name.slice(0, 60)).length).toBeGreaterThan(6);
  });

  it("keeps names that are written from right to left apart from what surrounds them", async () => {
    const file = await pages.ofLogin({ user: { name: "محمد" }, profile: { jobTitle: "مدير" } });
    const directions = await inPage(file, PHONE, async (page) =>
      page.evaluate(() =>
        [...document.querySelectorAll("bdi")]
          .filter(({ textContent }) => ["محمد", "مدير"].includes(textContent))
          .map((element) => getComputedStyle(element).unicodeBidi),
      ),
    );
    expect(directions).toEqual(["isolate", "isolate"]);
  });

  it.each([
    [
      "an SVG image with a script",
      `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`).toString("base64")}`,
    ],
    ["an SVG image that is not encoded", `data:image/svg+xml,<svg onload="alert(1)"></svg>`],
    ["an HTTPS URL", "https://example.invalid/photo.png"],
    ["a page in a data URL", "data:text/html,<script>alert(1)</script>"],
  ])("shows initials if the stored photo is %s", async (_description, thumbnailPhoto) => {
    const file = await pages.ofLogin({
      stored: { thumbnailPhoto, entra: { profile: { name: "Adele Vance" } } },
      secrets: { USER_PHOTOS: "off", SYNC_USER_PHOTOS: "off" },
    });
    expect(await checkPage(browser(), file)).toEqual([]);
    const images = await inPage(file, LARGE, async (page) => page.locator("image, img").count());
    expect(images).toBe(0);
    const lines = await textLinesOf(file, PHONE);
    expect(lines.map(({ text }) => text)).toContain("AV");
  });

  it("shows initials if a photo of 250 kB has no room on the page", async () => {
    const photo = Buffer.concat([recordedPhoto(), Buffer.alloc(250_000)]);
    const file = await pages.ofLogin({ photo, secrets: NO_LIMITS });
    expect(await checkPage(browser(), file)).toEqual([]);
    expect(readFileSync(file, "utf8")).toContain("251.1 kB");
    const lines = await textLinesOf(file, PHONE);
    expect(lines.map(({ text }) => text)).toContain("AV");
  });
});
