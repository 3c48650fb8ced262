import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setUpRecord } from "../support/cli/record";
import { respondTo } from "../support/standin/backend";
import type { Ran } from "../support/cli/run";
import { MANAGER } from "../support/cli/tenant";

const recorder = setUpRecord();

/** Asserts one line with a remedy, and that no file was written. */
function expectNothingWritten({ code, stdout, stderr }: Ran, why: string): void {
  expect(stderr).toBe(`nothing was written: ${why}\n`);
  expect(stdout).toBe("");
  expect(code).toBe(1);
  expect(recorder.written()).toEqual([]);
}

describe("record in a tenant with failures", () => {
  it("records a missing permission", async () => {
    recorder.tenant.roles = ["User.Read.All"];
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ photo: "failed:permission", manager: "updated" });
    await recorder.expectReplays();
  });

  it("records a missing photo and a missing manager with Graph's error codes", async () => {
    Object.assign(recorder.tenant.user, { photo: undefined, manager: undefined });
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ photo: "none", manager: "none" });
    expect(recorder.bodyOf(/\/photo\/\$value/)).toMatchObject({ error: { code: "ImageNotFound" } });
    await recorder.expectReplays();
  });

  it("records objects whose properties are null", async () => {
    recorder.tenant.limited = true;
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ profile: "failed:limited", manager: "failed:limited" });
    await recorder.expectReplays();
  });

  it("records a throttled part with its Retry-After", async () => {
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

  it("records a next link to another host as a link to a host that does not exist", async () => {
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
    ["an HTML page", "<html>Quackenbush</html>"],
    ["incomplete JSON", '{"id":"Quackenbush'],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])("writes nothing if a response is %s", async (_, body) => {
    recorder.backend.override = respondTo("manager", { body });
    expectNothingWritten(await recorder.run(), "a response (200) is neither JSON nor a picture");
  });

  it("writes nothing and prints the AADSTS code if Entra refuses the token", async () => {
    const why = "Entra did not issue a token (AADSTS7000215): run doctor";
    expectNothingWritten(await recorder.run({ AZURE_CLIENT_SECRET: "wrong" }), why);
  });

  it("writes nothing and names the host if it does not respond", async () => {
    recorder.backend.override = respondTo("graph", (response) => response.destroy());
    expectNothingWritten(await recorder.run(), "graph.microsoft.com did not respond: run doctor");
  });

  it("writes nothing if the user does not exist in the tenant", async () => {
    recorder.tenant.user.properties = { id: MANAGER };
    expectNothingWritten(
      await recorder.run(),
      "the user does not exist in the tenant of AZURE_TENANT_ID: check --user",
    );
  });

  it("writes nothing and names the settings that are missing", async () => {
    expectNothingWritten(await recorder.run({ AZURE_TENANT_ID: "" }), "set AZURE_TENANT_ID and run doctor");
  });

  it("writes nothing if every part is off", async () => {
    const off = {
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      USER_PHOTOS: "off",
    };
    expectNothingWritten(await recorder.run(off), "no enabled part sends a request to Graph: enable one");
  });

  it("writes nothing if the fixtures folder is not a folder", async () => {
    mkdirSync(join(recorder.folder, "test"), { recursive: true });
    writeFileSync(recorder.fixtures, "");
    expectNothingWritten(await recorder.run(), "make test/fixtures a writable folder");
  });
});
