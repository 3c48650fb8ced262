import fc from "fast-check";
import { findLeak } from "../../src/cli/record/leaks";
import { fold } from "../../src/cli/record/originals";
import { AnonymizationError } from "../../src/cli/record/replacements";
import { anonymize } from "../../src/cli/record/anonymize";
import {
  ACTION_CODE,
  REPORTS,
  SELECT,
  USER,
  cloud,
  exchange,
  known,
  scenarioOf,
  anonymizeOne,
} from "../support/cli/record-exchanges";

describe("anonymizing the URL of a request", () => {
  it("composes the path of a request from known parts and the anonymized user id", () => {
    const upper = USER.replace(known.userId, known.userId.toUpperCase());
    const { first, userId } = anonymizeOne(`${upper}/manager?%24select=id%2CdisplayName`, {});
    expect(first?.path).toBe(`/v1.0/users/${userId}/manager?$select=id,displayName`);
  });

  it.each([
    ["another host", "https://graph.example/v1.0/users/x"],
    ["another person", `${cloud.graph}/v1.0/users/0ddba11a-9999-4888-8777-666655554444`],
    ["an object of the user", `${USER}/memberOf/0ddba11a-9999-4888-8777-666655554444`],
    ["a property with an id in its name", `${USER}?$select=extension_c7df2760_name`],
    ["another query", `${USER}?$filter=mail eq 'wquack@example.com'`],
  ])("rejects a request for %s", (_, url) => {
    expect(() => anonymizeOne(url, {})).toThrow(AnonymizationError);
  });

  it("replaces a next link with the URL of the request for the next page", () => {
    const next = `${USER}/directReports?$skiptoken=Zq7x1&$select=${SELECT}`;
    const { responses } = anonymize(
      [
        exchange(REPORTS, { value: [], "@odata.nextLink": next }),
        exchange(next.replaceAll(",", "%2C"), { value: [] }),
      ],
      known,
    );
    const [first, second] = responses;
    expect((first?.response as Record<string, string>)["@odata.nextLink"]).toBe(
      `${cloud.graph}${String(second?.path)}`,
    );
    expect(JSON.stringify(responses)).not.toContain("Zq7x");
  });
});

describe("findLeak", () => {
  const body = { id: known.userId, displayName: "Wilhelmina Quackenbush", mail: "wquack@tailspintoys.com" };

  it.each([
    ["a full name", { nickname: "WILHELMINA QUACKENBUSH" }],
    ["a part of a name", { nickname: "the Quackenbushes" }],
    ["the local part of an address", { upn: "wquack@elsewhere.example" }],
    ["a company name", { tenant: "https://tailspintoys.example/" }],
    ["an id inside a path", { path: `/users/${known.userId}/photo` }],
    ["a secret", { env: { secret: `x${String(known.secrets[0])}x` } }],
  ])("finds %s in the event and returns only its place", (_, event) => {
    const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, body);
    const place = findLeak(scenarioOf(anonymized, event), anonymized, ACTION_CODE);
    expect(place).toMatch(/^event\.json, \w+/);
    expect(place).not.toMatch(/quack|tailspin|c0ffee/i);
  });

  it("finds recorded data in a response and in the name of a field", () => {
    const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, { ...body, extension_Zq7x: 1 });
    const leakIn = (response: unknown) =>
      findLeak(
        {
          ...scenarioOf(anonymized),
          answers: anonymized.responses.map((recorded) => ({ ...recorded, response })),
        },
        anonymized,
        ACTION_CODE,
      );
    expect(leakIn({ mail: "wquack@tailspintoys.com" })).toMatch(/^answers\.json/);
    expect(leakIn({ extension_Zq7x: 0 })).toMatch(/^answers\.json/);
    expect(leakIn({ mail: null })).toBeUndefined();
  });

  it("accepts grant in the log line if a person is called Grant, and finds the full name there", () => {
    const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, { displayName: "Grant Quackenbush" });
    const scenario = scenarioOf(anonymized);
    const withHint = (hint: string) =>
      findLeak({ ...scenario, expected: { ...scenario.expected, log: { hint } } }, anonymized, ACTION_CODE);
    expect(withHint("grant User.Read.All (application) and admin consent")).toBeUndefined();
    expect(withHint("ask Grant Quackenbush")).toMatch(/^expected\.json/);
  });

  it.each(["Report", "Photo", "Entra", "Grant", "LOWER", "report", "Reports", "lower"])(
    "accepts the Action's own words in the log line and in trimmed if a person or a group is called %s",
    (name) => {
      const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, { displayName: `${name} Quackenbush` });
      const scenario = scenarioOf(anonymized);
      const leakIn = (trimmed: string[], hint: string) => {
        const expected = { ...scenario.expected, log: { hint }, app_metadata: { entra: { trimmed } } };
        return findLeak({ ...scenario, expected }, anonymized, ACTION_CODE);
      };
      const hint = "grant ProfilePhoto.Read.All (application) and admin consent: Entra, MAX_DIRECT_REPORTS";
      expect(leakIn(["entra.directReports", "thumbnailPhoto"], hint)).toBeUndefined();
      expect(leakIn(["entra.directReports"], "lower Quackenbush")).toBe("expected.json: log, hint");
      expect(leakIn(["profile.Quackenbush"], hint)).toBe("expected.json: trimmed, 0");
    },
  );

  it("finds the name Report in app_metadata outside trimmed", () => {
    const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, { displayName: "Report" });
    const scenario = scenarioOf(anonymized);
    const expected = { ...scenario.expected, app_metadata: { entra: { profile: { name: "Report" } } } };
    expect(findLeak({ ...scenario, expected }, anonymized, ACTION_CODE)).toMatch(/^expected\.json/);
  });

  it("finds a secret in the log line in upper case", () => {
    const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, {});
    const scenario = scenarioOf(anonymized);
    const log = { hint: String(known.secrets[0]).toUpperCase() };
    expect(findLeak({ ...scenario, expected: { ...scenario.expected, log } }, anonymized, ACTION_CODE)).toBe(
      "expected.json: log, hint",
    );
  });
});

it("folding changes the case of a text and keeps the position of every character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(fold(text)).toHaveLength(text.length);
    }),
  );
  expect(fold("İSTANBUL ẞ")).toBe("İstanbul ß");
});
