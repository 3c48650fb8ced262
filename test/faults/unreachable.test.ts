/**
 * Hosts that nobody can connect to. A host is refused to everything that asks it, so each part is tried alone.
 */

import { type Instances, type LoginsDone, startInstances } from "./instances";
import { LATEST_MS, loginOf, person } from "./person";
import { PART_NAMES, type PartName } from "./promise";

jest.setTimeout(30_000);

/** Clouds and a domain that are not used elsewhere stand for hosts that are down. */
const GRAPH_DOWN = { GRAPH_CLOUD: "usgov-dod" };
const ENTRA_DOWN = { GRAPH_CLOUD: "china" };
const AUTH0_DOWN = { AUTH0_DOMAIN: "down.example" };
/** Reached, but with a certificate for somebody else. */
const AUTH0_FALSE = { AUTH0_DOMAIN: "tenant.not-in-the-certificate.example" };
const REFUSED = [
  "dod-graph.microsoft.us",
  "login.chinacloudapi.cn",
  "login.partner.microsoftonline.cn",
  "down.example",
].join(",");

let instances: Instances;
let count = 0;

beforeAll(async () => {
  instances = await startInstances({ STANDIN_REFUSED: REFUSED });
});

afterAll(async () => {
  await instances.close();
});

async function login(secrets: Record<string, string>): Promise<{ number: number; done: LoginsDone }> {
  const number = ++count;
  return { number, done: await instances.login(String(number), [loginOf(person(number), secrets)]) };
}

function lineOf({ logged, logins }: LoginsDone): Record<string, unknown> {
  expect(logged).toHaveLength(1);
  expect(logins[0]?.thrown).toBeUndefined();
  expect(logins[0]?.ms).toBeLessThanOrEqual(LATEST_MS);
  return JSON.parse(logged[0] ?? "") as Record<string, unknown>;
}

const SWITCHES: Readonly<Record<PartName, Record<string, string>>> = {
  profile: { SYNC_PROFILE: "off" },
  photo: { USER_PHOTOS: "off" },
  manager: { SYNC_MANAGER: "off" },
  directReports: { SYNC_DIRECT_REPORTS: "off" },
};

describe("a login where a connection is refused", () => {
  test.each(PART_NAMES)("says that %s is unavailable when it alone is asked of Graph", async (name) => {
    const others = PART_NAMES.filter((other) => other !== name).map((other) => SWITCHES[other]);
    const { done } = await login(Object.assign({}, GRAPH_DOWN, ...others) as Record<string, string>);
    const line = lineOf(done);
    expect(line).toMatchObject({ entra: "failed", [name]: "failed:unavailable" });
    expect(line.hint).toMatch(/status|network/);
  });

  test.each([
    ["Graph", GRAPH_DOWN],
    ["Entra", ENTRA_DOWN],
  ])("keeps what is stored, though the claims say otherwise, when %s is down", async (_, secrets) => {
    const { number, done } = await login(secrets);
    const failed = Object.fromEntries(PART_NAMES.map((name) => [name, "failed:unavailable"]));
    expect(lineOf(done)).toMatchObject({ entra: "failed", ...failed, saved: "management-api" });
    const { stored } = person(number);
    const [written] = instances.world.written(number);
    expect(Object.keys(written ?? {})).toEqual(["entra"]);
    const { profile, ...others } = stored.entra;
    expect(written?.entra).toMatchObject(others);
    expect(written?.entra).toMatchObject({ profile: { job_title: "Old title", given_name: "Oldname" } });
    expect(profile).toBeDefined();
  });

  test.each([
    ["refuses connections", AUTH0_DOWN],
    ["has a certificate for another host", AUTH0_FALSE],
  ])("says that saving was unavailable when Auth0 %s", async (_, secrets) => {
    const { number, done } = await login(secrets);
    const line = lineOf(done);
    expect(line).toMatchObject({ entra: "failed", profile: "updated", saved: "failed:unavailable" });
    expect(line.hint).toMatch(/AUTH0_DOMAIN/);
    expect(instances.world.written(number)).toEqual([]);
    expect(instances.world.of(number, "managementToken")).toEqual([]);
  });

  test("leaves nothing behind that is rejected, warned of or printed", async () => {
    expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
    expect(instances.printed()).toBe("");
  });
});
