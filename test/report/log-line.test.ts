import fc from "fast-check";
import { Failure } from "../../src/http/failure";
import { LOG_LINE_BYTES, type Report, logLine } from "../../src/report/log-line";
import type { Saved } from "../../src/enrich/save";
import { REASONS, outcomesFrom } from "../support/reasons";

describe("logLine", () => {
  it("returns one JSON object with its keys in the documented order", () => {
    const outcomes = outcomesFrom({
      profile: "unchanged",
      photo: "failed:permission",
      manager: "updated",
      directReports: "none",
    });
    const hint = "grant ProfilePhoto.Read.All (application) and admin consent";
    expect(
      logLine({ entra: "partial", outcomes, saved: { kind: "saved", by: "management-api" }, ms: 312, hint }),
    ).toBe(
      '{"entra":"partial","profile":"unchanged","photo":"failed:permission","manager":"updated","directReports":"none",' +
        '"saved":"management-api","ms":312,"hint":"grant ProfilePhoto.Read.All (application) and admin consent"}',
    );
  });

  it("omits keys without a value", () => {
    expect(logLine({ entra: "skipped", reason: "config", ms: 1 })).toBe(
      '{"entra":"skipped","reason":"config","ms":1}',
    );
  });

  it("shortens only the hint, at the end of a word, to fit the limit", () => {
    const words = Array.from({ length: 100 }, (_, index) => `word${index}`);
    const report: Report = {
      entra: "failed",
      outcomes: outcomesFrom({ profile: "failed:timeout" }),
      ms: 1,
      hint: words.join(" "),
    };
    const line = logLine(report);
    expect(Buffer.byteLength(line)).toBeGreaterThan(LOG_LINE_BYTES - 14);
    const { hint, ...rest } = JSON.parse(line) as { hint: string };
    expect(rest).toEqual({ entra: "failed", profile: "failed:timeout", ms: 1 });
    expect(words.slice(0, hint.split(" ").length).join(" ")).toBe(hint);
    expect(logLine({ ...report, hint: "lower A or B: x, (y".padEnd(200, "z") })).toContain(
      '"hint":"lower A or B: x"',
    );
  });

  it("shortens the hint to the same length for any duration", () => {
    const hint = Array.from({ length: 100 }, (_, index) => "a".repeat((index % 3) + 1)).join(" ");
    const hints = [1, 12, 123, 1234, 12_345].map(
      (ms) => (JSON.parse(logLine({ entra: "failed", ms, hint })) as { hint: string }).hint,
    );
    expect(new Set(hints).size).toBe(1);
  });

  it("returns valid JSON of at most 256 bytes for any hint", () => {
    const outcome = fc.constantFrom(
      "updated",
      "trimmed",
      "removed",
      ...REASONS.map((reason) => `failed:${reason}`),
    );
    const parts = fc.record({ profile: outcome, photo: outcome, manager: outcome, directReports: outcome });
    const saved = fc.constantFrom<Saved | undefined>(
      undefined,
      { kind: "nothing" },
      { kind: "saved", by: "management-api" },
      { kind: "failed", failure: new Failure("user_not_found") },
    );
    fc.assert(
      fc.property(
        parts,
        saved,
        fc.nat(99_999),
        fc.string({ unit: "grapheme", maxLength: 400 }),
        (outcomes, savedResult, ms, hint) => {
          const report: Report = {
            entra: "failed",
            outcomes: outcomesFrom(outcomes),
            ...(savedResult && { saved: savedResult }),
            ms,
            hint,
          };
          const line = logLine(report);
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LOG_LINE_BYTES);
          expect(JSON.parse(line)).toMatchObject({ entra: "failed", ...outcomes, ms });
        },
      ),
    );
  });
});
