/**
 * State of an instance, work that simultaneous logins share, and trimming at the profile limit.
 */

import { NATIVE, OID, graphError, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

describe("simultaneous logins", () => {
  const answers = {
    user: { body: { id: OID, displayName: "Me" }, delayMs: 100 },
    manager: { body: { id: "m", displayName: "Grace" } },
  };
  const settings = {
    USER_PHOTOS: "on",
    SYNC_USER_PHOTOS: "on",
    TOKEN_CLAIMS: "manager",
    TOKEN_CLAIMS_NAMESPACE: "https://contoso.example",
  };

  test("simultaneous logins of one user share one enrichment and one write, and each sets its own claims and logs its own line", async () => {
    const { counts, lines, idTokens } = await logIn({ times: 5, settings, answers });
    expect(counts).toMatchObject({
      ...{ entraToken: 1, user: 1, photoSized: 1, manager: 1, directReports: 1 },
      ...{ managementToken: 1, userWrite: 1 },
    });
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatchObject({ entra: "updated", saved: "management-api" });
    expect(idTokens).toEqual(
      Array.from({ length: 5 }, () => ({ "https://contoso.example/manager": "Grace" })),
    );
  });

  test("simultaneous logins of one user share a write with PERSIST_WITH=action-api", async () => {
    const { lines } = await logIn({
      times: 3,
      settings: { ...settings, PERSIST_WITH: "action-api" },
      answers,
    });
    expect(lines.map(({ saved }) => saved)).toEqual(["action-api", "action-api", "action-api"]);
  });

  test("simultaneous logins of one user share a failure and set the claims from stored data", async () => {
    const stored = { manager: "Ada", entra: { identity: "contoso|q1" } };
    const refused = { ...answers, userWrite: { status: 500 } };
    const { lines, idTokens, counts } = await logIn({ times: 3, settings, stored, answers: refused });
    expect(lines.map(({ saved }) => saved)).toEqual(Array.from({ length: 3 }, () => "failed:unavailable"));
    expect(counts.userWrite).toBe(1);
    // The manager that could not be saved is not used.
    expect(idTokens).toEqual(Array.from({ length: 3 }, () => ({ "https://contoso.example/manager": "Ada" })));
  });

  test("simultaneous logins of one user do not share work with a login that has ended", async () => {
    const login = { settings: { ...settings, REFRESH_AFTER_SECONDS: "0" }, answers, instance: "not shared" };
    await logIn(login);
    expect((await logIn(login)).counts).toMatchObject({ user: 1, userWrite: 1 });
  });
});

test("app_metadata that was deleted is written again by a warm instance", async () => {
  const answers = { manager: { body: { id: "m", displayName: "Grace" } } };
  const first = await logIn({ answers, instance: "wiped" });
  expect((await logIn({ answers, instance: "wiped", stored: first.metadata })).requests).toEqual([]);
  const wiped = await logIn({ answers, instance: "wiped", stored: { plan: "gold" } });
  expect(wiped.line).toMatchObject({ entra: "updated", manager: "updated" });
});

test("a part that was absent or too large is not read again, although nothing is stored", async () => {
  const settings = { SYNC_PROFILE: "off", SYNC_DIRECT_REPORTS: "off" };
  const none = await logIn({ settings, instance: "none" });
  expect(none.line).toMatchObject({ manager: "none", entra: "unchanged" });
  expect((await logIn({ settings, instance: "none" })).lines).toEqual([]);
  const stored = { plan: "x".repeat(12_000) };
  const full = await logIn({ stored, instance: "full" });
  expect(full.line).toMatchObject({ saved: "failed:too_large" });
  expect((await logIn({ stored, instance: "full" })).lines).toEqual([]);
});

test.each([
  ["manager", { SYNC_MANAGER: "off" }],
  ["directReports", { SYNC_DIRECT_REPORTS: "off" }],
  ["profile", { SYNC_PROFILE: "off" }],
  ["thumbnailPhoto", { USER_PHOTOS: "off" }],
  ["picture", { SYNC_USER_PHOTOS: "off" }],
])("the ID token has no %s if its part is off, although one is stored", async (claim, off) => {
  const names = ["thumbnailPhoto", "manager", "directReports", "profile", "picture"];
  const now = new Date().toISOString();
  const stored = {
    thumbnailPhoto: "data:image/jpeg;base64,AAAA",
    manager: "Grace",
    directReports: ["Ada"],
    entra: {
      identity: "contoso|q1",
      profile: { city: "Bern" },
      sync: { profile: now, photo: now, manager: now, directReports: now },
    },
  };
  const on = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", REFRESH_AFTER_SECONDS: "86400" };
  const settings = { ...on, TOKEN_CLAIMS: names.join(), TOKEN_CLAIMS_NAMESPACE: "https://c.example" };
  const full = (name: string) => (name === "picture" ? name : `https://c.example/${name}`);
  const fresh = await logIn({ settings, stored });
  expect(Object.keys(fresh.idTokens[0] ?? {}).sort()).toEqual(names.map(full).sort());
  expect(fresh.lines).toEqual([]);
  const { idTokens } = await logIn({ settings: { ...settings, ...off }, stored });
  expect(idTokens[0]).not.toHaveProperty([full(claim)]);
  expect(idTokens[0]).not.toEqual({});
});

describe("profile limit", () => {
  const photo = (bytes: number) => ({
    bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes, 1)]).toString("base64"),
  });
  const plans = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ servicePlanId: `plan-${index}`.padEnd(36, "0") }));
  const reports = {
    body: {
      value: ["Ada", "Alan"].map((displayName) => ({ id: displayName, displayName, jobTitle: "Engineer" })),
    },
  };
  const user = {
    body: {
      id: OID,
      displayName: "Me",
      assignedPlans: plans(20),
      assignedLicenses: plans(2),
      proxyAddresses: ["a"],
    },
  };
  const settings = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", REFRESH_AFTER_SECONDS: "0" };

  test("a profile at the limit is saved without a photo that is too large", async () => {
    const answers = { user, directReports: reports, photoSized: photo(7000) };
    const { line, entra, metadata } = await logIn({ settings, answers });
    expect(line).toMatchObject({ photo: "trimmed", profile: "updated", directReports: "updated" });
    expect(line.hint).toMatch(/^lower PHOTO_SIZE/);
    expect(entra.trimmed).toEqual(["thumbnailPhoto"]);
    expect(metadata).not.toHaveProperty("thumbnailPhoto");
    expect(entra).toMatchObject({
      profile: { assigned_plans: plans(20), assigned_licenses: plans(2), proxy_addresses: ["a"] },
      directReports: [{ displayName: "Ada" }, { displayName: "Alan" }],
    });
  });

  test("a profile at the limit is not written again, whichever part the next login reads", async () => {
    const answers = { user, directReports: reports, photoSized: photo(6000) };
    const first = await logIn({ settings, answers });
    expect(first.entra.trimmed).toBeDefined();
    const times = Object.keys(first.entra.sync as object);
    for (const due of times) {
      const sync = Object.fromEntries(
        times.map((name) => [name, name === due ? "2020-01-01T00:00:00Z" : new Date().toISOString()]),
      );
      const stored = { ...first.metadata, entra: { ...first.entra, sync } };
      const next = await logIn({ settings: { ...settings, REFRESH_AFTER_SECONDS: "3600" }, answers, stored });
      expect(next.lines).toHaveLength(1);
      expect(next.writes).toEqual([]);
    }
  });

  test("a profile at the limit is measured without properties that only the login event has", async () => {
    const answers = { user, directReports: reports, photoSized: photo(4500) };
    const onlyInEvent = {
      multifactor: ["x".repeat(2000)],
      enrolledFactors: [{ method: "x".repeat(2000) }],
      last_ip: "x".repeat(2000),
      logins_count: 5,
    };
    const withTokens = NATIVE.user.identities.map((it) => ({ ...it, access_token: "x".repeat(2000) }));
    const event = { ...NATIVE, user: { ...NATIVE.user, ...onlyInEvent, identities: withTokens } };
    const [plain, more] = [await logIn({ settings, answers }), await logIn({ event, settings, answers })];
    expect(more.entra.trimmed).toEqual(plain.entra.trimmed);
    expect(more.metadata.directReports).toEqual(plain.metadata.directReports);
  });
});

