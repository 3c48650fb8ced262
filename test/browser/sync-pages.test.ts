import { join } from "node:path";
import type { Clock } from "../../src/http/clock";
import type { View } from "../support/browser/browser";
import { checkPage, checkView, readPage } from "../support/browser/check-page";
import { describeInBrowser } from "../support/browser/describe";
import { policyProblems } from "../support/browser/policy";
import { createTestClock } from "../support/cli/run";
import { PHOTOS, accountOf, onRequest, setUpSync, userIdOf } from "../support/cli/sync";
import { dismissManagers } from "../support/cli/sync-faults";
import { PAGE, runWithPage } from "../support/cli/sync-page";
import type { Exchange } from "../support/standin/backend";
import { createBucket } from "../support/standin/rate-limits";

/** Markup, and longer than any line. */
const HOSTILE_ID = `<img src=x onerror=alert(1)>|${"a".repeat(500)}`;
const UNKNOWN_OID = "00000000-0000-4000-9000-000000000000";
const PHONE: View = { width: 360, colorScheme: "light" };
const TABLET: View = { width: 768, colorScheme: "light" };
const LARGE: View = { width: 1600, colorScheme: "dark" };
/** Pixels of a window at {@link LARGE}. */
const FOLD = 900;
/** Pixels. An empty column has no height. */
const TOLERANCE = 3;

/** Graph refuses photos in a batch. */
const refusePhoto = ({ request }: Exchange) =>
  request.path.includes("/photo") ? { status: 403 } : undefined;

/** A clock that advances at each call. */
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
    setup.auth0.users?.set(userIdOf(5), { ...setup.auth0.users.get(userIdOf(5)), oid: UNKNOWN_OID });
    setup.backend.overridePart = refusePhoto;
    let writes = 0;
    setup.backend.override = onRequest("userWrite", () =>
      (writes += 1) % 3 === 0 ? { status: 429 } : undefined,
    );
    setup.company.people.forEach((person, index) => {
      if (index > 20) person.properties = { ...person.properties, department: "Research" };
    });
    const args = ["--report", "report.ndjson", "--photos", "all", "--max-removals", "2"];
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

  it("has no problem at any width in any color scheme if no user could be read", async () => {
    await runWithPage(setup, [], { env: { SYNC_AUTH0_CLIENT_SECRET: "other" } });
    expect(await checkPage(browser(), file())).toEqual([]);
  });

  it("has no problem after a throttled run of 500 users, and shows first what to do", async () => {
    setup.employ(500);
    const clock = createTestClock();
    const bucketOf = (size: number) => createBucket({ size, perSecond: 1, now: () => clock.now() });
    setup.auth0.rateLimits = { reads: bucketOf(40), writes: bucketOf(20) };
    setup.backend.override = onRequest("userWrite", (number) =>
      number % 3 === 0 ? { status: 400 } : undefined,
    );
    await runWithPage(setup, ["--report", "report.ndjson"], { clock });
    const bottom = await readPage(browser(), file(), LARGE, async (page) => {
      const box = await page.getByText("What to do about the failures").boundingBox();
      return box ? box.y + box.height : NaN;
    });
    expect(bottom).toBeLessThan(FOLD);
    expect(await checkPage(browser(), file())).toEqual([]);
  });

  it("has no problem after a long run with failures, held back removals and a report", async () => {
    await runWithEverything();
    const { text, charts, images } = await readPage(browser(), file(), PHONE, async (page) => ({
      text: await page.locator("main").innerText(),
      charts: await page.evaluate(measureCharts, TOLERANCE),
      images: await page.locator("img").count(),
    }));
    for (const title of ["Failures", "Skipped users", "Users not found", "Lines of the report"]) {
      expect(text).toContain(title);
    }
    expect(text).toMatch(/Manager\s+\d+\s+2\s+\d+/);
    expect(text).toMatch(/Photo\s+\d+\s+The app lacks a permission/);
    expect(text).toContain(HOSTILE_ID);
    expect(images).toBe(0);
    expect(charts.length).toBeGreaterThan(5);
    expect(await checkPage(browser(), file())).toEqual([]);
    expect(await policyProblems(browser(), file())).toEqual([]);
  });

  it("breaks no word of a failure at 768 px if only photos failed", async () => {
    setup.backend.overridePart = refusePhoto;
    await runWithPage(setup, ["--photos", "all"], { env: PHOTOS });
    expect(await checkView(browser(), file(), TABLET)).toEqual([]);
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
