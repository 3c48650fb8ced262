import { timelineOf } from "../../src/cli/replay/page/timeline";

const request = (startMs: number, ms: number) => ({
  method: "GET",
  host: "graph.microsoft.com",
  path: "/",
  startMs,
  ms,
  status: 200,
  body: undefined,
  bytes: 0,
});

describe("timelineOf", () => {
  it("shows the time budget if it is at most four times as long as the login", () => {
    expect(timelineOf([request(0, 900)], 1000, 950)).toEqual({ hasBudget: true, maxMs: 1000 });
  });

  it("shows the requests in more detail if the time budget is longer", () => {
    expect(timelineOf([request(10, 50)], 3000, 70)).toEqual({ hasBudget: false, maxMs: 70 });
  });

  it("shows all of a login that takes longer than its time budget", () => {
    expect(timelineOf([request(0, 1000)], 1000, 1200)).toEqual({ hasBudget: true, maxMs: 1200 });
  });

  it("is at least 1 ms long", () => {
    expect(timelineOf([], 3000, 0)).toEqual({ hasBudget: false, maxMs: 1 });
  });
});