test("a part that failed keeps its circuit open for a minute", async () => {
  const login = { instance: "circuit", settings: { REFRESH_AFTER_SECONDS: "0" } };
  await logIn({ ...login, answers: { manager: graphError(403, "x") } });
  const blocked = await logIn(login);
  expect(blocked.counts.manager).toBe(0);
  // Graph accepted the token for other parts.
  expect(blocked.counts.entraToken).toBe(0);
  expect((await logIn({ ...login, aheadMs: 61_000 })).line).toMatchObject({ manager: "none" });
});

test("a request that is no longer needed is aborted at the end of the login", async () => {
  // Nothing is stored, so the Management token is requested early. Nothing fits, so it is not needed.
  const { line, aborted } = await logIn({
    stored: { plan: "x".repeat(20_000) },
    answers: { managementToken: { delayMs: 10_000 } },
  });
  expect(line).toMatchObject({ saved: "failed:too_large" });
  // Otherwise the response would arrive first, and the deadline later.
  await aborted("managementToken");
});

test("app_metadata with only an empty entra left is written again", async () => {
  const first = await logIn({ instance: "emptied" });
  expect(first.line).toMatchObject({ entra: "updated" });
  const emptied = await logIn({ instance: "emptied", stored: { entra: {} } });
  expect(emptied.line).toMatchObject({ entra: "updated", profile: "updated" });
});

test("the hint does not suggest a lower PHOTO_SIZE if it is the lowest", async () => {
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(9000, 1)]);
  const settings = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", PHOTO_SIZE: "48x48" };
  const { line } = await logIn({ settings, answers: { photoSized: { bytes: photo.toString("base64") } } });
  expect(line).toMatchObject({ photo: "trimmed" });
  expect(line.hint).toBe("above PROFILE_LIMIT_BYTES, left out thumbnailPhoto");
});
