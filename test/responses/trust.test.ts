/**
 * Which claims may select a user of the directory.
 */

import { NATIVE, OID, OTHER_OID, TENANT, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

const FOREIGN = "99999999-9999-4999-8999-999999999999";
const listed = (claims: object) => ({
  connection: { name: "partner", strategy: "oidc" },
  user: {
    user_id: "oidc|partner|abc",
    identities: [{ provider: "oidc", connection: "partner", user_id: "partner|abc", isSocial: false }],
    ...claims,
  },
});
const LISTED = { ENTRA_CONNECTIONS: "partner" };
const TRUSTED = { ...LISTED, ENTRA_UPN_CONNECTIONS: "partner" };
const stored = (profile: object, identity = "partner|partner|abc") => ({
  manager: "Victim's manager",
  entra: { identity, profile, manager: { id: "m", displayName: "Victim's manager" }, sync: {} },
});

test.each([
  ["upn", { upn: "ceo@contoso.example" }],
  ["the SAML claim", { "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn": "ceo@contoso.example" }],
  ["unique_name", { unique_name: "ceo@contoso.example" }],
  ["…/claims/name", { "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name": "ceo@contoso.example" }],
  ["upn and email", { upn: "ceo@contoso.example", email: "ceo@contoso.example" }],
])("a user of a listed connection cannot select another user with %s", async (_, claims) => {
  const answers = { userRead: { body: listed(claims).user } };
  const { line, counts, writes } = await logIn({ event: listed(claims), settings: LISTED, answers });
  expect(line).toMatchObject({ entra: "skipped", reason: "no_oid" });
  expect(line.hint).toMatch(/ENTRA_UPN_CONNECTIONS/);
  expect([counts.user, counts.photoSized, counts.manager, counts.directReports]).toEqual([0, 0, 0, 0]);
  expect(writes).toEqual([]);
});

test("a login with the issuer of another tenant is skipped without requests", async () => {
  const claims = { upn: "ceo@contoso.example", iss: `https://sts.windows.net/${FOREIGN}/` };
  const { line, requests } = await logIn({ event: listed(claims), settings: TRUSTED });
  expect(line).toMatchObject({ entra: "skipped", reason: "tenant_not_allowed" });
  expect(requests).toEqual([]);
});

test.each([[5], [[TENANT]], ["contoso.onmicrosoft.com"], [{ toString: TENANT }]])(
  "a login with tenant %j is skipped without requests",
  async (tid) => {
    const { line, requests } = await logIn({ event: listed({ oid: OID, tid }), settings: LISTED });
    expect(line).toMatchObject({ entra: "skipped", reason: "tenant_not_allowed" });
    expect(requests).toEqual([]);
  },
);

test("the personal tenant gets its own hint", async () => {
  const event = listed({ oid: OID, tid: "9188040d-6c67-4c5b-b112-36a304b66dad" });
  const { line } = await logIn({ event, settings: LISTED });
  expect(line.hint).toMatch(/personal accounts have no directory/);
});

test("a connection in ENTRA_UPN_CONNECTIONS is trusted for its user principal name", async () => {
  const event = listed({ upn: "me@contoso.example" });
  const { line, profile, requests } = await logIn({ event, settings: TRUSTED });
  expect(line).toMatchObject({ entra: "updated", profile: "updated" });
  expect(profile).toMatchObject({ oid: OID, tenantid: TENANT });
  expect(requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/users\/me%40contoso/));
});

test("a stored object id is used for a trusted connection, so that a renamed user is found", async () => {
  const event = listed({ upn: "old-name@contoso.example" });
  const { line, counts, requests } = await logIn({
    event,
    settings: TRUSTED,
    stored: stored({ oid: OID, tenantid: TENANT }),
  });
  expect(line).toMatchObject({ profile: "updated" });
  expect(counts.userRead).toBe(0);
  const graph = requests.filter(({ host }) => host === "graph.microsoft.com").map(({ path }) => path);
  expect(graph.filter((path) => !path.includes(`/users/${OID}`))).toEqual([]);
});

test("an object id that an earlier version stored for another connection is not used", async () => {
  const { line, counts } = await logIn({
    event: listed({ upn: "ceo@contoso.example" }),
    settings: LISTED,
    stored: stored({ oid: OTHER_OID, tenantid: TENANT }),
  });
  expect(line).toMatchObject({ entra: "skipped", reason: "no_oid" });
  expect(counts.user).toBe(0);
});

test.each([
  ["if Auth0 has no object id either", { body: { identities: NATIVE.user.identities } }],
  ["if the Auth0 user may not be read", { status: 403, body: { statusCode: 403 } }],
])(
  "the hint is to turn on extended attributes for a native connection without them, %s",
  async (_, userRead) => {
    const user = { ...NATIVE.user, oid: undefined };
    const { line } = await logIn({ event: { ...NATIVE, user }, answers: { userRead } });
    expect(line).toMatchObject({ entra: "skipped", reason: "no_oid" });
    expect(line.hint).toMatch(/^turn on the connection's extended attributes/);
  },
);

test("a login of a tenant that is not allowed sets no ID token claims, although data is stored", async () => {
  const settings = { TOKEN_CLAIMS: "manager", TOKEN_CLAIMS_NAMESPACE: "https://contoso.example" };
  const data = stored({ oid: OID, tenantid: TENANT }, "contoso|q1");
  const user = { ...NATIVE.user, tenantid: FOREIGN };
  const { line, idTokens } = await logIn({ event: { ...NATIVE, user }, settings, stored: data });
  expect(line).toMatchObject({ reason: "tenant_not_allowed" });
  expect(idTokens).toEqual([{}]);
  const noOid = { ...NATIVE.user, oid: undefined };
  const skipped = await logIn({
    event: { ...NATIVE, user: noOid },
    settings,
    stored: { ...data, entra: { ...data.entra, profile: {} } },
  });
  expect(skipped.line).toMatchObject({ reason: "no_oid" });
  expect(skipped.idTokens).toEqual([{ "https://contoso.example/manager": "Victim's manager" }]);
});

test.each([
  ["of a lone surrogate", "\ud800@contoso.example"],
  ["that is too long", `${"a".repeat(400)}@contoso.example`],
  ["with two at signs", "a@b@contoso.example"],
])("a login with a user principal name %s is skipped without an error", async (_, upn) => {
  const event = { ...NATIVE, user: { ...NATIVE.user, oid: undefined, upn } };
  const { line } = await logIn({ event });
  expect(line).toMatchObject({ entra: "skipped", reason: "no_oid" });
});

test("claims of a megabyte are processed in linear time", async () => {
  const claims = {
    unique_name: `a@${".".repeat(1_000_000)}`,
    upn: "@".repeat(1_000_000),
    email: "",
    iss: `https://${"/".repeat(1_000_000)}`,
    oid: OID,
  };
  const { line } = await logIn({
    event: listed(claims),
    settings: {
      ...LISTED,
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      PROFILE_LIMIT_BYTES: "0",
    },
  });
  // Quadratic time would exceed the timeout of the test.
  expect(line).toMatchObject({ entra: "updated", profile: "updated" });
});
