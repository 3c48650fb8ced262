import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostProcess } from "../../../src/cli/shared/context";
import type { Summary } from "../../../src/sync/summary";
import { createTestClock, runCli } from "../../support/cli/run";
import { PHOTOS, SETTINGS, accountOf, onRequest, setUpSync, userIdOf } from "../../support/cli/sync";
import { dismissManagers } from "../../support/cli/sync-faults";
import { PAGE, type RanWithPage, runWithPage } from "../../support/cli/sync-page";

/** User IDs, object IDs, names and domains of addresses of the company. */
const PERSONAL = /user-\d|waad\||00000000-0000-4000|Person \d|contoso\.example|person\.\d/i;
const EVIL_ID = "<img src=x onerror=alert(1)>|a";

describe("sync --html", () => {
  const setup = setUpSync();
  const path = () => join(setup.folder, PAGE);
  const summaryIn = ({ stdout }: RanWithPage) => JSON.parse(stdout) as Summary;

  /** Saves of user 1 fail. Graph does not know user 2. User 3 has no object ID. */
  const breakThree = () => {
    setup.backend.override = onRequest("userWrite", (_, { subject }) =>
      subject === userIdOf(1) ? { status: 400 } : undefined,
    );
    const { users } = setup.auth0;
    users?.set(userIdOf(2), { ...users.get(userIdOf(2)), oid: "00000000-0000-4000-9000-000000000000" });
    users?.set(userIdOf(3), { ...users.get(userIdOf(3)), oid: undefined, upn: undefined });
  };

  it("writes a page with the counts of the summary, which alone is on standard output", async () => {
    const ran = await runWithPage(setup);
    const { text, html, stderr, code } = ran;
    expect(summaryIn(ran)).toMatchObject({ sync: "updated", updated: 8 });
    expect(stderr).toContain(`✓ Page written: ${PAGE}`);
    expect(code).toBe(0);
    expect(html).toMatch(/^<!doctype html>/);
    expect(text).toContain("Directory sync updated All changes are saved.");
    expect(text).toContain("Users 8 Updated 8 Unchanged 0 Removed 0 Removals held back 0 Skipped 0 Failed 0");
    expect(text).toContain("Not found in the directory 0");
    expect(text).toContain("Dry run no Users all Connections all Entra connections Parts all that are on");
    expect(text).toMatch(/Started \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC Duration 0 ms/);
    expect(text).toContain("Profile 8 of 8 users Updated 8");
    expect(text).toContain("Manager 8 of 8 users Updated 7 No value 1");
    expect(text).toMatch(/Users in Auth0 0 ms Directory 0 ms Users 0 ms/);
    expect(text).not.toMatch(/What to do|Failures|Skipped users|Lines of the report/);
  });

  it("changes nothing in the summary", async () => {
    breakThree();
    const clock = { now: () => Date.parse("2026-11-25T00:00:00Z"), pause: async () => Promise.resolve() };
    const env = { ...SETTINGS, TMPDIR: setup.folder };
    const { folder, standIn } = setup;
    const without = await runCli(["sync", "--dry-run"], { env, folder, standIn, clock });
    const ran = await runWithPage(setup, ["--dry-run"], { clock });
    expect(ran.stdout).toBe(without.stdout);
    expect(ran.code).toBe(without.code);
  });

  it("shows each failure with its own hint, and why users were skipped", async () => {
    setup.backend.overridePart = ({ request }) =>
      request.path.includes("00000004/photo")
        ? { status: 403, headers: { "content-type": "application/json" }, body: '{"error":{"code":"x"}}' }
        : undefined;
    breakThree();
    const ran = await runWithPage(setup, [], { env: PHOTOS });
    const { text, code } = ran;
    expect(summaryIn(ran).failed).toEqual({ "photo:permission": 1, "save:invalid": 1 });
    expect(code).toBe(2);
    expect(text).toMatch(/Some users failed\. .*What to do about the failures .*Users 8/);
    expect(text).toContain(
      "Photo 1 The app lacks a permission. Grant ProfilePhoto.Read.All (application) and admin consent.",
    );
    expect(text).toMatch(
      /Saving in Auth0 1 The request was refused[^.]*\. Check the logs of the Auth0 tenant: it refused a request\./,
    );
    expect(text).toMatch(/Skipped users .* The object ID is not known 1 Map oid on the connection/);
    expect(text).toContain("Not found in the directory 1");
    expect(text).toContain("The directory does not contain 1 user. Nothing is removed.");
    expect(text).toContain("Failed: not read, or not saved.");
    expect(text).toContain("Profile 7 of 8 users Updated 5 Failed 1 Not found in the directory 1");
  });

  it("shows no stage that ends after the run, even if the page is written later", async () => {
    const clock = createTestClock();
    let lateMs = 0;
    const late = { now: () => clock.now() + lateMs, pause: async (ms: number) => clock.pause(ms) };
    const process: HostProcess = {
      id: 1234,
      isRunning: () => false,
      onStopRequest: () => () => {
        lateMs = 3_600_000;
      },
    };
    const { text } = await runWithPage(setup, [], { clock: late, process });
    expect(text).toMatch(/Duration 0 ms .*Users in Auth0 0 ms Directory 0 ms Users 0 ms/);
  });

  it("shows removals that were held back by part, with their hint first", async () => {
    setup.employ(24);
    await runWithPage(setup);
    dismissManagers(setup, 5);
    const { text, code } = await runWithPage(setup, ["--dry-run"]);
    expect(code).toBe(3);
    expect(text).toContain("dry run Removals were held back. Nothing was written.");
    expect(text).toMatch(/What to do about the removals .*--max-removals\. .*Users 24/);
    expect(text).toContain("Removals held back 25");
    expect(text).toContain("Part Count Limit Users with it Manager 19 10 23 Direct reports 6 10 8");
    expect(text).toMatch(/Manager 24 of 24 users .*Removal held back 19/);
    expect(text).not.toMatch(PERSONAL);
  });

  it("shows removals with the duration of their stage", async () => {
    await runWithPage(setup);
    dismissManagers(setup, 7);
    const { text, code } = await runWithPage(setup);
    expect(code).toBe(0);
    expect(text).toContain("Updated 0 Unchanged 6 Removed 2 Removals held back 0");
    expect(text).toContain("Manager 8 of 8 users Removed 1 Unchanged 6 No value 1");
    expect(text).toMatch(/Directory 0 ms Users 0 ms Removals 0 ms/);
  });

  it("contains no personal data without --report, also of users who failed", async () => {
    breakThree();
    const { html } = await runWithPage(setup);
    expect(html).not.toMatch(PERSONAL);
    expect(html).not.toMatch(/secret-value|standin-token/);
    const one = await runWithPage(setup, ["--user", userIdOf(4), "--parts", "profile,manager"]);
    expect(one.html).not.toMatch(PERSONAL);
    expect(one.text).toContain("Users one user Connections all Entra connections Parts Profile, Manager");
  });

  it("contains the lines of the report with --report, those of failed users first", async () => {
    breakThree();
    const { text } = await runWithPage(setup, ["--report", "report.ndjson"]);
    expect(text).toMatch(/User IDs are personal data.*waad\|user-1 failed:save:invalid profile updated/);
    expect(text.indexOf("waad|user-1 ")).toBeLessThan(text.indexOf("waad|user-0 "));
    expect(text).toContain("waad|user-3 skipped:no_oid");
    expect(text).not.toMatch(/Person \d|contoso\.example|00000000-0000-4000/);
  });

  it("says that the report has no lines if every user is unchanged", async () => {
    await runWithPage(setup);
    const { text } = await runWithPage(setup, ["--report", "report.ndjson"]);
    expect(text).toContain("The report has no lines: every user is unchanged.");
  });

  it("escapes user IDs", async () => {
    const account = accountOf({ ...setup.company.people[0]?.properties } as never, 0);
    setup.auth0.users?.set(EVIL_ID, { ...account, user_id: EVIL_ID });
    const { html, text } = await runWithPage(setup, ["--report", "report.ndjson"]);
    expect(text).toContain(EVIL_ID);
    expect(html).not.toContain("<img");
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/ style=|<script/);
  });

  it("is written for a tenant without users", async () => {
    setup.auth0.users = new Map();
    const { text, html, code } = await runWithPage(setup);
    expect(code).toBe(0);
    expect(text).toContain("There was nothing to write.");
    expect(text).toContain("No part was read for any user.");
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("is written if Auth0 refuses the credentials, and keeps the exit code", async () => {
    const env = { SYNC_AUTH0_CLIENT_SECRET: "other" };
    const { text, code } = await runWithPage(setup, [], { env });
    expect(code).toBe(1);
    expect(text).toContain("failed No user could be read.");
    expect(text).toMatch(/The whole run 1 .*SYNC_AUTH0_CLIENT_ID/);
  });

  it("can be read only by its owner", async () => {
    await runWithPage(setup);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });
});

describe("sync --html with a file that cannot be written", () => {
  const setup = setUpSync();
  const path = () => join(setup.folder, PAGE);
  const runWith = async (...args: readonly string[]) => {
    const { folder, standIn } = setup;
    return runCli(["sync", ...args], { env: { ...SETTINGS, TMPDIR: folder }, folder, standIn });
  };

  it("stops before the run if the path is wrong", async () => {
    writeFileSync(join(setup.folder, "file"), "");
    const { code, stdout, stderr } = await runWith("--html", "file/run.html");
    expect(stderr).toMatch(/--html: file\/run\.html cannot be written \((ENOTDIR|EEXIST)\)/);
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(setup.backend.exchanges).toEqual([]);
  });

  it("stops before the run if it is the file of --report, also by a link, and keeps its content", async () => {
    writeFileSync(path(), "earlier");
    symlinkSync(path(), join(setup.folder, "link"));
    for (const report of [PAGE, `./${PAGE}`, "link"]) {
      const { code, stderr } = await runWith("--html", PAGE, "--report", report);
      expect(stderr).toContain("--html and --report must be two files");
      expect(code).toBe(1);
    }
    expect(readFileSync(path(), "utf8")).toBe("earlier");
    rmSync(path());
    expect((await runWith("--html", PAGE, "--report", PAGE)).code).toBe(1);
    expect(existsSync(path())).toBe(false);
    expect(setup.backend.exchanges).toEqual([]);
  });

  it("keeps an earlier page, and creates none, if the run does not begin", async () => {
    setup.auth0.connections = [];
    expect((await runWith("--html", PAGE)).code).toBe(1);
    expect(existsSync(path())).toBe(false);
    writeFileSync(path(), "earlier");
    await runWith("--html", PAGE);
    expect(readFileSync(path(), "utf8")).toBe("earlier");
    rmSync(path());
  });

  it("warns, and keeps the summary and the exit code, if the page cannot be written after the run", async () => {
    setup.backend.override = onRequest("userWrite", (number) => {
      if (number === 1) {
        rmSync(path());
        mkdirSync(path());
      }
      return undefined;
    });
    const { code, stdout, stderr } = await runWith("--html", PAGE);
    expect(JSON.parse(stdout)).toMatchObject({ sync: "updated", updated: 8 });
    expect(stderr).toContain(`! --html: ${PAGE} cannot be written (EISDIR)`);
    expect(code).toBe(0);
  });
});
