import { createProgress } from "../../src/cli/sync/progress";
import type { CommandContext } from "../../src/cli/shared/context";

/** Goes to the beginning of the line and clears it. */
const REPLACE = "\r\u001b[K";

function setUp(terminal: { readonly isTerminal: boolean; readonly columns?: number }) {
  const written: string[] = [];
  let now = 0;
  const stderr = { ...terminal, write: (text: string) => written.push(text) };
  const clock = { now: () => now, pause: async () => Promise.resolve() };
  const progress = createProgress({ stderr, clock } as unknown as CommandContext);
  const pass = (ms: number) => {
    now += ms;
  };
  return { progress, pass, written, text: () => written.join("") };
}

describe("the progress of sync", () => {
  it("is one line per stage on a terminal, which is replaced, with the rate and the time left", () => {
    const { progress, pass, text } = setUp({ isTerminal: true, columns: 60 });
    progress.stage("Directory");
    pass(1000);
    progress.advance(500);
    pass(1000);
    progress.advance(500);
    progress.stage("Users", 300);
    pass(2000);
    progress.advance(100);
    progress.end();
    const lines = text()
      .split("\n")
      .map((line) => line.split(REPLACE));
    expect(lines).toEqual([
      ["", "Directory", "Directory: 500, 500/s", "Directory: 1000, 500/s", "Directory: 1000, 500/s"],
      ["", "Users: 100 of 300, 50/s, 4 s left", "Users: 100 of 300, 50/s, 4 s left"],
      [""],
    ]);
  });

  it("is written at most ten times a second on a terminal", () => {
    const { progress, pass, written } = setUp({ isTerminal: true });
    progress.stage("Users", 10_000);
    for (let step = 0; step < 1000; step++) {
      pass(1);
      progress.advance(1);
    }
    expect(written.length).toBeLessThanOrEqual(11);
    expect(written.length).toBeGreaterThanOrEqual(10);
  });

  it("never fills the line of a terminal, because it could then not be replaced", () => {
    for (const columns of [10, 40, undefined]) {
      const { progress, pass, written } = setUp({ isTerminal: true, ...(columns && { columns }) });
      progress.stage(
        "A stage with a very long name that does not fit into the line of any terminal at all",
        9,
      );
      pass(1000);
      progress.advance(1);
      progress.end();
      for (const text of written) expect(text.replace(REPLACE, "").length).toBeLessThan(columns ?? 80);
    }
  });

  it("is a line at most every 30 seconds elsewhere, also if a stage ends", () => {
    const { progress, pass, written } = setUp({ isTerminal: false });
    progress.stage("Users in Auth0");
    progress.stage("Directory");
    for (let second = 0; second < 100; second++) {
      pass(1000);
      progress.advance(999);
    }
    progress.stage("Users", 10);
    progress.end();
    expect(written).toEqual([
      "Users in Auth0\n",
      "Directory: 29970, 999/s\n",
      "Directory: 59940, 999/s\n",
      "Directory: 89910, 999/s\n",
    ]);
  });

  it("says minutes and hours if much is left, and nothing at the end", () => {
    const { progress, pass, written } = setUp({ isTerminal: false });
    progress.stage("Users", 100);
    for (const [ms, count] of [
      [60_000, 1],
      [60_000, 49],
      [60_000, 50],
    ] as const) {
      pass(ms);
      progress.advance(count);
    }
    expect(written.slice(1)).toEqual([
      "Users: 1 of 100, 0/s, 2 h left\n",
      "Users: 50 of 100, 0/s, 2 min left\n",
      "Users: 100 of 100, 1/s\n",
    ]);
  });

  it("shows nothing before the first stage", () => {
    const { progress, text } = setUp({ isTerminal: true });
    progress.advance(1);
    progress.end();
    expect(text()).toBe("");
  });

  it("is not confused by a clock that is set back", () => {
    const { progress, pass, written } = setUp({ isTerminal: true });
    progress.stage("Users", 2);
    pass(-3_600_000);
    progress.advance(1);
    progress.end();
    expect(written.at(-2)).not.toMatch(/NaN|Infinity|-\d/);
  });
});
