import { join } from "node:path";
import type { Clock } from "../../src/http/clock";
import type { View } from "../support/browser/browser";
import { checkPage, readPage } from "../support/browser/check-page";
import { describeInBrowser } from "../support/browser/describe";
import { policyProblems } from "../support/browser/policy";
import { PHOTOS, accountOf, onRequest, setUpSync } from "../support/cli/sync";
import { dismissManagers } from "../support/cli/sync-faults";
import { PAGE, runWithPage } from "../support/cli/sync-page";
import { createBucket } from "../support/standin/rate-limits";

const HOSTILE_ID = `<img src=x onerror=alert(1)>|${"a".repeat(300)}`;
const PHONE: View = { width: 360, colorScheme: "light" };
const LARGE: View = { width: 1600, colorScheme: "dark" };
/** Pixels. A column of nothing is a line on the axis. */
const TOLERANCE = 3;

/** A clock that advances with every look at it, so that a run of the test takes hours. */
function createHurriedClock(): Clock {
  let now = Date.parse("2026-11-25T00:00:00Z");
  return {
    now: () => (now += 5000),
    pause: async (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
}

/** Boxes of the columns and of the drawing area of each chart, which must contain them. */
function measureCharts(tolerance: number) {
  return [...document.querySelectorAll("svg[role=img]")].map((chart) => {
    const { left, right, top, bottom } = chart.getBoundingClientRect();
    const rects = [...chart.querySelectorAll("rect")].map((rect) => rect.getBoundingClientRect());
    return {
      label: chart.getAttribute("aria-label") ?? "",
      columns: rects.length,
      isInside: rects.every(
        (rect) =>
          rect.left >= left - tolerance &&
          rect.right <= right + tolerance &&
          rect.top >= top - tolerance &&
          rect.bottom <= bottom + tolerance,
      ),
    };
  });
}

describeInBrowser("sync --html", (browser) => {
  const setup = setUpSync();
  const file = () => join(setup.folder, PAGE);

  /** A long run with failures, held back removals, rate limits, throttling and a report. */
  async function runWithEverything(): Promise<void> {
    setup.employ(40);
    await runWithPage(setup, [], { env: PHOTOS });
    dismissManagers(setup, 30);
    setup.auth0.rateLimits = {
      reads: createBucket({ size: 50, perSecond: 15 }),
      writes: createBucket({ size: 20, perSecond: 5 }),
    };
    setup.auth0.users?.set(HOSTILE_ID, {
      ...accountOf({ id: "x" }, 99),
      user_id: HOSTILE_ID,
      oid: undefined,
    });
    let writes = 0;
    setup.backend.override = onRequest("userWrite", () =>
      (writes += 1) % 3 === 0 ? { status: 429 } : undefined,
    );
    setup.company.people.forEach((person, index) => {
      if (index > 20) person.properties = { ...person.properties, department: "Research" };
    });
    const args = ["--report", "report.ndjson"];
    await runWithPage(setup, args, { env: PHOTOS, clock: createHurriedClock() });
  }

  it("has no problem at any width in any color scheme if everything was updated", async () => {
    await runWithPage(setup);
    expect(await checkPage(browser(), file())).toEqual([]);
  });

  it("has no problem at any width in any color scheme without users", async () => {
    setup.employ(0);
    await runWithPage(setup);
    expect(await checkPage(browser(), file())).toEqual([]);
  });

  it("has no problem after a long run with failures, held back removals and a report", async () => {
    await runWithEverything();
    const { text, charts } = await readPage(browser(), file(), PHONE, async (page) => ({
      text: await page.locator("main").innerText(),
      charts: await page.evaluate(measureCharts, TOLERANCE),
    }));
    for (const title of ["Failures", "Removals held back", "Skipped users", "Lines of the report"]) {
      expect(text).toContain(title);
    }
    expect(charts.length).toBeGreaterThan(5);
    expect(await checkPage(browser(), file())).toEqual([]);
    expect(await policyProblems(browser(), file())).toEqual([]);
  });

  it.each([PHONE, LARGE])("draws all columns inside their chart at $width px", async (view) => {
    await runWithEverything();
    const charts = await readPage(browser(), file(), view, async (page) =>
      page.evaluate(measureCharts, TOLERANCE),
    );
    expect(charts.filter(({ isInside }) => !isInside)).toEqual([]);
    expect(Math.max(...charts.map(({ columns }) => columns))).toBeGreaterThan(50);
  });
});
