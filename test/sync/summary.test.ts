import fc from "fast-check";
import type { PartOutcome } from "../../src/app-metadata/plan";
import { Failure, type Reason } from "../../src/http/failure";
import type { Part } from "../../src/parts/part";
import { type ReportLine, Tally, type UserResult } from "../../src/sync/summary";
import { PARTS } from "../support/stored";

const REQUESTS = { graph: 3, graphThrottled: 1, reads: 2, writes: 1, auth0Throttled: 4 };
const NO_OUTCOMES: ReadonlyMap<Part, PartOutcome> = new Map();
const failedWith = (what: string, reason: Reason): UserResult => ({
  kind: "failed",
  what,
  failure: new Failure(reason),
});

function tallyOf(results: readonly (readonly [UserResult, isWritten: boolean])[]) {
  const lines: ReportLine[] = [];
  const tally = new Tally((line) => lines.push(line));
  results.forEach(([result, isWritten], index) => {
    tally.add(`user-${index}`, result, NO_OUTCOMES, isWritten);
  });
  return { tally, lines };
}

function summaryOf(results: readonly (readonly [UserResult, isWritten: boolean])[], isStopped = false) {
  const { tally } = tallyOf(results);
  return tally.summarize(results.length, { isStopped, requests: REQUESTS, ms: 5 });
}

const result: fc.Arbitrary<UserResult> = fc.oneof(
  fc.record({ kind: fc.constantFrom("unchanged", "updated", "removed", "not_found") }),
  fc
    .tuple(fc.constantFrom("photo", "save"), fc.constantFrom<Reason>("throttled", "timeout"))
    .map(([what, reason]) => failedWith(what, reason)),
  fc.record({
    kind: fc.constant("skipped" as const),
    reason: fc.constantFrom("no_oid", "tenant_not_allowed", "deleted"),
  }),
);

describe("Tally", () => {
  it("counts each user once, and reports each who was not unchanged", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(result, fc.boolean())), (results) => {
        const { tally, lines } = tallyOf(results);
        const summary = tally.summarize(results.length, { isStopped: false, requests: REQUESTS, ms: 5 });
        const sum = (counts: Readonly<Record<string, number>>) =>
          Object.values(counts).reduce((total, count) => total + count, 0);
        const { users, unchanged, updated, removed, not_found, failed, skipped } = summary;
        expect(unchanged + updated + removed + not_found + sum(failed) + sum(skipped)).toBe(users);
        expect(lines).toHaveLength(users - unchanged);
        expect(summary).toMatchObject({
          graph: { requests: 3 },
          auth0: { reads: 2, writes: 1, throttled: 4 },
        });
      }),
    );
  });

  const unchanged: readonly [UserResult, boolean] = [{ kind: "unchanged" }, false];
  const updated: readonly [UserResult, boolean] = [{ kind: "updated" }, true];
  const failed: readonly [UserResult, boolean] = [failedWith("photo", "throttled"), false];

  it.each([
    ["unchanged", "nobody was written", [unchanged, [{ kind: "not_found" }, false]]],
    ["unchanged", "there is nobody", []],
    ["updated", "somebody was written", [unchanged, updated]],
    [
      "updated",
      "data of a former identity was removed of a skipped user",
      [[{ kind: "skipped", reason: "no_oid" }, true]],
    ],
    ["partial", "somebody failed", [updated, failed]],
    ["failed", "everybody failed", [failed, failed]],
  ] as const)("is %s if %s", (sync, _, results) => {
    expect(summaryOf(results).sync).toBe(sync);
  });

  it("is stopped if the run was stopped, whatever failed", () => {
    expect(summaryOf([failed], true).sync).toBe("stopped");
    expect(summaryOf([], true).sync).toBe("stopped");
  });

  it("is failed if the run failed before any user was found", () => {
    const { tally } = tallyOf([]);
    tally.fail("run", new Failure("credentials", { service: "auth0" }));
    expect(tally.summarize(0, { isStopped: false, requests: REQUESTS, ms: 5 })).toMatchObject({
      sync: "failed",
      failed: { "run:credentials": 1 },
    });
    expect(tally.isMisconfigured).toBe(true);
  });

  it("is partial with the numbers of removals that were held back", () => {
    const { tally } = tallyOf([unchanged]);
    expect(tally.heldBack).toEqual([]);
    const removals = { part: "manager", count: 12, limit: 10, owners: 40 };
    tally.holdBack(removals);
    expect(tally.heldBack).toEqual([removals]);
    const summary = tally.summarize(1, { isStopped: false, requests: REQUESTS, ms: 5, hint: "check Entra" });
    expect(summary).toMatchObject({ sync: "partial", held_back: { manager: 12 }, hint: "check Entra" });
  });

  it("has no hint without one", () => {
    expect(Object.keys(summaryOf([unchanged]))).toEqual([
      "sync",
      "users",
      "updated",
      "unchanged",
      "removed",
      "failed",
      "not_found",
      "skipped",
      "held_back",
      "graph",
      "auth0",
      "ms",
    ]);
  });

  it("counts failures by part and reason, the most frequent first, each with the first that occurred", () => {
    const { tally } = tallyOf([]);
    const [first, second] = [new Failure("throttled", { status: 429 }), new Failure("throttled")];
    const broken = new Failure("invalid");
    tally.fail("export", broken);
    tally.fail("photo", first, PARTS[1]);
    tally.fail("photo", second, PARTS[1]);
    expect(tally.failures).toEqual([
      { what: "photo", failure: first, part: PARTS[1], count: 2 },
      { what: "export", failure: broken, part: undefined, count: 1 },
    ]);
    expect(tally.failures[0]?.failure).toBe(first);
    expect(tallyOf([]).tally.failures).toEqual([]);
  });

  it("reports the outcomes of the parts as a login logs them", () => {
    const lines: ReportLine[] = [];
    const kinds: UserResult["kind"][] = [];
    const tally = new Tally((line, { kind }) => {
      lines.push(line);
      kinds.push(kind);
    });
    const [profile, photo] = PARTS as [Part, Part];
    const outcomes = new Map<Part, PartOutcome>([
      [profile, { kind: "updated" }],
      [photo, { kind: "failed", failure: new Failure("throttled") }],
    ]);
    tally.add("waad|a", failedWith("photo", "throttled"), outcomes, true);
    tally.add("waad|b", { kind: "skipped", reason: "deleted" }, NO_OUTCOMES, false);
    expect(lines).toEqual([
      { user_id: "waad|a", result: "failed:photo:throttled", profile: "updated", photo: "failed:throttled" },
      { user_id: "waad|b", result: "skipped:deleted" },
    ]);
    expect(kinds).toEqual(["failed", "skipped"]);
  });
});
