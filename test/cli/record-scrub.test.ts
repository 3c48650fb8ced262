import fc from "fast-check";
import { findLeak } from "../../src/cli/record/leaks";
import { fold } from "../../src/cli/record/originals";
import { Unscrubbable } from "../../src/cli/record/pseudonyms";
import { scrub } from "../../src/cli/record/scrub";
import {
  REPORTS,
  SELECT,
  USER,
  cloud,
  exchange,
  known,
  scenarioOf,
  scrubOne,
} from "../support/cli/record-exchanges";

describe("scrubbing an address that was asked for", () => {
  it("puts it together anew", () => {
    const upper = USER.replace(known.userId, known.userId.toUpperCase());
    const { answer, userId } = scrubOne(`${upper}/manager?%24select=id%2CdisplayName`, {});
    expect(answer?.path).toBe(`/v1.0/users/${userId}/manager?$select=id,displayName`);
  });

  it.each([
    ["another host", "https://graph.example/v1.0/users/x"],
    ["another person", `${cloud.graph}/v1.0/users/0ddba11a-9999-4888-8777-666655554444`],
    ["another part", `${USER}/memberOf`],
    ["another property", `${USER}?$select=employeeId`],
    ["another query", `${USER}?$filter=mail eq 'wquack@example.com'`],
  ])("gives up for %s", (_, url) => {
    expect(() => scrubOne(url, {})).toThrow(Unscrubbable);
  });

  it("gives a next page the address that it will be asked for by", () => {
    const next = `${USER}/directReports?$skiptoken=Zq7x1&$select=${SELECT}`;
    const { answers } = scrub(
      [
        exchange(REPORTS, { value: [], "@odata.nextLink": next }),
        exchange(next.replaceAll(",", "%2C"), { value: [] }),
      ],
      known,
    );
    const [first, second] = answers;
    expect((first?.response as Record<string, string>)["@odata.nextLink"]).toBe(
      `${cloud.graph}${String(second?.path)}`,
    );
    expect(JSON.stringify(answers)).not.toContain("Zq7x");
  });
});

describe("the last look", () => {
  const body = { id: known.userId, displayName: "Wilhelmina Quackenbush", mail: "wquack@tailspintoys.com" };

  it.each([
    ["a name", { nickname: "WILHELMINA QUACKENBUSH" }],
    ["a part of a name", { nickname: "the Quackenbushes" }],
    ["a mailbox", { upn: "wquack@elsewhere.example" }],
    ["a company", { tenant: "https://tailspintoys.example/" }],
    ["an id inside a path", { path: `/users/${known.userId}/photo` }],
    ["a secret", { env: { secret: `x${String(known.secrets[0])}x` } }],
  ])("finds %s that was forgotten, and tells the place only", (_, event) => {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, body);
    const place = findLeak(scenarioOf(scrubbed, event), scrubbed);
    expect(place).toMatch(/^event\.json, \w+/);
    expect(place).not.toMatch(/quack|tailspin|c0ffee/i);
  });

  it("finds what is left in an answer, and in the name of a field", () => {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, { ...body, extension_Zq7x: 1 });
    const withAnswer = (response: unknown) =>
      findLeak(
        { ...scenarioOf(scrubbed), answers: scrubbed.answers.map((answer) => ({ ...answer, response })) },
        scrubbed,
      );
    expect(withAnswer({ mail: "wquack@tailspintoys.com" })).toMatch(/^answers\.json/);
    expect(withAnswer({ extension_Zq7x: 0 })).toMatch(/^answers\.json/);
    expect(withAnswer({ mail: null })).toBeUndefined();
  });

  it("does not take the log line's own words for a name", () => {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, { displayName: "Grant Quackenbush" });
    const scenario = scenarioOf(scrubbed);
    const withHint = (hint: string) =>
      findLeak({ ...scenario, expected: { ...scenario.expected, log: { hint } } }, scrubbed);
    expect(withHint("grant User.Read.All (application) and admin consent")).toBeUndefined();
    expect(withHint("ask Grant Quackenbush")).toMatch(/^expected\.json/);
  });
});

it("folding keeps every letter where it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(fold(text)).toHaveLength(text.length);
    }),
  );
  expect(fold("İSTANBUL ẞ")).toBe("İstanbul ß");
});
