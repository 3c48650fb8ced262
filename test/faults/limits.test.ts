/**
 * Data that exceeds the limit of 10 kB for a profile, and endless pages of direct reports.
 */

import type { ServerResponse } from "node:http";
import { type Responder, createFaultBackend } from "../support/faults/backend";
import { reply } from "../support/faults/responders";
import { GRAPH, MAX_LOGIN_MS, type TestUser, jpeg, loginOf, testUser } from "../support/faults/test-user";
import { type Instances, startInstances } from "../support/instances/instances";

const LIMIT_BYTES = 10_000;
/** The order in which data is trimmed. */
const TRIM_ORDER = [
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
  ...testUser(index + 1000).manager,
  displayName: `Report number ${String(index).padStart(4, "0")}`,
});

interface Size {
  readonly plans?: number;
  readonly aliases?: number;
  readonly reports?: number;
  readonly photoBytes?: number;
  /** Bytes of another application's key in `app_metadata`. */
  readonly others?: number;
}

interface Saved {
  readonly line: Record<string, unknown>;
  readonly written: Record<string, unknown> | undefined;
  readonly entra: Record<string, unknown>;
  readonly profileBytes: number;
}

const backend = createFaultBackend();
let instances: Instances;
let count = 0;

beforeAll(async () => {
  instances = await startInstances(backend.handle);
});

afterAll(async () => {
  await instances.close();
});

/** The first login of a user with data of this size, and the user's profile after it. */
async function logIn(size: Size, secrets: Record<string, string> = {}): Promise<Saved> {
  const user = testUser(++count);
  setSize(user, size);
  const others = { plan: "x".repeat(size.others ?? 0) };
  const event = loginOf(user, { PHOTO_SIZE: "648x648", MAX_DIRECT_REPORTS: "200", ...secrets }, others);
  const { logged, logins } = await instances.login(String(user.number), [event]);
  expect(logins[0]?.thrown).toBeUndefined();
  expect(logged).toHaveLength(1);
  const [written] = backend.written(user.number);
  expect(written ?? {}).not.toHaveProperty("plan");
  const profile = { ...(event.user as object), app_metadata: { ...others, ...written } };
  return {
    line: JSON.parse(logged[0] ?? "") as Saved["line"],
    written,
    entra: (written?.entra ?? {}) as Saved["entra"],
    profileBytes: Buffer.byteLength(JSON.stringify(profile)),
  };
}

function setSize(user: TestUser, { plans, aliases, reports, photoBytes }: Size): void {
  backend.setResponder(
    user.number,
    "profile",
    reply(200, () => ({
      ...user.user,
      ...(plans && { assignedPlans: many(plans, plan), provisionedPlans: many(plans, plan) }),
      ...(plans && { assignedLicenses: many(plans / 8, plan) }),
      ...(aliases && { proxyAddresses: many(aliases, alias) }),
    })),
  );
  if (reports)
    backend.setResponder(
      user.number,
      "directReports",
      reply(200, () => ({ value: many(reports, report) })),
    );
  const photo = jpeg(photoBytes ?? 300, "photo ");
  backend.setResponder(
    user.number,
    "photo",
    reply(200, photo, { "content-type": "image/jpeg", etag: '"large"' }),
  );
}

/** Expects that the notes are in the order of trimming and only about data that exists. */
function expectInTrimOrder(trimmed: unknown, existing: readonly string[]): void {
  expect(trimmed).toEqual(
    TRIM_ORDER.filter((note) => existing.includes(note) && (trimmed as string[]).includes(note)),
  );
}

const PLANS = TRIM_ORDER.slice(0, 3);
const REPORTS = ["entra.directReports", "directReports"];

describe("profile limit", () => {
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
    [
      "30 aliases and a large key of another application",
      { aliases: 30, others: 8000 },
      ["profile.proxy_addresses"],
    ],
    [
      "all of that",
      { plans: 80, aliases: 30, reports: 200, photoBytes: 90_000, others: 3000 },
      [...PLANS, "profile.proxy_addresses", ...REPORTS, "thumbnailPhoto"],
    ],
  ])(
    "a user's profile with %s is trimmed to 10 kB and lists what was left out",
    async (_, size, existing) => {
      const { line, entra, written, profileBytes } = await logIn(size);
      expect(profileBytes).toBeLessThanOrEqual(LIMIT_BYTES);
      expect(line).toMatchObject({ entra: "updated", saved: "management-api" });
      const extra = ["entra.directReports", "thumbnailPhoto", "directReports"];
      expectInTrimOrder(entra.trimmed, [...existing, ...extra]);
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
    },
  );

  test("a user's profile that another application has filled is not written, and the log line gives the reason", async () => {
    const { line, written } = await logIn({ others: 9900 });
    expect(written).toBeUndefined();
    expect(line).toMatchObject({ entra: "failed", saved: "failed:too_large" });
  });

  test("a user's profile is not trimmed if PROFILE_LIMIT_BYTES is 0", async () => {
    const { entra, profileBytes } = await logIn({ plans: 80, reports: 200 }, { PROFILE_LIMIT_BYTES: "0" });
    expect(entra).not.toHaveProperty("trimmed");
    expect(profileBytes).toBeGreaterThan(LIMIT_BYTES);
  });

  test("a user's profile is logged with the parts that were trimmed", async () => {
    const { line } = await logIn({ plans: 80, reports: 200, photoBytes: 90_000 });
    expect(line).toMatchObject({
      profile: "trimmed",
      photo: "trimmed",
      manager: "updated",
      directReports: "trimmed",
    });
  });
});

describe("endless paging", () => {
  const endless = (value: unknown[]): Responder => {
    let page = 0;
    return ({ request }, response: ServerResponse) => {
      const path = request.path.split("&$skiptoken")[0] ?? "";
      const next = `${GRAPH}${path}&$skiptoken=${++page}`;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ value, "@odata.nextLink": next }));
    };
  };

  test.each([
    ["empty pages", []],
    ["pages of contacts", [{ "@odata.type": "#microsoft.graph.orgContact", id: "c" }]],
    ["full pages", many(10, report)],
  ])(
    "an endless chain of next links to %s ends at the deadline or the size limit, and the other parts are saved",
    async (_, value) => {
      const user = testUser(++count);
      backend.setResponder(user.number, "directReports", endless(value));
      const { logged, logins } = await instances.login(String(user.number), [loginOf(user)]);
      expect(logins[0]?.ms).toBeLessThanOrEqual(MAX_LOGIN_MS);
      const line = JSON.parse(logged[0] ?? "") as Record<string, unknown>;
      expect(line).toMatchObject({ entra: "partial", profile: "updated", saved: "management-api" });
      expect(line.directReports).toMatch(/^failed:(?:timeout|too_large)$/);
      const requests = backend.exchangesOf(user.number, "directReports").length;
      await new Promise((passed) => setTimeout(passed, 200));
      expect(backend.exchangesOf(user.number, "directReports")).toHaveLength(requests);
    },
  );
});

test("no login leaves unhandled rejections, warnings or output", async () => {
  expect(await instances.report()).toEqual({ troubles: [], plainHosts: [] });
  expect(instances.printed()).toBe("");
});
