/**
 * Users who are too much for a profile of 10 kB, and pages that never end.
 */

import type { ServerResponse } from "node:http";
import { type Instances, startInstances } from "./instances";
import { reply } from "./misbehaviour";
import { LATEST_MS, GRAPH as GRAPH_URL, type Person, jpeg, loginOf, person } from "./person";
import type { Behaviour } from "./world";

jest.setTimeout(30_000);

const LIMIT_BYTES = 10_000;
/** The order in which things go. */
const ORDER = [
  "profile.provisioned_plans",
  "profile.assigned_plans",
  "profile.assigned_licenses",
  "profile.provisioning_errors",
  "profile.proxy_addresses",
  "entra.directReports",
  "thumbnailPhoto",
  "directReports",
];

const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const plan = (index: number) => ({
  assignedDateTime: "2026-11-22T02:48:00Z",
  capabilityStatus: "Enabled",
  service: `service-${index}`,
  servicePlanId: `0000${String(index).padStart(4, "0")}-0000-4000-8000-000000000000`,
});
const alias = (index: number) => `smtp:alias.number.${index}@contoso.example`;
const report = (index: number) => ({
  ...person(index + 1000).manager,
  displayName: `Report number ${String(index).padStart(4, "0")}`,
});

interface Size {
  readonly plans?: number;
  readonly aliases?: number;
  readonly reports?: number;
  readonly photoBytes?: number;
  /** Bytes of somebody else's key in `app_metadata`. */
  readonly others?: number;
}

interface Kept {
  readonly line: Record<string, unknown>;
  readonly written: Record<string, unknown> | undefined;
  readonly entra: Record<string, unknown>;
  readonly profileBytes: number;
}

let instances: Instances;
let count = 0;

beforeAll(async () => {
  instances = await startInstances();
});

afterAll(async () => {
  await instances.close();
});

/** A login of somebody of that size, of whom nothing is stored, and the user's profile after it. */
async function logIn(size: Size, secrets: Record<string, string> = {}): Promise<Kept> {
  const whose = person(++count);
  setSize(whose, size);
  const others = { plan: "x".repeat(size.others ?? 0) };
  const event = loginOf(whose, { PHOTO_SIZE: "648x648", MAX_DIRECT_REPORTS: "200", ...secrets }, others);
  const { logged, logins } = await instances.login(String(whose.number), [event]);
  expect(logins[0]?.thrown).toBeUndefined();
  expect(logged).toHaveLength(1);
  const [written] = instances.world.written(whose.number);
  expect(written ?? {}).not.toHaveProperty("plan");
  const user = { ...(event.user as object), app_metadata: { ...others, ...written } };
  return {
    line: JSON.parse(logged[0] ?? "") as Kept["line"],
    written,
    entra: (written?.entra ?? {}) as Kept["entra"],
    profileBytes: Buffer.byteLength(JSON.stringify(user)),
  };
}

function setSize(whose: Person, { plans, aliases, reports, photoBytes }: Size): void {
  const { world } = instances;
  world.set(
    whose.number,
    "profile",
    reply(200, () => ({
      ...whose.user,
      ...(plans && { assignedPlans: many(plans, plan), provisionedPlans: many(plans, plan) }),
      ...(plans && { assignedLicenses: many(plans / 8, plan) }),
      ...(aliases && { proxyAddresses: many(aliases, alias) }),
    })),
  );
  if (reports)
    world.set(
      whose.number,
      "directReports",
      reply(200, () => ({ value: many(reports, report) })),
    );
  const photo = jpeg(photoBytes ?? 300, "photo ");
  world.set(whose.number, "photo", reply(200, photo, { "content-type": "image/jpeg", etag: '"large"' }));
}

/** Notes are in the order of importance, and of things that there were. */
function expectInOrder(trimmed: unknown, there: readonly string[]): void {
  expect(trimmed).toEqual(
    ORDER.filter((note) => there.includes(note) && (trimmed as string[]).includes(note)),
  );
}

const PLANS = ORDER.slice(0, 3);
const REPORTS = ["entra.directReports", "directReports"];

