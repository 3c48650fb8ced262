import { join } from "node:path";
import { checkPage, readPage } from "../support/browser/check-page";
import { describeInBrowser } from "../support/browser/describe";
import { policyProblems } from "../support/browser/policy";
import { setUpDoctor } from "../support/cli/doctor";
import { USER } from "../support/cli/tenant";

const MARKUP = "<img src=x onerror=alert(1)>";
/** Pixels of a window. */
const FOLD = 900;

describeInBrowser("doctor --html", (browser) => {
  const doctor = setUpDoctor();

  /** The page of `doctor` with these changes to the settings. @returns its file */
  const pageOf = async (changes: Readonly<Record<string, string>> = {}) => {
    await doctor.run(changes, ["--user", USER, "--html", "doctor.html"]);
    return join(doctor.folder, "doctor.html");
  };

  it("has no problem at any width in any color scheme if all checks pass", async () => {
    doctor.addOwnApplications();
    expect(await checkPage(browser(), await pageOf())).toEqual([]);
  });

  it("has no problem at any width in any color scheme if checks fail", async () => {
    doctor.tenant.roles = [];
    expect(await checkPage(browser(), await pageOf({ PHOTO_SIZE: "1x1", AUTH0_DOMAIN: "" }))).toEqual([]);
  });

  it("has no problem if settings are long or contain markup, and shows first what to change", async () => {
    const file = await pageOf({ PHOTO_SIZE: "1x1", TIME_BUDGET_MS: "x".repeat(500), GROUPS_FILTER: MARKUP });
    expect(await checkPage(browser(), file)).toEqual([]);
    expect(await policyProblems(browser(), file)).toEqual([]);
    const view = { width: 1600, colorScheme: "dark" } as const;
    const { bottom, images } = await readPage(browser(), file, view, async (page) => {
      const box = await page.getByText("What to change").first().boundingBox();
      return { bottom: box ? box.y + box.height : NaN, images: await page.locator("img").count() };
    });
    expect(bottom).toBeLessThan(FOLD);
    expect(images).toBe(0);
  });

  it("leads from what to change to the check, which is then in view", async () => {
    const file = await pageOf({ PHOTO_SIZE: "1x1" });
    const target = await readPage(browser(), file, { width: 360, colorScheme: "light" }, async (page) => {
      await page.getByRole("link", { name: "PHOTO_SIZE" }).click();
      return page.evaluate(() => {
        const row = document.querySelector(location.hash);
        const { top = NaN } = row?.getBoundingClientRect() ?? {};
        return { name: row?.querySelector("code")?.textContent, isInView: top >= -1 && top < innerHeight };
      });
    });
    expect(target).toEqual({ name: "PHOTO_SIZE", isInView: true });
  });
});
