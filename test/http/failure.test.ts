import { Failure, failureIn, failureOfStatus, parseRetryAfter } from "../../src/http/failure";

const NOW = Date.parse("2026-11-22T02:48:00Z");
const reasonOf = (status: number, headers = {}) => failureOfStatus(status, headers)?.reason;

describe("failureOfStatus", () => {
  it.each([
    [undefined, 200],
    [undefined, 204],
    [undefined, 304],
    [undefined, 404],
    ["invalid", 400],
    ["credentials", 401],
    ["permission", 403],
    ["invalid", 409],
    ["throttled", 429],
    ["unavailable", 500],
    ["unavailable", 502],
    ["unavailable", 503],
    ["unavailable", 504],
  ])("returns %s for status %d", (reason, status) => {
    expect(reasonOf(status)).toBe(reason);
  });

  it("returns throttled for 503 only if Retry-After is valid", () => {
    expect(reasonOf(503, { "retry-after": "5" })).toBe("throttled");
    expect(reasonOf(503, { "retry-after": "soon" })).toBe("unavailable");
  });
});

describe("parseRetryAfter", () => {
  it.each([
    [13_000, "13"],
    [13_700, "13.7"],
    [0, "0"],
    [5000, " 5 "],
    [99_999_999_000, "99999999"],
    [30_000, "Sun, 22 Nov 2026 02:48:30 GMT"],
    [0, "Sun, 22 Nov 2026 02:47:00 GMT"],
    [undefined, "soon"],
    [undefined, "-5"],
    [undefined, ""],
    [undefined, undefined],
  ])("returns %j for %j", (ms, header) => {
    expect(parseRetryAfter(header, NOW)).toBe(ms);
  });
});

describe("failureIn", () => {
  it("finds a failure in nested causes", () => {
    const failure = new Failure("timeout");
    expect(failureIn(new Error("a", { cause: new Error("b", { cause: failure }) }))).toBe(failure);
  });

  it("returns undefined if there is no failure, also for a circular cause", () => {
    const circular = new Error("a");
    circular.cause = circular;
    expect([new Error("a"), "text", null, circular].map(failureIn)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
