import fc from "fast-check";
import type { PartOutcome } from "../../src/app-metadata/plan";
import { Failure, type Reason } from "../../src/http/failure";
import type { Part } from "../../src/parts/part";
import { Tally, type UserResult } from "../../src/sync/summary";
import { PARTS } from "../support/stored";

const [PROFILE, PHOTO] = PARTS as [Part, Part];

const outcome: fc.Arbitrary<PartOutcome> = fc.oneof(
  fc.record({ kind: fc.constantFrom("updated", "unchanged", "removed", "none", "trimmed") }),
  fc.constantFrom<Reason>("throttled", "user_not_found").map((reason) => ({
    kind: "failed" as const,
    failure: new Failure(reason),
  })),
);

const user = fc.record({
  outcomes: fc.array(fc.tuple(fc.constantFrom(...PARTS), outcome)).map((entries) => new Map(entries)),
  heldBack: fc.subarray([PHOTO]),
  isWritten: fc.boolean(),
  isSaveFailed: fc.boolean(),
});

function addTo(tally: Tally, users: readonly (typeof user extends fc.Arbitrary<infer T> ? T : never)[]) {
  for (const { outcomes, heldBack, isWritten, isSaveFailed } of users) {
    const failed: UserResult = { kind: "failed", what: "save", failure: new Failure("timeout") };
    tally.add("id", isSaveFailed ? failed : { kind: "updated" }, outcomes, isWritten, heldBack);
  }
  return tally.outcomes;
}

function countsOf(result: UserResult, outcomes: ReadonlyMap<Part, PartOutcome>, isWritten = false) {
  const tally = new Tally(() => {});
  tally.add("id", result, outcomes, isWritten);
  return Object.fromEntries([...tally.outcomes].map(([name, counts]) => [name, Object.fromEntries(counts)]));
}

describe("outcomes by part", () => {
  it("outcome counts contain each user once for each part that was read or held back", () => {
    fc.assert(
      fc.property(fc.array(user), (users) => {
        const counts = addTo(new Tally(() => {}), users);
        for (const part of PARTS) {
          const sum = [...(counts.get(part.name)?.values() ?? [])].reduce((total, count) => total + count, 0);
          const expected = users.filter((it) => it.outcomes.has(part) || it.heldBack.includes(part));
          expect(sum).toBe(expected.length);
        }
      }),
    );
  });

  it("outcome counts separate users that the directory does not contain from failures", () => {
    const outcomes = new Map<Part, PartOutcome>([
      [PROFILE, { kind: "failed", failure: new Failure("user_not_found") }],
      [PHOTO, { kind: "failed", failure: new Failure("timeout") }],
    ]);
    expect(countsOf({ kind: "not_found" }, outcomes)).toEqual({
      profile: { not_found: 1 },
      photo: { failed: 1 },
    });
  });

  it("outcome counts contain a change that was not saved as failed, and what needed no save as it was read", () => {
    const failed: UserResult = { kind: "failed", what: "save", failure: new Failure("timeout") };
    const outcomes = new Map<Part, PartOutcome>([
      [PROFILE, { kind: "updated" }],
      [PHOTO, { kind: "none" }],
    ]);
    expect(countsOf(failed, outcomes)).toEqual({ profile: { failed: 1 }, photo: { none: 1 } });
    expect(countsOf(failed, outcomes, true)).toEqual({ profile: { updated: 1 }, photo: { none: 1 } });
  });

  it("outcome counts leave out users who were skipped", () => {
    const outcomes = new Map<Part, PartOutcome>([[PROFILE, { kind: "updated" }]]);
    expect(countsOf({ kind: "skipped", reason: "deleted" }, outcomes)).toEqual({});
  });
});
