import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScenario, scenarioNames } from "../../src/cli/shared/scenario";
import { makeProject, runCli } from "../support/cli/run";
import { sectionOf, textOf } from "../support/html";

const folder = mkdtempSync(join(tmpdir(), "pages-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command with `--html` and reads the page. */
async function pageOf(...args: readonly string[]): Promise<string> {
  const path = join(folder, "page.html");
  const { code, stderr } = await runCli(["replay", ...args, "--html", path]);
  expect([code, stderr]).toEqual([0, ""]);
  return readFileSync(path, "utf8");
}

const order = (text: string, ...parts: readonly string[]) => parts.map((part) => text.indexOf(part));

/** Only Linux has a file that opens and has no room. */
const itOnLinux = existsSync("/dev/full") ? it : it.skip;

describe("npm start -- --html", () => {
  it("shows the person with photo, title, department, manager and direct reports", async () => {
    const page = await pageOf();
    const card = sectionOf(page, "The person, as an application would show them");
    expect(card).toContain('role="img" aria-label="Photo of Adele Vance"');
    for (const text of ["Retail Manager", "Sara Davis", "Finance VP", "2 direct reports", "Alex Wilber"]) {
      expect(textOf(card)).toContain(text);
    }
    const { app_metadata } = readScenario("first-login-v2").expected;
    expect(page.split(String(app_metadata.thumbnailPhoto))).toHaveLength(2);
  });

  it("shows each request with host, status, size, start and duration", async () => {
    const requests = sectionOf(await pageOf(), "Requests");
    expect(
      requests.match(/<use href="#grid"><\/use><rect class="fill\d" x="[\d.]+%" width="[\d.]+%"/g),
    ).toHaveLength(7);
    const row =
      /GET graph\.microsoft\.com \/v1\.0\/users\/87d349ed…\/photos\/64x64\/\$value 200 1\.1 kB \+\d+ ms \d+ ms/;
    expect(textOf(requests)).toMatch(row);
    expect(textOf(requests)).toMatch(/The login took \d+ ms of its time budget of 3,000 ms\./);
  });

  it("shows what changed in app_metadata key by key, and what did not", async () => {
    const page = await pageOf("--scenario", "permission-missing-photo");
    const changes = textOf(sectionOf(page, "Changes to app_metadata"));
    expect(changes).toContain('entra.profile.job_title ~ changed "Retail Manager" "Regional Manager"');
    expect(changes).toMatch(/\d+ unchanged keys Key Value thumbnailPhoto/);
    const gone = textOf(sectionOf(await pageOf("--scenario", "gone"), "Changes to app_metadata"));
    expect(gone).toContain('manager − removed "Sara Davis"');
  });

  it("explains a missing permission: the hint, the part and the photo that is kept", async () => {
    const page = textOf(await pageOf("--scenario", "permission-missing-photo"));
    expect(page).toContain("What to change Grant ProfilePhoto.Read.All (application) and admin consent.");
    expect(page).toContain("photo failed:permission Not read: the app lacks a permission.");
    expect(page).toContain("Reading it needs ProfilePhoto.Read.All.");
    expect(page).toContain("The photo is kept from an earlier login");
    const [hint, card, outcomes] = order(page, "What to change", "The person,", "Outcome of each part");
    expect(hint).toBeGreaterThan(0);
    expect(card).toBeGreaterThan(hint ?? 0);
    expect(outcomes).toBeGreaterThan(card ?? 0);
  });

  it("explains a silent Graph: no response, and the time budget as a line", async () => {
    const page = await pageOf("--scenario", "graph-silent");
    expect(textOf(page)).toContain("Raise TIME_BUDGET_MS if this continues: no response in time.");
    expect(sectionOf(page, "Requests").match(/>no response</g)).toHaveLength(4);
    expect(sectionOf(page, "Requests")).toContain('<line class="limit" x1="100%"');
    expect(textOf(page)).toContain("profile failed:timeout Not read: there was no response in time.");
  });

  it("explains trimming: the size against its limit, and what was left out", async () => {
    const size = textOf(sectionOf(await pageOf("--scenario", "huge-licences"), "Size of the user’s profile"));
    expect(size).toMatch(/Profile after the login: 9,\d\d\d of 10,000 bytes/);
    expect(size).toContain("Left out so that the profile stays within PROFILE_LIMIT_BYTES, 10,000:");
    expect(size).toContain("profile.provisioned_plans profile.assigned_plans profile.assigned_licenses");
  });

  it("explains that data was read but not saved", async () => {
    const page = textOf(await pageOf("--scenario", "management-api-refused"));
    expect(page).toContain("The data was read, but it could not be saved.");
    expect(page).toContain("saved failed:permission Not saved: the app lacks a permission.");
    expect(page).toContain("Nothing is stored for this user.");
  });

  it("shows a login without requests and without a log line", async () => {
    const page = textOf(await pageOf("--scenario", "not-an-entra-user"));
    expect(page).toContain("not Entra This is not a login through Entra, so nothing was done.");
    expect(page).toContain("No request was sent.");
    expect(page).not.toContain("What to change");
  });

  it("shows groups and ID token claims", async () => {
    const page = await pageOf("--scenario", "groups-in-id-token");
    const names = JSON.parse(JSON.stringify(readScenario("groups-in-id-token").expected.idToken)) as object;
    expect(textOf(page)).toMatch(/\d+ groups? /);
    for (const claim of Object.keys(names))
      expect(textOf(sectionOf(page, "ID token claims"))).toContain(claim);
  });

  it("contains all scenarios with an index if --all is given, and is smaller than 300 kB", async () => {
    const page = await pageOf("--all");
    for (const name of scenarioNames()) {
      const [, id = ""] = new RegExp(`<a href="#(s\\d+)">${name}</a>`).exec(page) ?? [];
      expect(page).toContain(`<article id="${id}">`);
    }
    expect(textOf(page)).toContain(`${scenarioNames().length} as expected, 0 not as expected`);
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });

  it("allows its own style sheet and embedded images, and nothing else", async () => {
    const page = await pageOf();
    const [, css = ""] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash("sha256").update(css).digest("base64");
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'"/>`,
    );
    expect(page).not.toMatch(/<script|<link rel="(?!icon)|style="|url\(|@import| on[a-z]+=/);
  });

  it("writes below dist by default, and prints where", async () => {
    const project = makeProject();
    writeScenario(project.path, {});
    try {
      const { stdout } = await runCli(["replay", "--scenario", "own", "--html"], { folder: project.path });
      expect(stdout).toContain(`✓ Page written: ${join("dist", "html", "own.html")}\n`);
      expect(readFileSync(join(project.path, "dist", "html", "own.html"), "utf8")).toContain("</html>");
      const all = await runCli(["replay", "--all", "--html"], { folder: project.path });
      expect(all.stderr).toBe("");
      expect(readFileSync(join(project.path, "dist", "html", "all.html"), "utf8")).toContain(
        "1 recorded login",
      );
    } finally {
      project.remove();
    }
  });

  it("keeps standard output for the JSON document if --json is given", async () => {
    const path = join(folder, "json.html");
    const { stdout, stderr } = await runCli(["replay", "--json", "--html", path]);
    expect(JSON.parse(stdout)).toMatchObject({ name: "first-login-v2" });
    expect(stderr).toBe(`✓ Page written: ${path}\n`);
  });

  it("names a file that cannot be written before it plays anything", async () => {
    const { code, stdout, stderr } = await runCli(["replay", "--html", folder]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(`--html: ${folder} cannot be written (EISDIR)\n`);
    const below = await runCli(["replay", "--html", join("package.json", "page.html")]);
    expect(below.stderr).toMatch(/^--html: .* cannot be written \((?:ENOTDIR|EEXIST)\)\n$/);
  });

  it("leaves no file if the scenario cannot be read", async () => {
    const project = makeProject();
    writeScenario(project.path, {});
    writeFileSync(join(project.path, "test", "fixtures", "own", "answers.json"), "{");
    const { code } = await runCli(["replay", "--scenario", "own", "--html", "page.html"], {
      folder: project.path,
    });
    expect(code).toBe(1);
    expect(existsSync(join(project.path, "page.html"))).toBe(false);
    project.remove();
  });

  itOnLinux("prints the result even if the page cannot be written at the end, and exits with 1", async () => {
    const { code, stdout, stderr } = await runCli(["replay", "--json", "--html", "/dev/full"]);
    expect(JSON.parse(stdout)).toMatchObject({ name: "first-login-v2", pass: true });
    expect(stderr).toBe("! --html: /dev/full cannot be written (ENOSPC)\n");
    expect(code).toBe(1);
  });

  it("refuses --list together with --html", async () => {
    const { code, stderr } = await runCli(["replay", "--list", "--html"]);
    expect([code, stderr]).toEqual([2, "--list has no page: omit --html\n"]);
  });
});

describe("the page of a login with hostile values", () => {
  const HOSTILE = `"'><img src=x onerror=alert(1)>&lt;`;
  const svg = `data:image/svg+xml;base64,${Buffer.from("<svg onload='alert(1)'/>").toString("base64")}`;

  async function hostilePage(stored: object): Promise<string> {
    const project = makeProject();
    writeScenario(project.path, stored);
    await runCli(["replay", "--scenario", "own", "--html", "page.html"], { folder: project.path });
    const page = readFileSync(join(project.path, "page.html"), "utf8");
    project.remove();
    return page;
  }

  it("escapes every value", async () => {
    const person = { id: HOSTILE, displayName: HOSTILE, jobTitle: HOSTILE };
    const page = await hostilePage({
      manager: HOSTILE,
      [HOSTILE]: HOSTILE,
      entra: {
        profile: { name: HOSTILE, job_title: HOSTILE, department: HOSTILE, email: HOSTILE },
        manager: person,
        directReports: [person],
        groups: [person],
        trimmed: [HOSTILE],
      },
    });
    expect(page).not.toContain("<img");
    expect(textOf(page).split("<img src=x onerror=alert(1)>").length).toBeGreaterThan(12);
  });

  it("stays below 300 kB if everything is long", async () => {
    const person = { id: "x", displayName: "N".repeat(256), jobTitle: "T".repeat(128) };
    const keys = Array.from(
      { length: 2000 },
      (_, index) => [`key${index}`, { list: ['"&<'.repeat(100)] }] as const,
    );
    const page = await hostilePage({
      thumbnailPhoto: `data:image/jpeg;base64,${"A".repeat(70_000)}`,
      ...Object.fromEntries(keys),
      entra: {
        profile: { name: "N".repeat(1000) },
        directReports: Array.from({ length: 1000 }, () => person),
        groups: Array.from({ length: 200 }, () => person),
      },
    });
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
    expect(textOf(page)).toMatch(/and 900 more/);
    expect(textOf(page)).toMatch(/and 1,\d\d\d more/);
  });

  it.each([
    ["an SVG image", svg],
    ["a URL", "https://example.com/photo.jpg"],
    ["a photo that breaks out of the attribute", `data:image/png;base64,AAAA"><script>alert(1)</script>`],
    ["a photo that is too large for the page", `data:image/jpeg;base64,${"A".repeat(400_000)}`],
  ])("shows initials in place of %s", async (_, thumbnailPhoto) => {
    const page = await hostilePage({ thumbnailPhoto, entra: { profile: { name: "Adele Vance" } } });
    expect(page).toContain('<span class="initials" aria-hidden="true">AV</span>');
    expect(page).not.toContain("<image");
    expect(page).not.toContain("<script");
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });
});

/** Writes a scenario of a user for whom `stored` is in `app_metadata`, and who does not come from Entra. */
function writeScenario(project: string, stored: object): void {
  const to = join(project, "test", "fixtures", "own");
  const { event, expected } = readScenario("not-an-entra-user");
  mkdirSync(to, { recursive: true });
  const files = {
    scenario: { title: "Own", now: "2026-11-22T02:48:00Z" },
    event: { ...event, user: { ...(event.user as object), app_metadata: stored } },
    answers: [],
    expected: { ...expected, app_metadata: stored },
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(to, `${name}.json`), JSON.stringify(content));
  }
}
