import type { Page } from "playwright-core";
import { scenarioNames } from "../../src/cli/shared/scenario";
import type { View } from "../support/browser/browser";
import { checkPage, readPage } from "../support/browser/check-page";
import { describeInBrowser } from "../support/browser/describe";
import { policyProblems } from "../support/browser/policy";
import { setUpReplayPages } from "../support/browser/replay-pages";

const PHONE: View = { width: 360, colorScheme: "light" };
const LARGE: View = { width: 1600, colorScheme: "light" };

/** Pixels. Bars are drawn at fractions of a pixel, and their times are rounded. */
const TOLERANCE = 3;

/** That of the scenario `graph-silent`. */
const TIME_BUDGET_MS = 1000;

interface Bar {
  readonly request: string;
  readonly left: number;
  readonly right: number;
  /** Milliseconds, as the row shows them. */
  readonly startMs: number;
  readonly ms: number;
}

interface Waterfall {
  readonly bars: readonly Bar[];
  /** Position of 0 ms and of the end of the time budget, if it is drawn. */
  readonly start: number;
  readonly budget: number | undefined;
}

/** Measures the waterfall of the current page. */
function measureWaterfall(): Waterfall {
  const rows = [...document.querySelectorAll("tr")].filter((row) => row.querySelector("td svg rect"));
  const bars = rows.map((row) => {
    const box = row.querySelector("td svg rect")?.getBoundingClientRect() ?? new DOMRect();
    const text = row.textContent;
    const [, startMs, ms] = /\+([\d,]+) ms([\d,]+) ms/.exec(text) ?? [];
    const toNumber = (digits = "") => Number(digits.replaceAll(",", ""));
    return {
      request: row.querySelector("th")?.textContent ?? "",
      left: box.left,
      right: box.right,
      startMs: toNumber(startMs),
      ms: toNumber(ms),
    };
  });
  const timeline = rows[0]?.querySelector("td svg");
  const limit = timeline?.querySelector("use");
  const grid = document.querySelector(limit?.getAttribute("href") ?? "none");
  const share = grid?.querySelector(".limit")?.getAttribute("x1");
  const { left = 0, width = 0 } = timeline?.getBoundingClientRect() ?? {};
  return {
    bars,
    start: left,
    budget: typeof share === "string" ? left + (width * Number.parseFloat(share)) / 100 : undefined,
  };
}

interface Target {
  readonly name: string | undefined;
  readonly isInView: boolean;
}

/** The part of the current page to which a link led. */
function measureTarget(): Target {
  const target = document.querySelector(location.hash);
  const { top = NaN } = target?.getBoundingClientRect() ?? {};
  return {
    name: target?.querySelector("code")?.textContent,
    isInView: top >= -1 && top < innerHeight,
  };
}

const SCENARIOS = [
  "first-login-v2",
  "permission-missing-photo",
  "graph-silent",
  "huge-licences",
  "groups-nested",
  "groups-more-than-200",
  "photo-png",
  "setting-missing",
  "fresh",
  "reports-three-pages",
  "management-api-refused",
];

