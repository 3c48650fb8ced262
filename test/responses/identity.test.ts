/**
 * Accounts that were linked to another person before, and one person with two connections.
 */

import { NATIVE, OID, OTHER_OID, TENANT, graphError, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

const FORMER = {
  plan: "gold",
  thumbnailPhoto: "data:image/jpeg;base64,AAAA",
  manager: "Former Manager",
  directReports: ["Former Report"],
  entra: {
    identity: "contoso|former",
    profile: { oid: OTHER_OID, tenantid: TENANT, city: "Former City" },
    manager: { id: "m", displayName: "Former Manager" },
    photo: { etag: '"1"', sha256: "x", contentType: "image/jpeg", bytes: 3, size: "64x64" },
    sync: { profile: new Date().toISOString(), manager: new Date().toISOString() },
  },
};
const REMOVAL = { thumbnailPhoto: null, manager: null, directReports: null, entra: null };

const CASES: [string, { settings?: Record<string, string>; user?: object; expected: object }][] = [
  ["has no object id", { user: { oid: undefined }, expected: { reason: "no_oid" } }],
  [
    "is of a tenant that is not allowed",
    { user: { tenantid: OTHER_OID }, expected: { reason: "tenant_not_allowed" } },
  ],
  ["lacks a credential", { settings: { AZURE_CLIENT_SECRET: "" }, expected: { reason: "config" } }],
];

test.each(CASES)(
  "a login that %s removes the former person's data",
  async (_, { settings, user, expected }) => {
    const event = { ...NATIVE, user: { ...NATIVE.user, ...user } };
    const claims = { TOKEN_CLAIMS: "manager,profile", TOKEN_CLAIMS_NAMESPACE: "https://contoso.example" };
    const login = { event, settings: { ...settings, ...claims }, answers: { userRead: { body: {} } } };
    const { line, writes, metadata, idTokens, counts } = await logIn({ ...login, stored: FORMER });
    expect(line).toMatchObject({ entra: "skipped", saved: "management-api", ...expected });
    expect(writes).toEqual([REMOVAL]);
    expect(metadata).toEqual({ plan: "gold" });
    expect(idTokens).toEqual([{}]);
    expect(counts.user + counts.entraToken).toBe(0);
    // Nothing is left to remove.
    const next = await logIn({ ...login, stored: metadata });
    expect(next.writes).toEqual([]);
    expect(next.line).not.toHaveProperty("saved");
  },
);

test("a skipped login logs that the removal could not be saved", async () => {
  const event = { ...NATIVE, user: { ...NATIVE.user, tenantid: OTHER_OID } };
  const { line } = await logIn({ event, stored: FORMER, answers: { userWrite: { status: 500 } } });
  expect(line).toMatchObject({ entra: "skipped", reason: "tenant_not_allowed", saved: "failed:unavailable" });
});

test("a removal is also saved with PERSIST_WITH=action-api", async () => {
  const event = { ...NATIVE, user: { ...NATIVE.user, tenantid: OTHER_OID } };
  const settings = { PERSIST_WITH: "action-api" };
  const { line, metadata, requests } = await logIn({ event, settings, stored: FORMER });
  expect(line).toMatchObject({ entra: "skipped", saved: "action-api" });
  expect(metadata).toEqual({ plan: "gold" });
  expect(requests).toEqual([]);
});

test("a login that fails in every part removes the former person's data", async () => {
  const answers = { entraToken: { status: 503 } };
  const { metadata, line } = await logIn({ stored: FORMER, answers });
  expect(line).toMatchObject({ entra: "failed", saved: "management-api" });
  expect(JSON.stringify(metadata)).not.toMatch(/Former|AAAA/);
  expect(metadata).toMatchObject({ plan: "gold", entra: { identity: "contoso|q1" } });
});

test("data above the profile limit is not stored, and the former person's data is removed nevertheless", async () => {
  const stored = { ...FORMER, plan: "x".repeat(20_000) };
  const settings = { TOKEN_CLAIMS: "manager", TOKEN_CLAIMS_NAMESPACE: "https://contoso.example" };
  const { line, writes, metadata, idTokens } = await logIn({ stored, settings });
  expect(line).toMatchObject({ entra: "failed", saved: "failed:too_large" });
  expect(writes).toEqual([REMOVAL]);
  expect(metadata).toEqual({ plan: stored.plan });
  expect(idTokens).toEqual([{}]);
});

describe("two connections of one user", () => {
  const partner = {
    connection: { name: "partner", strategy: "oidc" },
    user: {
      user_id: "waad|q1",
      name: "Auth0 Name",
      email: "person@contoso.example",
      nickname: "person",
      oid: OID.toUpperCase(),
      tid: TENANT.toUpperCase(),
      ver: "2.0",
      // Pairwise: a different value for every app.
      sub: "pairwise-sub",
      identities: [
        { provider: "oidc", connection: "partner", user_id: "p1", isSocial: false },
        ...NATIVE.user.identities,
      ],
    },
  };
  const native = {
    ...NATIVE,
    user: {
      ...NATIVE.user,
      identities: [...NATIVE.user.identities, ...partner.user.identities.slice(0, 1)],
    },
  };
  const settings = { ENTRA_CONNECTIONS: "partner", REFRESH_AFTER_SECONDS: "0" };
  const answers = { manager: { body: { id: "m", displayName: "Grace" } } };

  test("a user with two connections causes no write if only the connection changes, and the next write stores the connection", async () => {
    const first = await logIn({ event: native, settings, answers });
    expect(first.entra.identity).toBe("contoso|q1");
    const second = await logIn({ event: partner, settings, answers, stored: first.metadata });
    expect(second.line).toMatchObject({ entra: "unchanged", profile: "unchanged", manager: "unchanged" });
    expect(second.writes).toEqual([]);
    const moved = { manager: { body: { id: "n", displayName: "Ada" } } };
    const third = await logIn({ event: partner, settings, answers: moved, stored: first.metadata });
    expect(third.line).toMatchObject({ profile: "unchanged", manager: "updated" });
    expect(third.entra).toMatchObject({
      identity: "partner|p1",
      profile: { user_id: "pairwise-sub" },
      manager: { id: "n" },
    });
  });

  test("a user with two connections is fresh on the other connection", async () => {
    const first = await logIn({ event: native, settings: { ENTRA_CONNECTIONS: "partner" }, answers });
    const second = await logIn({
      event: partner,
      settings: { ENTRA_CONNECTIONS: "partner" },
      stored: first.metadata,
    });
    expect(second.lines).toEqual([]);
    expect(second.requests).toEqual([]);
  });

  test("a user with two connections is recognized by the id in Graph's response if the claims have no object id", async () => {
    const first = await logIn({ event: native, settings, answers });
    const user = { ...partner.user, oid: undefined, tid: undefined, upn: "me@contoso.example" };
    const event = { ...partner, user };
    const second = await logIn({
      event,
      settings: { ...settings, ENTRA_UPN_CONNECTIONS: "partner" },
      answers: { ...answers, userRead: { body: {} } },
      stored: first.metadata,
    });
    expect(second.line).toMatchObject({ profile: "unchanged", manager: "unchanged", directReports: "none" });
    expect(second.writes).toEqual([]);
  });

  test("a user with two connections is treated as two people if no object id is stored, as with SYNC_PROFILE=off", async () => {
    const off = { ...settings, SYNC_PROFILE: "off" };
    const first = await logIn({ event: native, settings: off, answers });
    expect(first.entra).not.toHaveProperty("profile");
    const down = { manager: graphError(503, "x"), directReports: graphError(503, "x") };
    const second = await logIn({ event: partner, settings: off, answers: down, stored: first.metadata });
    expect(second.metadata).toEqual({});
  });

  test("a user with two connections is treated as two people if the tenants differ, even with the same object id", async () => {
    const first = await logIn({ event: native, settings, answers });
    const tenants = { ...settings, ENTRA_TENANTS: OTHER_OID };
    const user = { ...partner.user, tid: OTHER_OID };
    const down = { manager: graphError(503, "x") };
    const second = await logIn({
      event: { ...partner, user },
      settings: tenants,
      answers: down,
      stored: first.metadata,
    });
    expect(second.metadata).not.toHaveProperty("manager");
  });
});

test("a changed pairwise sub of v1 claims causes no write on another connection", async () => {
  const v1 = (connection: string, sub: string) => ({
    connection: { name: connection, strategy: "oidc" },
    user: {
      user_id: "oidc|x",
      ver: "1.0",
      name: "Auth0 Name",
      oid: OID,
      tid: TENANT,
      sub,
      identities: [{ provider: "oidc", connection, user_id: "u1", isSocial: false }],
    },
  });
  const settings = { ENTRA_CONNECTIONS: "p1,p2", REFRESH_AFTER_SECONDS: "0" };
  const first = await logIn({ event: v1("p1", "s1"), settings });
  expect(first.profile).toMatchObject({ azure_id: "s1" });
  const second = await logIn({ event: v1("p2", "s2"), settings, stored: first.metadata });
  expect(second.writes).toEqual([]);
  // On the same connection, a changed value is stored.
  const third = await logIn({ event: v1("p1", "s3"), settings, stored: first.metadata });
  expect(third.profile).toMatchObject({ azure_id: "s3" });
});

test("a personal tenant that only the Management API returns gets its own hint", async () => {
  const user = { ...NATIVE.user, oid: undefined, tenantid: undefined };
  const body = { ...NATIVE.user, tenantid: "9188040d-6c67-4c5b-b112-36a304b66dad" };
  const { line } = await logIn({ event: { ...NATIVE, user }, answers: { userRead: { body } } });
  expect(line).toMatchObject({ reason: "tenant_not_allowed" });
  expect(line.hint).toMatch(/personal accounts have no directory/);
});
