import fc from "fast-check";
import { describeLimit, limitRows } from "../../../src/cli/sync/page/rate-limits";
import {
  describeRequests,
  describeThrottling,
  formatRate,
  requestColumns,
} from "../../../src/cli/sync/page/requests";
import { clockText, createTimeAxis, positionOf, tickText } from "../../../src/cli/sync/page/time-axis";
import type { Interval, TimelineRecord } from "../../../src/sync/timeline";

const QUIET: Interval = {
  graph: 0,
  graphThrottled: 0,
  reads: 0,
  writes: 0,
  auth0Throttled: 0,
  remaining: new Map(),
};

const RECORD: TimelineRecord = {
  intervalMs: 4000,
  intervals: [
    { ...QUIET, graph: 8, reads: 2, remaining: new Map([[40, 38]]) },
    { ...QUIET, graphThrottled: 1 },
    { ...QUIET, reads: 60, writes: 50, auth0Throttled: 2, remaining: new Map([[40, 11]]) },
    QUIET,
  ],
  limits: [{ limit: 40, kinds: new Set(["write", "read"]), responses: 112 }],
  hasOtherLimits: false,
  stages: [],
};

describe("requestColumns", () => {
  it("returns requests per second, and which intervals have throttled responses", () => {
    expect(requestColumns(RECORD)).toMatchObject([
      { graph: 2, reads: 0.5, writes: 0, total: 2.5, isGraphThrottled: false, isAuth0Throttled: false },
      { total: 0, isGraphThrottled: true, isAuth0Throttled: false },
      { graph: 0, reads: 15, writes: 12.5, total: 27.5, isGraphThrottled: false, isAuth0Throttled: true },
      { total: 0, isGraphThrottled: false, isAuth0Throttled: false },
    ]);
  });
});

describe("describeRequests, describeThrottling and describeLimit", () => {
  it("describes the highest rates and the throttled responses", () => {
    expect(describeRequests(RECORD, requestColumns(RECORD), describeThrottling(RECORD))).toBe(
      "Requests per second over 16 s: at most 2 to Graph, 15 reads and 13 writes in Auth0. " +
        "3 responses had status 429, between 4 s and 12 s after the start.",
    );
    expect(describeThrottling({ ...RECORD, intervals: [QUIET] })).toBe("No response had status 429.");
  });

  it("describes the lowest number of requests left and the reserve", () => {
    const [row] = limitRows(RECORD);
    expect(row).toMatchObject({ kinds: "reads and writes", lowest: 11, reserve: 10 });
    expect(row?.remaining).toEqual([38, undefined, 11, undefined]);
    expect(row && describeLimit(row)).toBe(
      "Rate limit of reads and writes in Auth0: at least 11 of 40 requests were left. 10 are reserved for logins.",
    );
  });

  it("formatRate shows a decimal of low rates only", () => {
    expect([0, 0.04, 0.25, 9.96, 12.5].map(formatRate)).toEqual(["0", "0", "0.3", "10", "13"]);
  });
});

describe("tickText", () => {
  it.each([
    [3000, ["0", "1 s", "2 s", "3 s"]],
    [2 * 3_600_000, ["0", "30 min", "60 min", "90 min", "120 min"]],
    [10 * 3_600_000, ["0", "3 h", "6 h", "9 h"]],
  ])("labels an axis of %d ms in one unit", (endMs, texts) => {
    const axis = createTimeAxis(endMs);
    expect(axis.ticks.map((ms) => tickText(ms, axis))).toEqual(texts);
  });

  it("labels an axis of less than a second with its start", () => {
    const axis = createTimeAxis(500);
    expect(axis.ticks.map((ms) => tickText(ms, axis))).toEqual(["0"]);
  });
});

describe("createTimeAxis", () => {
  it.each([
    [1000, [0, 1000]],
    [4000, [0, 1000, 2000, 3000, 4000]],
    [52_000, [0, 15_000, 30_000, 45_000]],
    [412_000, [0, 120_000, 240_000, 360_000]],
    [36_000_000, [0, 10_800_000, 21_600_000, 32_400_000]],
  ])("labels round times of %i ms", (endMs, ticks) => {
    expect(createTimeAxis(endMs)).toEqual({ endMs, ticks });
  });

  it("labels two to five times on the axis for runs of any length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1_000_000_000_000 }), (endMs) => {
        const axis = createTimeAxis(endMs);
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
        expect(axis.ticks.length).toBeLessThanOrEqual(5);
        expect(axis.ticks.every((ms) => positionOf(ms, axis) <= 100)).toBe(true);
      }),
    );
  });
});

describe("clockText", () => {
  it("formats a time with hours only from one hour on", () => {
    expect([0, 8000, 811_000, 3_600_000, 37_325_000].map(clockText)).toEqual([
      "0:00",
      "0:08",
      "13:31",
      "1:00:00",
      "10:22:05",
    ]);
  });
});
