import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findLeak } from "../../src/cli/record/leaks";
import { isRecord } from "../../src/json";
import { setUpRecord } from "../support/cli/record";
import { ACTION_CODE, SELECT, USER, anonymizeOne, scenarioOf } from "../support/cli/record-exchanges";
import { MANAGER, createPerson } from "../support/cli/tenant";

const recorder = setUpRecord();

const NAMES = ["Report", "Photo", "Entra", "Grant"];
/** Texts that the Action, Graph or the command itself writes into a scenario. */
const WRITTEN = [
  ...["graph.microsoft.com", "application/json", "image/jpeg"],
  ...["ProfilePhoto.Read.All", "PROFILEPHOTO.READ.ALL", "failed:permission", "client_credentials"],
  ...["profile_limit_bytes", "ENTRA.DIRECTREPORTS", "onPremisesProvisioningErrors"],
  ...["microsoft.graph.user", "fixture-app-token", "oidc-basic-profile", "Grant User", "Example Invalid"],
];

/** Names all people, groups, jobs and addresses of the tenant `name`. */
function nameEverything(name: string): void {
  const { user } = recorder.tenant;
  const id = (number: number) => `a1a1a1a1-0000-4000-8000-${String(number).padStart(12, "0")}`;
  const label = name.replace(/[^A-Za-z.]/g, "");
  user.properties = {
    ...user.properties,
    ...{ displayName: name, givenName: name, surname: name, jobTitle: name, department: name, city: name },
    mail: `${label}@${label}.com`,
    userPrincipalName: `${label}.quackenbush@${label}.onmicrosoft.com`,
  };
  user.manager = createPerson(MANAGER, name, label);
  user.directReports = [
    Array.from({ length: 40 }, (_, index) => createPerson(id(index), `${name} ${index}`, `${label}${index}`)),
  ];
  user.memberOf = [[{ "@odata.type": "#microsoft.graph.group", id: id(99), displayName: name }]];
}

/** Texts at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("record of people with a name that the Action itself writes", () => {
  it.each([...NAMES, ...WRITTEN])(
    "records %s as the name of everything if data is trimmed, and replaces it",
    async (name) => {
      recorder.tenant.roles = ["User.Read.All", "GroupMember.Read.All"];
      nameEverything(name);
      const { code, stderr } = await recorder.run({ SYNC_GROUPS: "on", PROFILE_LIMIT_BYTES: "3000" });
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(recorder.logLine()).toMatchObject({ photo: "failed:permission", directReports: "trimmed" });
      const { app_metadata } = recorder.read("expected.json") as { app_metadata: { entra: object } };
      const { entra, ...metadata } = app_metadata;
      const stored = { ...metadata, entra: { ...entra, trimmed: [], sync: {} } };
      const people = recorder
        .responses()
        .flatMap(({ response }) => (isRecord(response) ? (response.value ?? response.displayName) : []));
      for (const text of textsIn([stored, people]).filter((it) => !it.startsWith("#microsoft.graph."))) {
        expect(text.toLowerCase()).not.toContain(name.toLowerCase());
      }
    },
  );

  it("records people called Photo, Image and Jpeg with a photo", async () => {
    for (const name of ["Photo", "Image", "Jpeg"]) {
      nameEverything(name);
      const { code, stderr } = await recorder.run({ SYNC_GROUPS: "on" }, ["--scenario", name.toLowerCase()]);
      expect(stderr).toBe("");
      expect(code).toBe(0);
      const file = join(recorder.fixtures, name.toLowerCase(), "expected.json");
      expect(readFileSync(file, "utf8")).toContain('"contentType": "image/jpeg"');
    }
  });
});

describe("findLeak in a recording of a person with a name that the Action itself writes", () => {
  /** The place of a leak if a person called `name` is recorded and `changes` are made to the scenario. */
  const leakOf = (
    name: string,
    changes: { log?: object; profile?: object; trimmed?: string[]; response?: object; event?: object },
  ) => {
    const body = { displayName: name, assignedPlans: [{ capabilityStatus: "Enabled", service: "exchange" }] };
    const anonymized = anonymizeOne(`${USER}?$select=${SELECT}`, body);
    const { log, profile = {}, trimmed = [], response, event = {} } = changes;
    const scenario = scenarioOf(anonymized, event as Record<string, unknown>);
    const answers = response ? scenario.answers.map((it) => ({ ...it, response })) : scenario.answers;
    const app_metadata = { entra: { profile, trimmed } };
    const expected = { ...scenario.expected, log: (log ?? null) as null, app_metadata };
    return findLeak({ ...scenario, answers, expected }, anonymized, ACTION_CODE);
  };

  it.each([...NAMES, "Graph", "Enabled", "exchange", "application/json", "GET users", "Bearer"])(
    "finds %s in a response, in stored data and in the event",
    (name) => {
      expect(leakOf(name, {})).toBeUndefined();
      expect(leakOf(name, { response: { displayName: name } })).toBe("answers.json, 0, displayName");
      expect(leakOf(name, { response: { jobTitle: `${name} 2` } })).toBe("answers.json, 0, jobTitle");
      expect(leakOf(name, { profile: { name } })).toBe("expected.json, app_metadata, entra, profile, name");
      expect(leakOf(`${name} Quackenbush`, { event: { nickname: `${name} Quackenbush` } })).toBe(
        "event.json, nickname",
      );
    },
  );

  it.each(["Report", "Photo", "Grant", "REPORT", "Graph"])(
    "finds %s in the log line and in trimmed as a word that the Action does not write",
    (name) => {
      expect(leakOf(name, { log: { hint: `grant ProfilePhoto.Read.All to ${name}` } })).toBe(
        "expected.json: log, hint",
      );
      expect(leakOf(name, { log: { manager: name } })).toBe("expected.json: log, manager");
      expect(leakOf(name, { trimmed: [`profile.${name}`] })).toBe("expected.json: trimmed, 0");
    },
  );

  it.each(["Report", "PHOTO", "grant", "Grant ProfilePhoto", "profilephoto.read.all", "entra.directreports"])(
    "accepts the hint and the notes of the Action if a person is called %s",
    (name) => {
      const hint = "grant ProfilePhoto.Read.All (application) and admin consent: Entra";
      expect(leakOf(name, { log: { hint }, trimmed: ["entra.directReports", "profile.street"] })).toBe(
        undefined,
      );
    },
  );

  it("finds a job title of which only one word is the Action's", () => {
    expect(leakOf("Bassoon grant", { log: { hint: "grant Bassoon grant" } })).toBe(
      "expected.json: log, hint",
    );
  });

  it("keeps a constant of Microsoft in its own field only", () => {
    const plan = { capabilityStatus: "Enabled" };
    expect(leakOf("Enabled", { response: { assignedPlans: [plan] } })).toBeUndefined();
    expect(leakOf("Enabled", { response: { displayName: "Enabled" } })).toBe("answers.json, 0, displayName");
  });
});
