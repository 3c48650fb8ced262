import fc from "fast-check";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatTime,
  sentence,
  shorten,
} from "../../../src/cli/shared/html/format";

describe("numbers on pages", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1234567, "1,234,567"],
  ])("shows the number %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("uses the singular for 1", () => {
    expect(formatCount(0, "request")).toBe("0 requests");
    expect(formatCount(1, "request")).toBe("1 request");
    expect(formatCount(1200, "person", "people")).toBe("1,200 people");
  });

  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [1114, "1.1 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1 MB"],
    [2_460_000, "2.5 MB"],
  ])("shows %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, "0 ms"],
    [999, "999 ms"],
    [1000, "1 s"],
    [4210, "4.2 s"],
    [59_949, "59.9 s"],
    [59_950, "1 min"],
    [60_000, "1 min"],
    [185_000, "3 min 5 s"],
    [3_600_000, "1 h"],
    [7_440_000, "2 h 4 min"],
  ])("shows %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("never shows sixty seconds or sixty minutes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b(?:60|1,000)(?:\.0)? (?:ms|s|min)/);
      }),
    );
  });

  it("starts a sentence with a capital and ends it with a period", () => {
    expect(sentence("run sync again")).toBe("Run sync again.");
    expect(sentence("AADSTS50034: check it.")).toBe("AADSTS50034: check it.");
  });

  it("shows times in UTC", () => {
    expect(formatTime(Date.UTC(2026, 10, 22, 2, 48, 5, 999))).toBe("2026-11-22 02:48:05 UTC");
  });
});

describe("shorten", () => {
  it("keeps a text that fits and counts the missing characters of others", () => {
    expect(shorten("abc", 3)).toBe("abc");
    expect(shorten("abcdef", 3)).toBe("abc… (3 more characters)");
  });

  it("does not keep half of an emoji", () => {
    expect(shorten("ab😀cd", 3)).toBe("ab… (4 more characters)");
  });
});
