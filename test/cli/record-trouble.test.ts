import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setUpRecord } from "../support/cli/record";
import type { Ran } from "./run";
import { MANAGER } from "../support/cli/tenant";
import { respondTo } from "../support/standin/backend";

const recorder = setUpRecord();

/** One line that says what to do, and nothing on the disk. */
function expectNothingWritten({ code, stdout, stderr }: Ran, why: string): void {
  expect(stderr).toBe(`nothing was written: ${why}\n`);
  expect(stdout).toBe("");
  expect(code).toBe(1);
  expect(recorder.written()).toEqual([]);
}

describe("record of what goes wrong in a tenant", () => {
  it("keeps a missing permission", async () => {
    recorder.tenant.roles = ["User.Read.All"];
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ photo: "failed:permission", manager: "updated" });
    await recorder.expectReplays();
  });

  it("keeps that there is no photo and no manager, and what Graph calls it", async () => {
    Object.assign(recorder.tenant.user, { photo: undefined, manager: undefined });
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ photo: "none", manager: "none" });
    expect(recorder.bodyOf(/\/photo\/\$value/)).toMatchObject({ error: { code: "ImageNotFound" } });
    await recorder.expectReplays();
  });

  it("keeps objects with nulls", async () => {
    recorder.tenant.limited = true;
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ profile: "failed:limited", manager: "failed:limited" });
    await recorder.expectReplays();
  });

  it("keeps that a part is throttled, and for how long", async () => {
    recorder.backend.override = respondTo("manager", {
      status: 429,
      headers: { "retry-after": "17" },
      body: "Quackenbush",
    });
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ manager: "failed:throttled" });
    expect(recorder.responses().find(({ path }) => path.includes("/manager"))?.rawHeaders).toEqual({
      "Retry-After": "17",
    });
    await recorder.expectReplays();
  });

  it("keeps a link to another host as one to nowhere", async () => {
    recorder.backend.override = respondTo("directReports", {
      body: { value: [], "@odata.nextLink": "https://tailspintoys.com/wquack" },
    });
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ directReports: "failed:invalid" });
    await recorder.expectReplays();
  });
});

describe("record writes nothing", () => {
  it.each([
    ["a page instead of JSON", "<html>Quackenbush</html>"],
    ["JSON that breaks off", '{"id":"Quackenbush'],
    ["bytes that are no text", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])("for %s", async (_, body) => {
    recorder.backend.override = respondTo("manager", { body });
    expectNothingWritten(await recorder.run(), "an answer (200) is neither JSON nor a picture");
  });

  it("where Entra refuses, and says what to change", async () => {
    const why = "Entra gave no token (AADSTS7000215): run doctor";
    expectNothingWritten(await recorder.run({ AZURE_CLIENT_SECRET: "wrong" }), why);
  });

  it("where a host does not answer", async () => {
    recorder.backend.override = respondTo("graph", (response) => response.destroy());
    expectNothingWritten(await recorder.run(), "graph.microsoft.com did not answer: run doctor");
  });

  it("where the tenant does not know the user", async () => {
    recorder.tenant.user.properties = { id: MANAGER };
    expectNothingWritten(await recorder.run(), "no such user in the tenant of AZURE_TENANT_ID: check --user");
  });

  it("where settings are missing", async () => {
    expectNothingWritten(await recorder.run({ AZURE_TENANT_ID: "" }), "set AZURE_TENANT_ID and run doctor");
  });

  it("where there is nothing to ask", async () => {
    const off = {
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      USER_PHOTOS: "off",
    };
    expectNothingWritten(await recorder.run(off), "no part that is on asks Graph: switch one on");
  });

  it("where there can be no folder", async () => {
    mkdirSync(join(recorder.folder, "test"), { recursive: true });
    writeFileSync(recorder.fixtures, "");
    expectNothingWritten(await recorder.run(), "make test/fixtures a folder that you may write to");
  });
});
