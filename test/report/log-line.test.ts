import fc from "fast-check";
import { Failure } from "../../src/http/failure";
import { PARTS } from "../../src/parts";
import { LOG_LINE_BYTES, type Report, logLine } from "../../src/report/log-line";
import { remedyForPart, remedyForSave, remedyForUserRead } from "../../src/report/hints";
import { readSettings } from "../../src/settings/settings";
import { REASONS } from "../support/reasons";

const settings = readSettings({});

describe("the log line", () => {
  it("is one JSON object in the promised order", () => {
    const parts = {
      profile: "unchanged",
      photo: "failed:permission",
      manager: "updated",
      directReports: "none",
    };
    const hint = "grant ProfilePhoto.Read.All (application) and admin consent";
    expect(logLine({ entra: "partial", parts, saved: "management-api", ms: 312, hint })).toBe(
      '{"entra":"partial","profile":"unchanged","photo":"failed:permission","manager":"updated","directReports":"none",' +
        '"saved":"management-api","ms":312,"hint":"grant ProfilePhoto.Read.All (application) and admin consent"}',
    );
  });

  it("leaves out what there is nothing to say about", () => {
    expect(logLine({ entra: "skipped", reason: "config", ms: 1 })).toBe(
      '{"entra":"skipped","reason":"config","ms":1}',
    );
  });

  it("cuts the hint at a word, and nothing else, to fit", () => {
    const words = Array.from({ length: 100 }, (_, index) => `word${index}`);
    const report: Report = {
      entra: "failed",
      parts: { profile: "failed:timeout" },
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

  it("cuts the hint alike at any duration", () => {
    const hint = Array.from({ length: 100 }, (_, index) => "a".repeat((index % 3) + 1)).join(" ");
    const hints = [1, 12, 123, 1234, 12_345].map(
      (ms) => (JSON.parse(logLine({ entra: "failed", ms, hint })) as { hint: string }).hint,
    );
    expect(new Set(hints).size).toBe(1);
  });

  it("never passes what Auth0 keeps, and stays JSON, whatever the hint", () => {
    const outcome = fc.constantFrom(
      "updated",
      "trimmed",
      "removed",
      ...REASONS.map((reason) => `failed:${reason}`),
    );
    const parts = fc.record({ profile: outcome, photo: outcome, manager: outcome, directReports: outcome });
    const saved = fc.constantFrom(undefined, "management-api", "action-api", "failed:user_not_found");
    fc.assert(
      fc.property(
        parts,
        saved,
        fc.nat(99_999),
        fc.string({ unit: "grapheme", maxLength: 400 }),
        (told, savedAs, ms, hint) => {
          const report: Report = {
            entra: "failed",
            parts: told,
            ...(savedAs && { saved: savedAs }),
            ms,
            hint,
          };
          const line = logLine(report);
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LOG_LINE_BYTES);
          expect(JSON.parse(line)).toMatchObject({ entra: "failed", ...told, ms });
        },
      ),
    );
  });
});

describe("remedies", () => {
  /** Names of settings, permissions, scopes and commands, and what else can be changed. */
  const CHANGE = /[A-Z0-9]+_[A-Z_]+|[A-Z]\w+\.Read|read:|update:|npm run|service status|such Auth0 user/;

  it.each(REASONS)("say in their first 60 bytes what to change: %s", (reason) => {
    const failure = new Failure(reason);
    const hints = [...PARTS.map((part) => remedyForPart(part, failure, settings)), remedyForSave(failure)];
    for (const hint of [...hints, remedyForUserRead(failure, settings)]) {
      expect(hint.slice(0, 60)).toMatch(CHANGE);
    }
  });

  it.each(REASONS)("say what to do about %s of every part, in words that survive a full line", (reason) => {
    for (const part of PARTS) {
      const hint = remedyForPart(part, new Failure(reason), settings);
      const parts = Object.fromEntries(PARTS.map(({ name }) => [name, `failed:${reason}`]));
      const line = JSON.parse(logLine({ entra: "failed", parts, ms: 15_000, hint })) as { hint: string };
      expect(line.hint.length).toBeGreaterThanOrEqual(Math.min(hint.length, 40));
      expect(line.hint).not.toBe("");
    }
  });

  it.each(REASONS)("say what to do about a save that failed for %s", (reason) => {
    expect(remedyForSave(new Failure(reason))).not.toBe("");
  });

  it("name the permission of each part", () => {
    const hints = PARTS.map((part) => remedyForPart(part, new Failure("permission"), settings));
    expect(hints).toEqual([
      "grant User.Read.All (application) and admin consent",
      "grant ProfilePhoto.Read.All (application) and admin consent",
      "grant User.Read.All (application) and admin consent",
      "grant User.Read.All (application) and admin consent",
    ]);
  });

  it("name delegated permissions where the user's own token was refused", () => {
    const failure = new Failure("permission", { delegated: true });
    expect(PARTS.map((part) => remedyForPart(part, failure, settings))[1]).toBe(
      "grant ProfilePhoto.Read.All (delegated) and admin consent",
    );
  });
});