describe("a user's profile", () => {
  test.each<[string, Size, string[]]>([
    ["80 plans", { plans: 80 }, PLANS],
    ["80 plans and 30 aliases", { plans: 80, aliases: 30 }, [...PLANS, "profile.proxy_addresses"]],
    ["200 reports", { reports: 200 }, REPORTS],
    ["a photo of 648x648", { photoBytes: 90_000 }, ["thumbnailPhoto"]],
    [
      "200 reports and a photo of 648x648",
      { reports: 200, photoBytes: 90_000 },
      [...REPORTS, "thumbnailPhoto"],
    ],
    ["30 aliases and much of others", { aliases: 30, others: 8000 }, ["profile.proxy_addresses"]],
    [
      "all of that",
      { plans: 80, aliases: 30, reports: 200, photoBytes: 90_000, others: 3000 },
      [...PLANS, "profile.proxy_addresses", ...REPORTS, "thumbnailPhoto"],
    ],
  ])("with %s stays below 10 kB, and says what was left out", async (_, size, there) => {
    const { line, entra, written, profileBytes } = await logIn(size);
    expect(profileBytes).toBeLessThanOrEqual(LIMIT_BYTES);
    expect(line).toMatchObject({ entra: "updated", saved: "management-api" });
    const extra = ["entra.directReports", "thumbnailPhoto", "directReports"];
    expectInOrder(entra.trimmed, [...there, ...extra]);
    const trimmed = entra.trimmed as string[];
    expect(trimmed.length).toBeGreaterThan(0);
    const isLeftOut = (note: string) => trimmed.includes(note);
    const profile = entra.profile as Record<string, unknown>;
    for (const note of trimmed) expect(profile).not.toHaveProperty([note.replace("profile.", "")]);
    expect("photo" in entra).toBe(!isLeftOut("thumbnailPhoto"));
    expect(Boolean(written?.thumbnailPhoto)).toBe(!isLeftOut("thumbnailPhoto"));
    expect("directReports" in entra).toBe(!isLeftOut("entra.directReports"));
    expect(entra.directReportsCount).toBe(size.reports ?? 2);
    const names = written?.directReports as string[];
    const all = size.reports ? many(size.reports, (index) => report(index).displayName) : names;
    expect(names).toEqual(all.slice(0, names.length));
    expect(names.length < all.length).toBe(isLeftOut("directReports"));
  });

  test("that others have filled is left alone, and the line says so", async () => {
    const { line, written } = await logIn({ others: 9900 });
    expect(written).toBeUndefined();
    expect(line).toMatchObject({ entra: "failed", saved: "failed:too_large" });
  });

  test("is not limited where no limit is set", async () => {
    const { entra, profileBytes } = await logIn({ plans: 80, reports: 200 }, { PROFILE_LIMIT_BYTES: "0" });
    expect(entra).not.toHaveProperty("trimmed");
    expect(profileBytes).toBeGreaterThan(LIMIT_BYTES);
  });

  test("names in the line the parts that something was left out of", async () => {
    const { line } = await logIn({ plans: 80, reports: 200, photoBytes: 90_000 });
    expect(line).toMatchObject({
      profile: "trimmed",
      photo: "trimmed",
      manager: "updated",
      directReports: "trimmed",
    });
  });
});

describe("a chain of next links that never ends", () => {
  const endless = (value: unknown[]): Behaviour => {
    let page = 0;
    return ({ request }, response: ServerResponse) => {
      const path = request.path.split("&$skiptoken")[0] ?? "";
      const next = `${GRAPH_URL}${path}&$skiptoken=${++page}`;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ value, "@odata.nextLink": next }));
    };
  };

  test.each([
    ["empty pages", []],
    ["pages of contacts", [{ "@odata.type": "#microsoft.graph.orgContact", id: "c" }]],
    ["full pages", many(10, report)],
  ])("of %s ends by the deadline or a cap, and the other parts are saved", async (_, value) => {
    const whose = person(++count);
    instances.world.set(whose.number, "directReports", endless(value));
    const { logged, logins } = await instances.login(String(whose.number), [loginOf(whose)]);
    expect(logins[0]?.ms).toBeLessThanOrEqual(LATEST_MS);
    const line = JSON.parse(logged[0] ?? "") as Record<string, unknown>;
    expect(line).toMatchObject({ entra: "partial", profile: "updated", saved: "management-api" });
    expect(line.directReports).toMatch(/^failed:(?:timeout|too_large)$/);
    const asked = instances.world.of(whose.number, "directReports").length;
    await new Promise((passed) => setTimeout(passed, 200));
    expect(instances.world.of(whose.number, "directReports")).toHaveLength(asked);
  });
});

test("nothing is left that is rejected, warned of or printed", async () => {
  expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(instances.printed()).toBe("");
});
