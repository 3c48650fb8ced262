import fc from "fast-check";
import { findLeak } from "../../src/cli/record/leaks";
import { Unscrubbable } from "../../src/cli/record/pseudonyms";
import { isRecord } from "../../src/json";
import { GRAPH_PROPERTIES } from "../../src/mapping/tables";
import { REPORTS, SELECT, USER, cloud, known, scenarioOf, scrubOne } from "../support/cli/record-exchanges";

/** Letters that are in nothing but what was recorded: `zq7x`, and a number. */
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

/** Where something is left; nothing where there is nothing, or where scrubbing gives up. */
function leakOrRefusal(body: unknown): string | undefined {
  try {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, body);
    return findLeak(scenarioOf(scrubbed), scrubbed);
  } catch (error) {
    return error instanceof Unscrubbable ? undefined : String(error);
  }
}

describe("scrubbing", () => {
  it("lets no text through, whatever the field and however deep", () => {
    fc.assert(
      fc.property(anyBody.object, (body) => {
        const { answers } = scrubOne(`${USER}?$select=${SELECT}`, body);
        expect(JSON.stringify(answers).toLowerCase()).not.toContain("zq7x");
      }),
      { numRuns: 500 },
    );
  });

  it("lets no number through that could be somebody's", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000_000, max: 99_999_999 }), anyName, (number, name) => {
        const { answers } = scrubOne(`${USER}/manager?$select=${SELECT}`, { [name]: number });
        expect(JSON.stringify(answers)).not.toContain(String(number));
      }),
    );
  });

  it("keeps the shape: what is nothing, what is a switch, and how many there are", () => {
    fc.assert(
      fc.property(anyBody.object, (body) => {
        const shape = (value: unknown): unknown => {
          if (Array.isArray(value)) return value.map(shape);
          if (isRecord(value)) return Object.values(value).map(shape);
          return value === null ? null : typeof value;
        };
        const { response } = scrubOne(`${USER}?$select=${SELECT}`, body);
        expect(shape(response)).toEqual(shape(body));
      }),
    );
  });

  it("tells the same address the same way, in any case and place, and two never alike", () => {
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
        const { response } = scrubOne(REPORTS, { value: people });
        const told = (response as { value: Record<string, string>[] }).value;
        for (const person of told) {
          expect(person.displayName).toBe(person.mail);
          expect(person.userPrincipalName).toBe(person.mail);
          expect(person.field1).toBe(person.mail);
          expect(person.proxyAddresses).toEqual([`SMTP:${String(person.mail)}`]);
        }
        expect(new Set(told.map(({ mail }) => mail)).size).toBe(addresses.length);
        expect(new Set(told.map(({ id }) => id)).size).toBe(addresses.length);
      }),
    );
  });

  it("never tells, by chance, what was recorded", () => {
    // Words that replacements are made of, and people who are called like them.
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
        const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, { id: known.userId, ...body });
        const told = JSON.stringify(Object.values(scrubbed.response as object)).toLowerCase();
        for (const value of values) expect(told).not.toContain(value.toLowerCase());
        expect(findLeak(scenarioOf(scrubbed), scrubbed)).toBeUndefined();
      }),
    );
  });

  it("gives up, or finds nothing left, whatever there is", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyName, fc.string({ unit: "grapheme" }))), (entries) => {
        expect(leakOrRefusal(Object.fromEntries(entries))).toBeUndefined();
      }),
    );
  });

  it("replaces a directory of thousands in reasonable time", () => {
    const people = Array.from({ length: 3000 }, (_, index) => ({
      id: `a1a1a1a1-0000-4000-8000-${String(index).padStart(12, "0")}`,
      displayName: `Alva${index} Ashgrove${index}`,
      mail: `p${index}@tailspintoys.com`,
      jobTitle: `Tuner ${index}`,
    }));
    const began = performance.now();
    const { response } = scrubOne(REPORTS, { value: people });
    const told = (response as { value: typeof people }).value;
    expect(new Set(told.map(({ displayName }) => displayName)).size).toBe(3000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