describeInBrowser("npm start -- --html", (browser) => {
  const pages = setUpReplayPages();

  const read = async <T>(scenario: string, view: View, from: (page: Page) => Promise<T>) =>
    readPage(browser(), await pages.ofScenario(scenario), view, from);
  const waterfallOf = async (scenario: string, view: View) =>
    read(scenario, view, async (page) => page.evaluate(measureWaterfall));

  it.each([...SCENARIOS, "--all"])(
    "has no problem at any width in any color scheme: %s",
    async (scenario) => {
      expect(await checkPage(browser(), await pages.ofScenario(scenario))).toEqual([]);
    },
  );

  it.each(["first-login-v2", "--all"])(
    "runs and requests nothing that is added to it: %s",
    async (scenario) => {
      expect(await policyProblems(browser(), await pages.ofScenario(scenario))).toEqual([]);
    },
  );

  it.each([PHONE, LARGE])(
    "draws requests that are sent in parallel beside each other at $width px",
    async (view) => {
      const { bars } = await waterfallOf("first-login-v2", view);
      const token = bars.find(({ request }) => request.includes("login.microsoftonline.com"));
      const reads = bars.filter(({ request }) => request.includes("graph.microsoft.com"));
      const save = bars.find(({ request }) => request.startsWith("PATCH"));
      expect(reads).toHaveLength(4);
      const lastStart = Math.max(...reads.map(({ left }) => left));
      const firstEnd = Math.min(...reads.map(({ right }) => right));
      expect(lastStart).toBeLessThan(firstEnd);
      expect(token?.right).toBeLessThan(Math.min(...reads.map(({ left }) => left)) + TOLERANCE);
      expect(save?.left).toBeGreaterThan(Math.max(...reads.map(({ right }) => right)) - TOLERANCE);
    },
  );

  it("draws each bar to the scale of the numbers beside it", async () => {
    const { bars, start } = await waterfallOf("first-login-v2", LARGE);
    const last = bars.reduce((a, b) => (a.startMs + a.ms > b.startMs + b.ms ? a : b));
    const pixelsPerMs = (last.right - start) / (last.startMs + last.ms);
    for (const { left, right, startMs, ms } of bars) {
      expect(Math.abs(left - start - startMs * pixelsPerMs)).toBeLessThan(2 * pixelsPerMs + TOLERANCE);
      expect(Math.abs(right - left - ms * pixelsPerMs)).toBeLessThan(2 * pixelsPerMs + TOLERANCE);
    }
  });

  it.each([PHONE, LARGE])(
    "ends the bars of silent requests together, to the scale of the time budget, at $width px",
    async (view) => {
      const { bars, start, budget = NaN } = await waterfallOf("graph-silent", view);
      const silent = bars.filter(({ request }) => request.includes("graph.microsoft.com"));
      expect(silent).toHaveLength(4);
      const pixelsPerMs = (budget - start) / TIME_BUDGET_MS;
      for (const { right, startMs, ms } of silent) {
        expect(Math.abs(right - start - (startMs + ms) * pixelsPerMs)).toBeLessThan(TOLERANCE);
      }
      const ends = silent.map(({ right }) => (right - start) / pixelsPerMs);
      expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(TIME_BUDGET_MS / 10);
      // The Action ends reads after 700 ms, so that it can save. A busy machine may end them later.
      expect(Math.min(...ends)).toBeGreaterThan(650);
    },
  );

  it.each(["permission-missing-photo", "management-api-refused", "setting-missing", "graph-silent"])(
    "shows the hint at once, before the card: %s",
    async (scenario) => {
      const { bottom, isBefore, text } = await read(scenario, LARGE, async (page) =>
        page.evaluate(() => {
          const [hint] = document.querySelectorAll(".callout");
          const [card] = [...document.querySelectorAll("h2")].filter(({ textContent }) =>
            textContent.startsWith("The person"),
          );
          if (!hint || !card) throw new Error("no hint or no card");
          return {
            text: hint.textContent,
            bottom: hint.getBoundingClientRect().bottom,
            isBefore: (hint.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
          };
        }),
      );
      expect(text).toContain("What to change");
      expect(bottom).toBeLessThan(900);
      expect(isBefore).toBe(true);
    },
  );

  it.each([
    ["first-login-v2", "Photo of Adele Vance"],
    ["photo-png", "Photo of Adele Vance"],
  ])("draws the photo: %s", async (scenario, label) => {
    const [withPhoto, without] = await read(scenario, LARGE, async (page) => {
      const photo = page.getByRole("img", { name: label });
      const before = await photo.screenshot();
      await page.evaluate(() => {
        for (const image of document.querySelectorAll("image")) image.remove();
      });
      return [before, await photo.screenshot()];
    });
    expect(withPhoto.equals(without)).toBe(false);
  });

  it("draws a photo only once in the file, however often it is shown", async () => {
    const { shown, contained } = await read("first-login-v2", LARGE, async (page) => ({
      shown: await page.locator('use[href^="#photo"]').count(),
      contained: await page.locator("image").count(),
    }));
    expect(shown).toBeGreaterThan(1);
    expect(contained).toBe(1);
  });

  it("shows every group at 360 px", async () => {
    const names = await read("groups-nested", PHONE, async (page) =>
      page.evaluate(() =>
        [...document.querySelectorAll(".groups li")].map((item) => {
          const { left, right, height } = item.getBoundingClientRect();
          return { name: item.textContent, isVisible: left >= 0 && right <= innerWidth && height > 0 };
        }),
      ),
    );
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["All Employees", "Retail", "SG-App-Intranet"]),
    );
    expect(names.filter(({ isVisible }) => !isVisible)).toEqual([]);
  });

  it("shows the name that Auth0 has if nothing is stored", async () => {
    const text = await read("setting-missing", LARGE, async (page) => page.locator(".me").innerText());
    expect(text).toContain("Adele Vance");
  });

  it("contains every scenario if --all is given, and its index leads to each of them", async () => {
    const found = await read("--all", PHONE, async (page) => {
      const links = page.locator("nav a");
      const targets: Target[] = [];
      for (const link of await links.all()) {
        await link.click();
        targets.push(await page.evaluate(measureTarget));
      }
      return targets;
    });
    expect(found.map((target) => target.name)).toEqual(scenarioNames());
    expect(found.filter((target) => !target.isInView)).toEqual([]);
  });
});
