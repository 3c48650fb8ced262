import fc from "fast-check";
import { redact } from "../../src/cli/shared/redact";

const PEM = "-----BEGIN CERTIFICATE-----\nMIICfirst\r\nMIICsecond==\n-----END CERTIFICATE-----\n";

/** Without brackets and parts of the word `token`, because a marker can contain them. */
const secretText = fc
  .string({ unit: "grapheme", minLength: 4, maxLength: 40 })
  .filter((text) => normalize(text).length >= 4 && !/[[\]]|toke|oken/.test(text));

const surrounding = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.constantFrom("", "\n", "'", '"', "\\", "eyJ", "\u001b[31m", " ", "—"),
);

/** A value as a message can quote it. */
const quotations: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value),
  (value) => value.trim(),
  (value) => value.replaceAll(/\s+/gu, " "),
  (value) => value.replaceAll("\n", "\r\n"),
];

/** Without differences in space. */
function normalize(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}

describe("redact", () => {
  it("leaves no secret of four characters or more, whatever surrounds it", () => {
    const quotation = fc.constantFrom(...quotations);
    const parts = fc.array(fc.tuple(surrounding, fc.nat(2), quotation), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(secretText, { minLength: 1, maxLength: 3 }),
        parts,
        surrounding,
        (values, list, end) => {
          const secrets = values.map((value, index) => ({ name: `N${index}`, value }));
          const text = list
            .map(([before, index, quote]) => before + quote(values[index % values.length] ?? ""))
            .join("");
          const redacted = redact(text + end, secrets);
          for (const value of values) expect(redacted).not.toContain(normalize(value));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("returns one line of at most 300 characters without control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
        const redacted = redact(text, []);
        expect(redacted.length).toBeLessThanOrEqual(300);
        expect(redacted).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it.each([
    ["as it is", PEM],
    ["in JSON", JSON.stringify(PEM)],
    ["on one line", PEM.replaceAll(/\r?\n/g, " ")],
    ["with other line breaks", PEM.replaceAll(/\r?\n/g, "\r\n")],
  ])("replaces a multi-line PEM with its name once, %s", (_, quoted) => {
    const redacted = redact(`Invalid value ${quoted} of a secret`, [{ name: "PEM", value: PEM }]);
    expect(redacted).toMatch(/^Invalid value "?\[PEM\]"? of a secret$/);
  });

  it("replaces single lines of a PEM", () => {
    const secrets = [{ name: "PEM", value: PEM.replaceAll("\n", "\\n") }];
    expect(redact("at MIICsecond== of line 3", secrets)).toBe("at [PEM] of line 3");
  });

  it("keeps values of fewer than four characters, which occur by chance", () => {
    expect(redact("turn it on", [{ name: "USER_PHOTOS", value: "on" }])).toBe("turn it on");
  });

  it("replaces the longest of two values first", () => {
    const secrets = [
      { name: "SHORT", value: "abcd" },
      { name: "LONG", value: "abcdefgh" },
    ];
    expect(redact("abcdefgh and abcd", secrets)).toBe("[LONG] and [SHORT]");
  });

  it("does not replace a value inside a name that it has inserted", () => {
    const secrets = [
      { name: "AZURE_CLIENT_SECRET", value: "long-secret-value" },
      { name: "OTHER", value: "CLIENT" },
    ];
    expect(redact("long-secret-value", secrets)).toBe("[AZURE_CLIENT_SECRET]");
  });

  it("does not cut a character of two code units in half", () => {
    expect(redact(`${"x".repeat(299)}😀`, [])).toBe("x".repeat(299));
  });

  it("replaces tokens", () => {
    expect(redact("Bearer eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln, expired", [])).toBe("Bearer [token], expired");
  });
});
