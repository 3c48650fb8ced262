import fc from "fast-check";
import { MAX_LINES, ReportExcerpt } from "../../../src/cli/sync/page/report-excerpt";
import { partRowsOf } from "../../../src/cli/sync/page/part-rows";
import { tilesOf } from "../../../src/cli/sync/page/tiles";
import type { OutcomeKind } from "../../../src/sync/outcomes";
import type { ReportLine, Summary, UserResult } from "../../../src/sync/summary";

const SUMMARY = {
  users: 30,
  updated: 5,
  unchanged: 10,
  removed: 1,
  failed: { "photo:throttled": 3, "save:timeout": 4 },
  not_found: 2,
  skipped: { no_oid: 4, deleted: 1 },
  held_back: { manager: 12, photo: 3 },
} as unknown as Summary;

describe("tilesOf", () => {
  it("has one tile for each count, and marks failures and removals that were held back", () => {
    expect(tilesOf(SUMMARY).map(({ label, value, tone }) => [label, value, tone])).toEqual([
      ["Users", 30, undefined],
      ["Updated", 5, undefined],
      ["Unchanged", 10, undefined],
      ["Removed", 1, undefined],
      ["Removals held back", 15, "warning"],
      ["Skipped", 5, undefined],
      ["Failed", 7, "bad"],
      ["Not found in the directory", 2, undefined],
    ]);
  });

  it("marks nothing if nothing failed", () => {
    const tiles = tilesOf({ ...SUMMARY, failed: {}, held_back: {} });
    expect(tiles.filter(({ tone }) => tone !== undefined)).toEqual([]);
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

  it("shows each count of each part, whatever the outcome is", () => {
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

  it("has the parts in the given order, and others after them", () => {
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
