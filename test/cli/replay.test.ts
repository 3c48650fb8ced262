import { runCli } from "../support/cli/run";

const names = (text: string) => text.split("\n").map((line) => line.trim().split(/\s+/)[0]);

describe("npm start", () => {
  it("shows requests, parts, what is written and the log line of the first login", async () => {
    const { code, stdout, stderr } = await runCli(["replay"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/Requests\n[^]*200 {2}POST[^]*login\.microsoftonline\.com[^]*\$select=/);
    expect(stdout).toMatch(/Parts\n {2}profile +updated\n {2}photo +updated/);
    expect(stdout).toMatch(/Written to app_metadata\n {2}thumbnailPhoto +"data:image\/jpeg;base64/);
    expect(stdout).toMatch(/Log line \(\d+ of 256 bytes\)\n {2}\{"entra":"updated"/);
    expect(stdout).toContain("✓ as expected");
  });

  it("prints plain text where there is no terminal", async () => {
    const { stdout } = await runCli(["replay", "--all"]);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toMatch(/\d+ passed, 0 failed\n$/);
  });

  it("lists its scenarios, and plays one by its name", async () => {
    const { stdout } = await runCli(["replay", "--list"]);
    expect(names(stdout)).toEqual(
      expect.arrayContaining(["first-login-v2", "graph-silent", "not-an-entra-user"]),
    );
    const fresh = await runCli(["replay", "--scenario", "fresh"]);
    expect(fresh.stdout).toMatch(/No request\n\nNothing written\n\nNothing logged/);
  });

  it("prints one JSON document, for all of them an array", async () => {
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

  it("says in one line which scenarios there are where the name is wrong, and exits with 2", async () => {
    const { code, stdout, stderr } = await runCli(["replay", "--scenario", "nope"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^No scenario "nope"\. Choose one of: .*first-login-v2.*\n$/);
  });

  it("exits with 2 for an option that there is not", async () => {
    expect((await runCli(["replay", "--nope"])).code).toBe(2);
  });
});
