import { runCli } from "../support/cli/run";

const names = (text: string) => text.split("\n").map((line) => line.trim().split(/\s+/)[0]);

describe("npm start", () => {
  it("prints requests, parts, written data and the log line of the first login", async () => {
    const { code, stdout, stderr } = await runCli(["replay"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/Requests\n[^]*200 {2}POST[^]*login\.microsoftonline\.com[^]*\$select=/);
    expect(stdout).toMatch(/Parts\n {2}profile +updated\n {2}photo +updated/);
    expect(stdout).toMatch(/Written to app_metadata\n {2}thumbnailPhoto +"data:image\/jpeg;base64/);
    expect(stdout).toMatch(/Log line \(\d+ of 256 bytes\)\n {2}\{"entra":"updated"/);
    expect(stdout).toContain("✓ as expected");
  });

  it("prints plain text if the output is not a terminal", async () => {
    const { stdout } = await runCli(["replay", "--all"]);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toMatch(/\d+ passed, 0 failed\n$/);
  });

  it("lists the scenarios and runs one of them by name", async () => {
    const { stdout } = await runCli(["replay", "--list"]);
    expect(names(stdout)).toEqual(
      expect.arrayContaining(["first-login-v2", "graph-silent", "not-an-entra-user"]),
    );
    const fresh = await runCli(["replay", "--scenario", "fresh"]);
    expect(fresh.stdout).toMatch(/No request\n\nNothing written\n\nNothing logged/);
  });

  it("prints one JSON document, which is an array with --all", async () => {
    const one = JSON.parse((await runCli(["replay", "--json", "--scenario", "throttled"])).stdout) as Record<
      string,
      unknown
    >;
    expect(one).toMatchObject({
      name: "throttled",
      pass: true,
      outcome: expect.stringContaining("failed:throttled") as string,
    });
    const all = JSON.parse((await runCli(["replay", "--json", "--all"])).stdout) as {
      name: string;
      pass: boolean;
      requests: object[];
    }[];
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter(({ pass }) => !pass)).toEqual([]);
    expect(all.find(({ name }) => name === "first-login-v2")?.requests).toHaveLength(7);
  });

  it("lists the scenarios in one line and exits with 2 if the name is wrong", async () => {
    const { code, stdout, stderr } = await runCli(["replay", "--scenario", "nope"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^No scenario "nope"\. Choose one of: .*first-login-v2.*\n$/);
  });

  it("exits with 2 on an unknown option", async () => {
    expect((await runCli(["replay", "--nope"])).code).toBe(2);
  });
});
