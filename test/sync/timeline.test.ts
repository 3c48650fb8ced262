import fc from "fast-check";
import { type Counter, MAX_INTERVALS, Timeline, type TimelineRecord } from "../../src/sync/timeline";

const START = Date.parse("2026-11-22T02:48:00Z");
const HOUR_MS = 3_600_000;

const event = fc.record({
  /** Milliseconds since the event before. Clocks can be set back. */
  afterMs: fc.oneof(
    { weight: 6, arbitrary: fc.nat(20_000) },
    fc.nat(5 * HOUR_MS),
    fc.integer({ min: -HOUR_MS, max: 0 }),
  ),
  counter: fc.constantFrom<Counter>("graph", "graphThrottled", "reads", "writes", "auth0Throttled"),
  count: fc.nat(30),
  limit: fc.constantFrom(16, 40),
  remaining: fc.nat(40),
});

function createClock() {
  let now = START;
  return { now: () => now, pass: (ms: number) => (now += ms) };
}

function sumOf({ intervals }: TimelineRecord, counter: Counter): number {
  return intervals.reduce((sum, interval) => sum + interval[counter], 0);
}

function lowestOf({ intervals }: TimelineRecord, limit: number): number {
  return Math.min(...intervals.map(({ remaining }) => remaining.get(limit) ?? Infinity));
}

describe("Timeline", () => {
  it("keeps all counts and the lowest rate limits in at most 120 intervals, however long a run is", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300, size: "max" }), (events) => {
        const clock = createClock();
        const timeline = new Timeline(clock);
        const counts: Record<string, number> = {};
        for (const { afterMs, counter, count, limit, remaining } of events) {
          clock.pass(afterMs);
          timeline.count(counter, count);
          timeline.addRateLimit("read", { limit, remaining });
          counts[counter] = (counts[counter] ?? 0) + count;
        }
        const record = timeline.read();
        for (const counter of ["graph", "graphThrottled", "reads", "writes", "auth0Throttled"] as const) {
          expect(sumOf(record, counter)).toBe(counts[counter] ?? 0);
          expect(timeline.totals[counter]).toBe(counts[counter] ?? 0);
        }
        for (const limit of [16, 40]) {
          const all = events.filter((it) => it.limit === limit).map(({ remaining }) => remaining);
          expect(lowestOf(record, limit)).toBe(Math.min(...all));
        }
        const passedMs = events.reduce((sum, { afterMs }) => sum + Math.max(0, afterMs), 0);
        expect(record.intervals.length).toBeLessThanOrEqual(MAX_INTERVALS);
        expect(record.intervals).toHaveLength(Math.floor(passedMs / record.intervalMs) + 1);
      }),
    );
  });

  it("has one interval for a run that takes no time", () => {
    const timeline = new Timeline(createClock());
    timeline.count("reads");
    const { intervals, intervalMs } = timeline.read();
    expect(intervals).toMatchObject([{ graph: 0, reads: 1 }]);
    expect(intervalMs).toBe(1000);
  });

  it("doubles the interval when the run gets longer than 120 of them, and merges pairs", () => {
    const clock = createClock();
    const timeline = new Timeline(clock);
    for (let second = 0; second < MAX_INTERVALS; second++) {
      timeline.count("graph", second);
      clock.pass(1000);
    }
    timeline.count("graph", 1000);
    const { intervals, intervalMs } = timeline.read();
    expect(intervalMs).toBe(2000);
    expect(intervals.map(({ graph }) => graph).slice(0, 3)).toEqual([1, 5, 9]);
    expect(intervals).toHaveLength(MAX_INTERVALS / 2 + 1);
    expect(intervals.at(-1)).toMatchObject({ graph: 1000 });
  });

  it("lists the limits of Auth0 with what they applied to, the most used first, and at most four", () => {
    const timeline = new Timeline(createClock());
    timeline.addRateLimit("read", { limit: 40, remaining: 39 });
    timeline.addRateLimit("write", { limit: 20, remaining: 19 });
    timeline.addRateLimit("write", { limit: 20, remaining: 18 });
    timeline.addRateLimit("read", { limit: 20, remaining: 17 });
    for (const limit of [1, 2, 3, 4]) timeline.addRateLimit("read", { limit, remaining: 1 });
    expect(timeline.read().limits).toEqual([
      { limit: 20, kinds: new Set(["write", "read"]), responses: 3 },
      { limit: 40, kinds: new Set(["read"]), responses: 1 },
      { limit: 1, kinds: new Set(["read"]), responses: 1 },
      { limit: 2, kinds: new Set(["read"]), responses: 1 },
    ]);
    expect(timeline.read().hasOtherLimits).toBe(true);
  });

  it("has no other limits if responses name at most four", () => {
    const timeline = new Timeline(createClock());
    for (const limit of [1, 2, 3, 4, 1]) timeline.addRateLimit("read", { limit, remaining: 1 });
    expect(timeline.read().hasOtherLimits).toBe(false);
  });

  it("records stages one after another, and one for several tenants", () => {
    const clock = createClock();
    const timeline = new Timeline(clock);
    const begin = (name: string, ms: number) => {
      timeline.beginStage(name);
      clock.pass(ms);
    };
    begin("Users in Auth0", 700);
    begin("Directory", 1500);
    begin("Directory", 500);
    begin("Users", -HOUR_MS);
    timeline.count("reads");
    clock.pass(3000);
    expect(timeline.read().stages).toEqual([
      { name: "Users in Auth0", startMs: 0, endMs: 700 },
      { name: "Directory", startMs: 700, endMs: 2700 },
      { name: "Users", startMs: 2700, endMs: 5700 },
    ]);
  });
});
