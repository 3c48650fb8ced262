import { setUpRecord } from "../support/cli/record";
import { runCli } from "../support/cli/run";
import { SETTINGS, USER } from "../support/cli/tenant";

const recorder = setUpRecord();

async function recordAt(columns: number): Promise<string> {
  const { folder, standIn } = recorder;
  const args = ["record", "--user", USER, "--scenario", "mine"];
  const { code, stdout, stderr } = await runCli(args, { env: SETTINGS, folder, standIn, columns });
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

/** Lines below a title. */
function linesOf(output: string, title: RegExp): string[] {
  const [, block = ""] = new RegExp(`^${title.source}\\n((?: {2}.*\\n)+)`, "m").exec(output) ?? [];
  return block.split("\n").filter(Boolean);
}

describe("the output of record", () => {
  it("has one line for each request at 80 columns, with time, duration, status, method and URL", async () => {
    const rows = linesOf(await recordAt(80), /Requests/);
    expect(rows).toHaveLength(recorder.responses().length);
    for (const row of rows) {
      expect(row).toMatch(/^ {2} *\+\d+ {2} *\d+ ms {2}200 {2}(?:GET |POST) {2}[a-z]+\.[a-z]+\.com\//);
      expect(row.length).toBeLessThanOrEqual(80);
    }
  });

  it("has the log line with its size, in lines of at most 80 characters", async () => {
    const lines = linesOf(await recordAt(80), /Log line \(\d+ of 256 bytes\)/);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const { ms, ...line } = JSON.parse(lines.map((text) => text.trim()).join("")) as Record<string, unknown>;
    expect(line).toEqual(recorder.logLine());
    expect(ms).toEqual(expect.any(Number));
  });

  it("has the requests in the form of npm start", async () => {
    const recorded = linesOf(await recordAt(80), /Requests/);
    const args = ["replay", "--scenario", "mine"];
    const { stdout } = await runCli(args, { folder: recorder.folder, columns: 80 });
    const withoutTime = (row: string) => row.replace(/^ *\+\d+ +\d+ ms/, "");
    expect(recorded.map(withoutTime)).toEqual(linesOf(stdout, /Requests/).map(withoutTime));
  });
});
