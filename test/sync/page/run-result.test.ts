import { type RunResult, runResultTone, runResultWords } from "../../../src/cli/sync/page/run-result";
import type { Summary } from "../../../src/sync/summary";
import type { OutcomeKind } from "../../../src/sync/outcomes";

interface Facts {
  readonly summary: Partial<Summary>;
  /** Number of failures, by place. */
  readonly failed?: Readonly<Record<string, number>>;
  readonly isAnyHeldBack?: boolean;
  /** Outcomes of the profile. */
  readonly profile?: readonly OutcomeKind[];
}

function resultWith({ summary, failed = {}, isAnyHeldBack = false, profile = [] }: Facts): RunResult {
  const counts = { users: 601, updated: 0, unchanged: 0, removed: 0, not_found: 0 };
  return {
    summary: { ...counts, ...summary } as Summary,
    failures: Object.entries(failed).map(([what, count]) => ({ what, count, reason: "timeout", hint: "" })),
    heldBack: isAnyHeldBack ? [{ part: "manager", count: 12, limit: 10, owners: 40 }] : [],
    outcomes: new Map([["profile", new Map(profile.map((kind) => [kind, 1]))]]),
  };
}

const FAILED: Facts = { summary: { sync: "partial", unchanged: 589 }, failed: { save: 12 } };
const UPDATED = { sync: "partial", updated: 500 } as const;

describe("runResultWords", () => {
  it.each<[string, Facts]>([
    ["All changes are saved.", { summary: { sync: "updated" } }],
    ["There was nothing to save.", { summary: { sync: "unchanged" } }],
    ["12 of 601 users failed.", FAILED],
    ["12 of 601 users failed. The other changes are saved.", { ...FAILED, summary: UPDATED }],
    [
      "12 of 601 users failed. Removals were held back. The other changes are saved.",
      { ...FAILED, summary: UPDATED, isAnyHeldBack: true },
    ],
    ["Removals were held back.", { summary: { sync: "partial", unchanged: 601 }, isAnyHeldBack: true }],
    [
      "40 of 41 users failed. No user could be updated.",
      { summary: { sync: "partial", users: 41 }, failed: { profile: 30, save: 10 } },
    ],
    [
      "41 of 41 users failed. The other changes are saved.",
      { summary: { sync: "failed", users: 41 }, failed: { photo: 41 }, profile: ["updated"] },
    ],
    ["No user could be read.", { summary: { sync: "failed", users: 0 }, failed: { run: 1 } }],
    [
      "A failure ended the run before it was done.",
      { summary: { sync: "partial", unchanged: 40 }, failed: { run: 1 } },
    ],
    [
      "2 lines of the export could not be read. The other changes are saved.",
      { summary: UPDATED, failed: { export: 2 } },
    ],
    ["The run was stopped before it was done. The next run continues.", { summary: { sync: "stopped" } }],
  ])("describes a run as %j", (words, facts) => {
    expect(runResultWords(resultWith(facts), false)).toBe(words);
  });

  it.each<[string, Facts]>([
    [
      "Dry run: nothing was written. Without --dry-run, these changes would be saved.",
      { summary: { sync: "updated" } },
    ],
    ["Dry run: there is nothing to save.", { summary: { sync: "unchanged" } }],
    [
      "Dry run: nothing was written. 12 of 601 users failed. Without --dry-run, the other changes would be saved.",
      { ...FAILED, summary: UPDATED },
    ],
    ["The dry run was stopped before it was done.", { summary: { sync: "stopped" } }],
  ])("describes a dry run as %j", (words, facts) => {
    expect(runResultWords(resultWith(facts), true)).toBe(words);
  });
});

describe("runResultTone", () => {
  it("marks a run as a warning if some users failed, and as bad if no user could be updated", () => {
    expect(runResultTone(resultWith(FAILED))).toBe("warning");
    expect(runResultTone(resultWith({ ...FAILED, summary: { sync: "partial" } }))).toBe("bad");
    expect(runResultTone(resultWith({ ...FAILED, summary: { sync: "failed" } }))).toBe("bad");
  });

  it("marks a run as good if nothing failed", () => {
    expect(runResultTone(resultWith({ summary: { sync: "updated" } }))).toBe("good");
    expect(runResultTone(resultWith({ summary: { sync: "unchanged" } }))).toBe("good");
  });

  it("marks a run that was stopped as a warning", () => {
    expect(runResultTone(resultWith({ summary: { sync: "stopped" } }))).toBe("warning");
  });
});
