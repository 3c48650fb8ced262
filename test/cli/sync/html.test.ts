import { statSync } from "node:fs";
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
    expect(text).toContain("Users 8 Updated 8 Unchanged 0 Users with removed values 0 Skipped 0 Failed 0");
    expect(text).toContain("Not found in the directory 0 Removals held back 0 Each user counts once.");
    expect(text).toMatch(/Dry run no Users all .* Parts Profile, Manager, Direct reports Outcomes by part/);
    expect(text).toMatch(/Started \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC Duration 0 ms/);
    expect(text).toContain("Profile 8 of 8 users Updated 8");
    expect(text).toContain("Manager 8 of 8 users Updated 7 No value 1");
    expect(text).toMatch(/Users in Auth0 0 ms Directory 0 ms Users 0 ms/);
    expect(text).not.toMatch(/What to do|Failures|Skipped users|Lines of the report|Failed:/);
    expect(text).not.toContain("Throttled by");
  });

  it("prints the same summary as without a page", async () => {
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
    expect(text).toContain("2 of 8 users failed. The other changes are saved.");
    expect(text).toMatch(/What to do about the most frequent failure Grant .*Users 8/);
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

  it("has a red badge and says that no user could be updated if each user failed or was skipped", async () => {
    setup.auth0.users?.set(userIdOf(3), {
      ...setup.auth0.users.get(userIdOf(3)),
      oid: undefined,
      upn: undefined,
    });
    setup.backend.override = onRequest("entraToken", () => ({
      status: 401,
      body: { error: "invalid_client", error_codes: [7000215], error_description: "AADSTS7000215: x" },
    }));
    const { html, text } = await runWithPage(setup);
    expect(text).toContain("partial 7 of 8 users failed. No user could be updated.");
    expect(html).toContain('<span class="badge bad">partial</span>');
    expect(text).toContain("What to do about the failures");
  });

  it("shows the options that limited the run, and no photos if they are off", async () => {
    const args = ["--max-removals", "5%", "--max-minutes", "90", "--parts", "manager"];
    const { text } = await runWithPage(setup, args, { env: PHOTOS });
    expect(text).toContain("Parts Manager Limit of removals 5 % of the users who have the part");
    expect(text).toContain("Maximum duration 1 h 30 min");
    expect(text).not.toContain("Photos of");
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
    expect(text).toContain("Dry run: nothing was written. Removals were held back.");
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
    expect(text).toContain("Updated 0 Unchanged 6 Users with removed values 2");
    expect(text).toContain("Manager 8 of 8 users Removed 1 Unchanged 6 No value 1");
    expect(text).toMatch(/Directory 0 ms Users 0 ms Removals 0 ms/);
  });

  it("writes no personal data without --report, also of users who failed", async () => {
    breakThree();
    const { html } = await runWithPage(setup);
    expect(html).not.toMatch(PERSONAL);
    expect(html).not.toMatch(/secret-value|standin-token/);
    const one = await runWithPage(setup, ["--user", userIdOf(4), "--parts", "profile,manager"]);
    expect(one.html).not.toMatch(PERSONAL);
    expect(one.text).toContain("Users one user Connections all Entra connections Parts Profile, Manager");
  });

  it("shows the lines of the report with --report, those of failed users first", async () => {
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

  it("escapes user IDs in the lines of the report", async () => {
    const account = accountOf({ ...setup.company.people[0]?.properties } as never, 0);
    setup.auth0.users?.set(EVIL_ID, { ...account, user_id: EVIL_ID });
    const { html, text } = await runWithPage(setup, ["--report", "report.ndjson"]);
    expect(text).toContain(EVIL_ID);
    expect(html).not.toContain("<img");
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/ style=|<script/);
  });

  it("writes a page for a tenant without users", async () => {
    setup.auth0.users = new Map();
    const { text, html, code } = await runWithPage(setup);
    expect(code).toBe(0);
    expect(text).toContain("There was nothing to save.");
    expect(text).toContain("No part was read for any user.");
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("writes a page if Auth0 refuses the credentials, and keeps the exit code", async () => {
    const env = { SYNC_AUTH0_CLIENT_SECRET: "other" };
    const { text, code } = await runWithPage(setup, [], { env });
    expect(code).toBe(1);
    expect(text).toContain("failed No user could be read.");
    expect(text).toMatch(/The whole run 1 .*SYNC_AUTH0_CLIENT_ID/);
  });

  it("writes a file that only its owner can read", async () => {
    await runWithPage(setup);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });
});
