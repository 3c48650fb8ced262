import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setUpHarness } from "./record-harness";
import type { Ran } from "./run";
import { MANAGER } from "./standin-entra";

const harness = setUpHarness();

/** Asserts one line with a remedy, and that no file was written. */
function expectNothingWritten({ code, stdout, stderr }: Ran, why: string): void {
  expect(stderr).toBe(`nothing was written: ${why}\n`);
  expect(stdout).toBe("");
  expect(code).toBe(1);
  expect(harness.written()).toEqual([]);
}

describe("record in a tenant with failures", () => {
  it("records a missing permission", async () => {
    harness.world.roles = ["User.Read.All"];
    await harness.record();
    expect(harness.log()).toMatchObject({ photo: "failed:permission", manager: "updated" });
    await harness.expectReplays();
  });

  it("records a missing photo and a missing manager with Graph's error codes", async () => {
    Object.assign(harness.world, { photo: undefined, manager: undefined });
    await harness.record();
    expect(harness.log()).toMatchObject({ photo: "none", manager: "none" });
    expect(harness.bodyOf(/\/photo\/\$value/)).toMatchObject({ error: { code: "ImageNotFound" } });
    await harness.expectReplays();
  });

  it("records objects whose properties are null", async () => {
    harness.world.limited = true;
    await harness.record();
    expect(harness.log()).toMatchObject({ profile: "failed:limited", manager: "failed:limited" });
    await harness.expectReplays();
  });

  it("records a throttled part with its Retry-After", async () => {
    harness.world.override = ({ path }, response) =>
      path.includes("/manager") &&
      Boolean(response.writeHead(429, { "retry-after": "17" }).end("Quackenbush"));
    await harness.record();
    expect(harness.log()).toMatchObject({ manager: "failed:throttled" });
    expect(harness.responses().find(({ path }) => path.includes("/manager"))?.rawHeaders).toEqual({
      "Retry-After": "17",
    });
    await harness.expectReplays();
  });

  it("records a next link to another host as a link to a host that does not exist", async () => {
    harness.world.override = ({ path }, response) =>
      path.includes("/directReports") &&
      Boolean(
        response.end(JSON.stringify({ value: [], "@odata.nextLink": "https://tailspintoys.com/wquack" })),
      );
    await harness.record();
    expect(harness.log()).toMatchObject({ directReports: "failed:invalid" });
    await harness.expectReplays();
  });
});

describe("record writes nothing", () => {
  it.each([
    ["an HTML page", "<html>Quackenbush</html>"],
    ["incomplete JSON", '{"id":"Quackenbush'],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])("writes nothing if a response is %s", async (_, body) => {
    harness.world.override = ({ path }, response) => path.includes("/manager") && Boolean(response.end(body));
    expectNothingWritten(await harness.record(), "a response (200) is neither JSON nor a picture");
  });

  it("writes nothing and prints the AADSTS code if Entra refuses the token", async () => {
    const why = "Entra did not issue a token (AADSTS7000215): run doctor";
    expectNothingWritten(await harness.record({ AZURE_CLIENT_SECRET: "wrong" }), why);
  });

  it("writes nothing and names the host if it does not respond", async () => {
    harness.world.override = ({ host }, response) => host.startsWith("graph.") && Boolean(response.destroy());
    expectNothingWritten(await harness.record(), "graph.microsoft.com did not respond: run doctor");
  });

  it("writes nothing if the user does not exist in the tenant", async () => {
    harness.world.user = { id: MANAGER };
    expectNothingWritten(
      await harness.record(),
      "the user does not exist in the tenant of AZURE_TENANT_ID: check --user",
    );
  });

  it("writes nothing and names the settings that are missing", async () => {
    expectNothingWritten(await harness.record({ AZURE_TENANT_ID: "" }), "set AZURE_TENANT_ID and run doctor");
  });

  it("writes nothing if every part is off", async () => {
    const off = {
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      USER_PHOTOS: "off",
    };
    expectNothingWritten(await harness.record(off), "no enabled part sends a request to Graph: enable one");
  });

  it("writes nothing if the fixtures folder is not a folder", async () => {
    mkdirSync(join(harness.folder, "test"), { recursive: true });
    writeFileSync(harness.fixtures, "");
    expectNothingWritten(await harness.record(), "make test/fixtures a writable folder");
  });
});
