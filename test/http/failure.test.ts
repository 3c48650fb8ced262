import { Failure, failureIn, failureOfStatus, parseRetryAfter } from "../../src/http/failure";

const NOW = Date.parse("2026-11-22T02:48:00Z");
const reasonOf = (status: number, headers = {}) => failureOfStatus(status, headers)?.reason;

describe("what a status stands for", () => {
  it.each([
    [200, undefined],
    [204, undefined],
    [304, undefined],
    [404, undefined],
    [400, "invalid"],
    [401, "credentials"],
    [403, "permission"],
    [409, "invalid"],
    [429, "throttled"],
    [500, "unavailable"],
    [502, "unavailable"],
    [503, "unavailable"],
    [504, "unavailable"],
  ])("is, for %d, %s", (status, reason) => {
    expect(reasonOf(status)).toBe(reason);
  });

  it("is throttling for 503 with Retry-After", () => {
    expect(reasonOf(503, { "retry-after": "5" })).toBe("throttled");
    expect(reasonOf(503, { "retry-after": "soon" })).toBe("unavailable");
  });
});

describe("Retry-After", () => {
  it.each([
    ["13", 13_000],
    ["13.7", 13_700],
    ["0", 0],
    [" 5 ", 5000],
    ["99999999", 99_999_999_000],
    ["Sun, 22 Nov 2026 02:48:30 GMT", 30_000],
    ["Sun, 22 Nov 2026 02:47:00 GMT", 0],
    ["soon", undefined],
    ["-5", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("says of %j %j milliseconds", (header, ms) => {
    expect(parseRetryAfter(header, NOW)).toBe(ms);
  });
});

describe("the failure in an error", () => {
  it("is found however often it was wrapped", () => {
    const failure = new Failure("timeout");
    expect(failureIn(new Error("a", { cause: new Error("b", { cause: failure }) }))).toBe(failure);
  });

  it("is none in what is no failure", () => {
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
