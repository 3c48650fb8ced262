import fc from "fast-check";
import { findLeak } from "../../src/cli/record/leaks";
import { fold } from "../../src/cli/record/originals";
import { Unscrubbable } from "../../src/cli/record/pseudonyms";
import { scrub } from "../../src/cli/record/scrub";
import {
  ACTION_CODE,
  REPORTS,
  SELECT,
  USER,
  cloud,
  exchange,
  known,
  scenarioOf,
  scrubOne,
} from "./record-tape";

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
    const place = findLeak(scenarioOf(scrubbed, event), scrubbed, ACTION_CODE);
    expect(place).toMatch(/^event\.json, \w+/);
    expect(place).not.toMatch(/quack|tailspin|c0ffee/i);
  });

  it("finds what is left in an answer, and in the name of a field", () => {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, { ...body, extension_Zq7x: 1 });
    const withAnswer = (response: unknown) =>
      findLeak(
        { ...scenarioOf(scrubbed), answers: scrubbed.answers.map((answer) => ({ ...answer, response })) },
        scrubbed,
        ACTION_CODE,
      );
    expect(withAnswer({ mail: "wquack@tailspintoys.com" })).toMatch(/^answers\.json/);
    expect(withAnswer({ extension_Zq7x: 0 })).toMatch(/^answers\.json/);
    expect(withAnswer({ mail: null })).toBeUndefined();
  });

  it("does not take the log line's own words for a name", () => {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, { displayName: "Grant Quackenbush" });
    const scenario = scenarioOf(scrubbed);
    const withHint = (hint: string) =>
      findLeak({ ...scenario, expected: { ...scenario.expected, log: { hint } } }, scrubbed, ACTION_CODE);
    expect(withHint("grant User.Read.All (application) and admin consent")).toBeUndefined();
    expect(withHint("ask Grant Quackenbush")).toMatch(/^expected\.json/);
  });

  it.each(["Report", "Photo", "Entra", "Grant", "LOWER", "report", "Reports", "lower"])(
    "accepts the Action's own words in the log line and in trimmed if a person or a group is called %s",
    (name) => {
      const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, { displayName: `${name} Quackenbush` });
      const scenario = scenarioOf(scrubbed);
      const leakIn = (trimmed: string[], hint: string) => {
        const expected = { ...scenario.expected, log: { hint }, app_metadata: { entra: { trimmed } } };
        return findLeak({ ...scenario, expected }, scrubbed, ACTION_CODE);
      };
      const hint = "grant ProfilePhoto.Read.All (application) and admin consent: Entra, MAX_DIRECT_REPORTS";
      expect(leakIn(["entra.directReports", "thumbnailPhoto"], hint)).toBeUndefined();
      expect(leakIn(["entra.directReports"], "lower Quackenbush")).toBe("expected.json: log, hint");
      expect(leakIn(["profile.Quackenbush"], hint)).toBe("expected.json: trimmed, 0");
    },
  );

  it("finds the name Report in app_metadata outside trimmed", () => {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, { displayName: "Report" });
    const scenario = scenarioOf(scrubbed);
    const expected = { ...scenario.expected, app_metadata: { entra: { profile: { name: "Report" } } } };
    expect(findLeak({ ...scenario, expected }, scrubbed, ACTION_CODE)).toMatch(/^expected\.json/);
  });

  it("finds a secret in the log line in upper case", () => {
    const scrubbed = scrubOne(`${USER}?$select=${SELECT}`, {});
    const scenario = scenarioOf(scrubbed);
    const log = { hint: String(known.secrets[0]).toUpperCase() };
    expect(findLeak({ ...scenario, expected: { ...scenario.expected, log } }, scrubbed, ACTION_CODE)).toBe(
      "expected.json: log, hint",
    );
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
