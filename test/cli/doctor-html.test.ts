import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setUpDoctor } from "../support/cli/doctor";
import { USER } from "../support/cli/tenant";
import { textOf } from "../support/html";

const doctor = setUpDoctor();

async function pageOf(changes: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
  const ran = await doctor.run(changes, ["--html", "doctor.html", ...args]);
  return { ...ran, page: readFileSync(join(doctor.folder, "doctor.html"), "utf8") };
}

/** Only Linux has a file that opens and has no room. */
const itOnLinux = existsSync("/dev/full") ? it : it.skip;

describe("doctor --html", () => {
  it("writes all checks as a page and still prints them", async () => {
    const { code, stdout, page } = await pageOf({}, "--user", USER);
    expect(code).toBe(0);
    expect(stdout).toContain("✓ Page written: doctor.html\n");
    expect(stdout).toMatch(/✓ +token/);
    expect(textOf(page)).toContain("No check failed");
    expect(textOf(page)).toMatch(/token passed issued in \d+ ms with User\.Read\.All/);
    expect(textOf(page)).toMatch(/directReports passed read: 2/);
    expect(page).not.toContain(USER);
  });

  it("shows what to change first, with a link to the check and to the page on which to change it", async () => {
    doctor.tenant.roles = ["User.Read.All"];
    const { code, page } = await pageOf({ PHOTO_SIZE: "1x1" }, "--user", USER);
    expect(code).toBe(1);
    const text = textOf(page);
    expect(text).toMatch(
      /2 checks failed .* What to change PHOTO_SIZE : not valid: .* photo : grant ProfilePhoto\.Read\.All/,
    );
    const [, id = ""] = /<a href="#(check-[\d-]+)">photo<\/a>/.exec(page) ?? [];
    expect(page).toContain(`<tr id="${id}"><th><code>photo</code></th>`);
    const link =
      /<a href="https:\/\/entra\.microsoft\.com\/[^"]+" rel="noreferrer noopener" target="_blank">Open the page on which to change it<\/a>/;
    expect(page.slice(0, page.indexOf("<table"))).toMatch(link);
    expect(page.slice(page.indexOf(`<tr id="${id}">`))).toMatch(link);
  });

  it("contains no secret, and keeps standard output for the JSON document if --json is given", async () => {
    const { stdout, stderr, page } = await pageOf({ AZURE_CLIENT_SECRET: "wrong-client-secret" }, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ doctor: "failed" });
    expect(stderr).toContain("Page written: doctor.html");
    expect(page).not.toContain("client-secret");
  });

  itOnLinux("prints the checks even if the page cannot be written at the end, and exits with 1", async () => {
    const { code, stdout, stderr } = await doctor.run({}, ["--html", "/dev/full"]);
    expect(stdout).toMatch(/✓ +token/);
    expect(stderr).toBe("! --html: /dev/full cannot be written (ENOSPC)\n");
    expect(code).toBe(1);
  });

  it("names a file that cannot be written before any request", async () => {
    const { code, stderr } = await doctor.run({}, ["--html", "."]);
    expect([code, stderr]).toEqual([2, "--html: . cannot be written (EISDIR)\n"]);
    expect(doctor.standIn.requests).toEqual([]);
  });

  it("leaves no file if a check cannot even begin", async () => {
    const { code } = await doctor.run({}, ["--html", "new.html"], { folder: join(doctor.folder, "missing") });
    expect(code).not.toBe(0);
    expect(existsSync(join(doctor.folder, "missing", "new.html"))).toBe(false);
  });
});
