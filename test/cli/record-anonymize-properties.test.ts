import fc from "fast-check";
import { findLeak } from "../../src/cli/record/leaks";
import { AnonymizationError } from "../../src/cli/record/replacements";
import { isRecord } from "../../src/json";
import { GRAPH_PROPERTIES } from "../../src/mapping/tables";
import {
  ACTION_CODE,
  REPORTS,
  SELECT,
  USER,
  cloud,
  known,
  scenarioOf,
  anonymizeOne,
} from "../support/cli/record-exchanges";

/** Text that occurs only in recorded data: `zq7x` and a number. */
const tagged = fc.integer({ min: 1000, max: 9_999_999 }).map((number) => `Zq7x${number}`);
const anyName = fc.oneof(
  fc.constantFrom(
    ...GRAPH_PROPERTIES,
    "@odata.type",
    "@odata.context",
    "code",
    "message",
    "service",
    "value",
  ),
  tagged.map((tag) => `extension_${tag}`),
  fc.constantFrom("__proto__", "constructor", "employeeId", "@odata.etag"),
);
const anyText = fc.oneof(
  tagged,
  fc.tuple(tagged, tagged).map(([local, domain]) => `${local}@${domain}.example`),
  fc.tuple(tagged, tagged).map(([local, domain]) => `SMTP:${local}@${domain}.onmicrosoft.com`),
  tagged.map((tag) => `Resource '${tag}' does not exist or one of its properties`),
  tagged.map((tag) => `#microsoft.graph.${tag}`),
  tagged.map((tag) => `${cloud.graph}/v1.0/$metadata#users('${tag}')`),
);
const anyBody = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyText,
    fc.constantFrom(null, true, false),
    fc.integer({ min: 10_000_000, max: 99_999_999 }),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc
    .array(fc.tuple(anyName, tie("value")), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries) as unknown),
}));

/** The place of a leak; `undefined` if there is none, or if the recording is rejected. */
function findLeakUnlessRejected(body: unknown): string | undefined {
  try {
    const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, body);
    return findLeak(scenarioOf(anonymized), anonymized, ACTION_CODE);
  } catch (error) {
    return error instanceof AnonymizationError ? undefined : String(error);
  }
}

describe("anonymize", () => {
  it("replaces every recorded text in a body, in every field and at every depth", () => {
    fc.assert(
      fc.property(anyBody.object, (body) => {
        const { responses } = anonymizeOne(`${USER}?$select=${SELECT}`, body);
        expect(JSON.stringify(responses).toLowerCase()).not.toContain("zq7x");
      }),
      { numRuns: 500 },
    );
  });

  it("replaces every recorded number in a body", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000_000, max: 99_999_999 }), anyName, (number, name) => {
        const { responses } = anonymizeOne(`${USER}/manager?$select=${SELECT}`, { [name]: number });
        expect(JSON.stringify(responses)).not.toContain(String(number));
      }),
    );
  });

  it("keeps nulls, booleans, and the number of properties and items of a body", () => {
    fc.assert(
      fc.property(anyBody.object, (body) => {
        const shape = (value: unknown): unknown => {
          if (Array.isArray(value)) return value.map(shape);
          if (isRecord(value)) return Object.values(value).map(shape);
          return value === null ? null : typeof value;
        };
        const { body: response } = anonymizeOne(`${USER}?$select=${SELECT}`, body);
        expect(shape(response)).toEqual(shape(body));
      }),
    );
  });

  it("gives an address the same replacement in any field and letter case, and two addresses different ones", () => {
    const address = fc
      .tuple(
        fc.stringMatching(/^[a-z][a-z0-9._-]{0,12}$/),
        fc.stringMatching(/^[a-z]{1,9}\.(com|example|org)$/),
      )
      .map((parts) => parts.join("@"));
    fc.assert(
      fc.property(fc.uniqueArray(address, { minLength: 1, maxLength: 30 }), (addresses) => {
        const people = addresses.map((mail, index) => ({
          id: `a1a1a1a1-0000-4000-8000-${String(index).padStart(12, "0")}`,
          displayName: mail,
          mail,
          userPrincipalName: mail.toUpperCase(),
          employeeId: mail,
          proxyAddresses: [`SMTP:${mail}`],
        }));
        const { body: response } = anonymizeOne(REPORTS, { value: people });
        const replaced = (response as { value: Record<string, string>[] }).value;
        for (const person of replaced) {
          expect(person.displayName).toBe(person.mail);
          expect(person.userPrincipalName).toBe(person.mail);
          expect(person.field1).toBe(person.mail);
          expect(person.proxyAddresses).toEqual([`SMTP:${String(person.mail)}`]);
        }
        expect(new Set(replaced.map(({ mail }) => mail)).size).toBe(addresses.length);
        expect(new Set(replaced.map(({ id }) => id)).size).toBe(addresses.length);
      }),
    );
  });

  it("does not use a recorded text as a replacement by chance", () => {
    // Words that replacements consist of, as recorded texts.
    const words = [
      "Alva Ashgrove",
      "City 1",
      "Example Street",
      "contoso",
      "Text",
      "Job 1",
      "555 0100",
      "10001",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 9, maxLength: 9 }), (values) => {
        const names = [
          "displayName",
          "surname",
          "city",
          "country",
          "jobTitle",
          "state",
          "postalCode",
          "x",
          "mobilePhone",
        ];
        const body = Object.fromEntries(names.map((name, index) => [name, values[index]]));
        const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, { id: known.userId, ...body });
        const replaced = JSON.stringify(Object.values(anonymized.body as object)).toLowerCase();
        for (const value of values) expect(replaced).not.toContain(value.toLowerCase());
        expect(findLeak(scenarioOf(anonymized), anonymized, ACTION_CODE)).toBeUndefined();
      }),
    );
  });

  it("rejects a recording or leaves no recorded text in it, for any fields and texts", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyName, fc.string({ unit: "grapheme" }))), (entries) => {
        expect(findLeakUnlessRejected(Object.fromEntries(entries))).toBeUndefined();
      }),
    );
  });
});
