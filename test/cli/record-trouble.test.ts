import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStudio } from "./record-run";
import type { Ran } from "./run";
import { MANAGER } from "./standin-entra";

const studio = openStudio();

/** One line that says what to do, and nothing on the disk. */
function expectNothingWritten({ code, stdout, stderr }: Ran, why: string): void {
  expect(stderr).toBe(`nothing was written: ${why}\n`);
  expect(stdout).toBe("");
  expect(code).toBe(1);
  expect(studio.written()).toEqual([]);
}

describe("record of what goes wrong in a tenant", () => {
  it("keeps a missing permission", async () => {
    studio.world.roles = ["User.Read.All"];
    await studio.record();
    expect(studio.log()).toMatchObject({ photo: "failed:permission", manager: "updated" });
    await studio.expectReplays();
  });

  it("keeps that there is no photo and no manager, and what Graph calls it", async () => {
    Object.assign(studio.world, { photo: undefined, manager: undefined });
    await studio.record();
    expect(studio.log()).toMatchObject({ photo: "none", manager: "none" });
    expect(studio.bodyOf(/\/photo\/\$value/)).toMatchObject({ error: { code: "ImageNotFound" } });
    await studio.expectReplays();
  });

  it("keeps objects with nulls", async () => {
    studio.world.limited = true;
    await studio.record();
    expect(studio.log()).toMatchObject({ profile: "failed:limited", manager: "failed:limited" });
    await studio.expectReplays();
  });

  it("keeps that a part is throttled, and for how long", async () => {
    studio.world.override = ({ path }, response) =>
      path.includes("/manager") &&
      Boolean(response.writeHead(429, { "retry-after": "17" }).end("Quackenbush"));
    await studio.record();
    expect(studio.log()).toMatchObject({ manager: "failed:throttled" });
    expect(studio.answers().find(({ path }) => path.includes("/manager"))?.rawHeaders).toEqual({
      "Retry-After": "17",
    });
    await studio.expectReplays();
  });

  it("keeps a link to another host as one to nowhere", async () => {
    studio.world.override = ({ path }, response) =>
      path.includes("/directReports") &&
      Boolean(
        response.end(JSON.stringify({ value: [], "@odata.nextLink": "https://tailspintoys.com/wquack" })),
      );
    await studio.record();
    expect(studio.log()).toMatchObject({ directReports: "failed:invalid" });
    await studio.expectReplays();
  });
});

describe("record writes nothing", () => {
  it.each([
    ["a page instead of JSON", "<html>Quackenbush</html>"],
    ["JSON that breaks off", '{"id":"Quackenbush'],
    ["bytes that are no text", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])("for %s", async (_, body) => {
    studio.world.override = ({ path }, response) => path.includes("/manager") && Boolean(response.end(body));
    expectNothingWritten(await studio.record(), "an answer (200) is neither JSON nor a picture");
  });

  it("where Entra refuses, and says what to change", async () => {
    const why = "Entra gave no token (AADSTS7000215): run doctor";
    expectNothingWritten(await studio.record({ AZURE_CLIENT_SECRET: "wrong" }), why);
  });

  it("where a host does not answer", async () => {
    studio.world.override = ({ host }, response) => host.startsWith("graph.") && Boolean(response.destroy());
    expectNothingWritten(await studio.record(), "graph.microsoft.com did not answer: run doctor");
  });

  it("where the tenant does not know the user", async () => {
    studio.world.user = { id: MANAGER };
    expectNothingWritten(
      await studio.record(),
      "no such user in the tenant of AZURE_TENANT_ID: check --user",
    );
  });

  it("where settings are missing", async () => {
    expectNothingWritten(await studio.record({ AZURE_TENANT_ID: "" }), "set AZURE_TENANT_ID and run doctor");
  });

  it("where there is nothing to ask", async () => {
    const off = {
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      USER_PHOTOS: "off",
    };
    expectNothingWritten(await studio.record(off), "no part that is on asks Graph: switch one on");
  });

  it("where there can be no folder", async () => {
    mkdirSync(join(studio.folder, "test"), { recursive: true });
    writeFileSync(studio.fixtures, "");
    expectNothingWritten(await studio.record(), "make test/fixtures a folder that you may write to");
  });
});
