/**
 * Hosts that refuse connections. All parts use the same host, so each part is also tested alone.
 */

import { createFaultBackend } from "../support/faults/backend";
import { PART_NAMES, type PartName } from "../support/faults/expected";
import { MAX_LOGIN_MS, loginOf, testUser } from "../support/faults/test-user";
import { type Instances, type LoginsResult, startInstances } from "../support/instances/instances";

/** Settings whose hosts refuse connections. */
const GRAPH_DOWN = { GRAPH_CLOUD: "usgov-dod" };
const ENTRA_DOWN = { GRAPH_CLOUD: "china" };
const AUTH0_DOWN = { AUTH0_DOMAIN: "down.example" };
/** A host that is not in the stand-in's certificate. */
const AUTH0_WRONG_CERTIFICATE = { AUTH0_DOMAIN: "tenant.not-in-the-certificate.example" };
const REFUSED = [
  "dod-graph.microsoft.us",
  "login.chinacloudapi.cn",
  "login.partner.microsoftonline.cn",
  "down.example",
].join(",");

const backend = createFaultBackend();
let instances: Instances;
let count = 0;

beforeAll(async () => {
  instances = await startInstances(backend.handle, { STANDIN_REFUSED: REFUSED });
});

afterAll(async () => {
  await instances.close();
});

async function login(secrets: Record<string, string>): Promise<{ number: number; done: LoginsResult }> {
  const number = ++count;
  return { number, done: await instances.login(String(number), [loginOf(testUser(number), secrets)]) };
}

function lineOf({ logged, logins }: LoginsResult): Record<string, unknown> {
  expect(logged).toHaveLength(1);
  expect(logins[0]?.thrown).toBeUndefined();
  expect(logins[0]?.ms).toBeLessThanOrEqual(MAX_LOGIN_MS);
  return JSON.parse(logged[0] ?? "") as Record<string, unknown>;
}

const SWITCHES: Readonly<Record<PartName, Record<string, string>>> = {
  profile: { SYNC_PROFILE: "off" },
  photo: { USER_PHOTOS: "off" },
  manager: { SYNC_MANAGER: "off" },
  directReports: { SYNC_DIRECT_REPORTS: "off" },
};

describe("unreachable hosts", () => {
  test.each(PART_NAMES)(
    "a login logs %s as unavailable if it is the only part and Graph refuses connections",
    async (name) => {
      const others = PART_NAMES.filter((other) => other !== name).map((other) => SWITCHES[other]);
      const { done } = await login(Object.assign({}, GRAPH_DOWN, ...others) as Record<string, string>);
      const line = lineOf(done);
      expect(line).toMatchObject({ entra: "failed", [name]: "failed:unavailable" });
      expect(line.hint).toMatch(/status|network/);
    },
  );

  test.each([
    ["Graph", GRAPH_DOWN],
    ["Entra", ENTRA_DOWN],
  ])(
    "a login keeps the stored data, although the claims differ, if %s refuses connections",
    async (_, secrets) => {
      const { number, done } = await login(secrets);
      const failed = Object.fromEntries(PART_NAMES.map((name) => [name, "failed:unavailable"]));
      expect(lineOf(done)).toMatchObject({ entra: "failed", ...failed, saved: "management-api" });
      const { stored } = testUser(number);
      const [written] = backend.written(number);
      expect(Object.keys(written ?? {})).toEqual(["entra"]);
      const { profile, ...others } = stored.entra;
      expect(written?.entra).toMatchObject(others);
      expect(written?.entra).toMatchObject({ profile: { job_title: "Old title", given_name: "Oldname" } });
      expect(profile).toBeDefined();
    },
  );

  test.each([
    ["refuses connections", AUTH0_DOWN],
    ["has a certificate for another host", AUTH0_WRONG_CERTIFICATE],
  ])("a login logs the save as unavailable if Auth0 %s", async (_, secrets) => {
    const { number, done } = await login(secrets);
    const line = lineOf(done);
    expect(line).toMatchObject({ entra: "failed", profile: "updated", saved: "failed:unavailable" });
    expect(line.hint).toMatch(/AUTH0_DOMAIN/);
    expect(backend.written(number)).toEqual([]);
    expect(backend.exchangesOf(number, "managementToken")).toEqual([]);
  });

  test("a login leaves no unhandled rejections, warnings or output", async () => {
    expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
    expect(instances.printed()).toBe("");
  });
});
