import { join } from "node:path";
import { checkPage, readPage } from "../support/browser/check-page";
import { describeInBrowser } from "../support/browser/describe";
import { setUpDoctor } from "../support/cli/doctor";
import { USER } from "../support/cli/tenant";

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
