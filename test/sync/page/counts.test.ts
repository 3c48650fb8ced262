import fc from "fast-check";
import { MAX_LINES, ReportExcerpt } from "../../../src/cli/sync/page/report-excerpt";
import { partRowsOf } from "../../../src/cli/sync/page/part-rows";
import { heldBackTileOf, userTilesOf } from "../../../src/cli/sync/page/tiles";
import type { OutcomeKind } from "../../../src/sync/outcomes";
import type { ReportLine, Summary, UserResult } from "../../../src/sync/summary";
import type { FailureCount, SyncResult } from "../../../src/sync/sync";

const SUMMARY = {
  users: 30,
  updated: 5,
  unchanged: 10,
  removed: 1,
  not_found: 2,
  skipped: { no_oid: 4, deleted: 1 },
} as unknown as Summary;

const failureOf = (what: string, count: number): FailureCount => ({
  what,
  count,
  reason: "timeout",
  hint: "",
});

const RESULT: Pick<SyncResult, "summary" | "failures"> = {
  summary: SUMMARY,
  failures: [failureOf("save", 4), failureOf("photo", 3), failureOf("export", 2), failureOf("run", 1)],
};

describe("userTilesOf", () => {
  it("returns one tile for each count of users, and marks failures", () => {
    expect(userTilesOf(RESULT, false)).toEqual([
      { label: "Users", value: 30 },
      { label: "Updated", value: 5 },
      { label: "Unchanged", value: 10 },
      { label: "Users with removed values", value: 1 },
      { label: "Skipped", value: 5 },
      { label: "Failed", value: 7, tone: "bad" },
      { label: "Not found in the directory", value: 2 },
    ]);
  });

  it("adds up to the number of users, because failures of the run and of the export belong to no user", () => {
    const [users, ...others] = userTilesOf(RESULT, false).map(({ value }) => value);
    expect(others.reduce((sum, value) => sum + value, 0)).toBe(users);
  });

  it("says in a dry run what would be done", () => {
    const labels = userTilesOf(RESULT, true).map(({ label }) => label);
    expect(labels.slice(1, 4)).toEqual(["To update", "Unchanged", "With values to remove"]);
  });

  it("marks no tile if no user failed", () => {
    const tiles = userTilesOf({ summary: SUMMARY, failures: [failureOf("run", 1)] }, false);
    expect(tiles.filter(({ tone }) => tone !== undefined)).toEqual([]);
  });
});

describe("heldBackTileOf", () => {
  it("adds up the removals that were held back of all parts, and marks them", () => {
    const heldBack = [
      { part: "manager", count: 12, limit: 10, owners: 30 },
      { part: "photo", count: 3, limit: 10, owners: 30 },
    ];
    expect(heldBackTileOf({ heldBack })).toEqual({ label: "Removals held back", value: 15, tone: "warning" });
    expect(heldBackTileOf({ heldBack: [] })).toEqual({ label: "Removals held back", value: 0 });
  });
});

describe("partRowsOf", () => {
  const kinds: readonly OutcomeKind[] = [
    "updated",
    "unchanged",
    "removed",
    "none",
    "off",
    "fresh",
    "trimmed",
    "failed",
    "held_back",
    "not_found",
  ];
  const outcomes = fc
    .array(fc.tuple(fc.constantFrom("profile", "photo", "custom"), fc.constantFrom(...kinds), fc.nat(50)))
    .map((entries) => {
      const counts = new Map<string, Map<OutcomeKind, number>>();
      for (const [part, kind, count] of entries) {
        counts.set(part, new Map([...(counts.get(part) ?? []), [kind, count]]));
      }
      return counts;
    });

  it("returns each count of each part, whatever the outcome is", () => {
    fc.assert(
      fc.property(outcomes, (counts) => {
        for (const { part, read, counts: shown } of partRowsOf(counts, ["profile", "photo"])) {
          const all = [...(counts.get(part)?.values() ?? [])];
          expect(read).toBe(all.reduce((sum, count) => sum + count, 0));
          expect(shown).toHaveLength(all.filter((count) => count > 0).length);
        }
      }),
    );
  });

  it("returns the parts in the given order, and others after them", () => {
    const one = new Map<OutcomeKind, number>([["updated", 1]]);
    const counts = new Map(["custom", "photo", "profile"].map((part) => [part, one] as const));
    const rows = partRowsOf(counts, ["profile", "photo"]);
    expect(rows.map(({ part }) => part)).toEqual(["profile", "photo", "custom"]);
  });
});

describe("ReportExcerpt", () => {
  type Kind = UserResult["kind"];
  const lineOf = (kind: Kind, index: number) => ({
    kind,
    line: { user_id: `user-${index}`, result: "any" } as ReportLine,
  });

  it("keeps the lines of failed users first, at most 300, and counts the rest", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Kind>("updated", "failed"), { maxLength: 700 }), (kinds) => {
        const excerpt = new ReportExcerpt();
        const added = kinds.map(lineOf);
        for (const { line, kind } of added) excerpt.add(line, { kind });
        const linesOf = (of: Kind) => added.flatMap(({ line, kind }) => (kind === of ? line : []));
        expect(excerpt.lines).toEqual([...linesOf("failed"), ...linesOf("updated")].slice(0, MAX_LINES));
        expect(excerpt.lines.length + excerpt.rest).toBe(kinds.length);
      }),
    );
  });
});
