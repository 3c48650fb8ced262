/**
 * Claims during an outage of Graph, and `null` in Graph's responses.
 */

import { NATIVE, OID, TENANT, graphError, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

const PROFILE_ONLY = { SYNC_MANAGER: "off", SYNC_DIRECT_REPORTS: "off", REFRESH_AFTER_SECONDS: "0" };
const user = {
  ...NATIVE.user,
  // Tokens have lower-case and older values.
  email: "adele.vance@contoso.example",
  upn: "adele.vance@contoso.example",
  department: "Former Department",
  job_title: "Former Title",
  city: "Former City",
};
const graphUser = {
  body: {
    id: OID,
    displayName: "Adele Vance",
    mail: "Adele.Vance@Contoso.Example",
    userPrincipalName: "Adele.Vance@Contoso.Example",
    department: "Retail",
    jobTitle: null,
    city: "Seattle",
    businessPhones: [],
  },
};
const event = { ...NATIVE, user };

test.each([
  ["503", graphError(503, "serviceNotAvailable")],
  ["403", graphError(403, "Authorization_RequestDenied")],
  ["404", graphError(404, "Request_ResourceNotFound", "Resource does not exist")],
])("an outage (%s) causes no write for a stored user, nor does the login after it", async (_, down) => {
  const first = await logIn({ event, settings: PROFILE_ONLY, answers: { user: graphUser } });
  expect(first.profile).toMatchObject({
    email: "Adele.Vance@Contoso.Example",
    department: "Retail",
    city: "Seattle",
  });
  expect(first.profile).not.toHaveProperty("job_title");
  const stored = first.metadata;
  const outage = await logIn({ event, settings: PROFILE_ONLY, stored, answers: { user: down } });
  expect(outage.line.profile).toMatch(/^failed:/);
  expect(outage.writes).toEqual([]);
  const after = await logIn({ event, settings: PROFILE_ONLY, stored, answers: { user: graphUser } });
  expect(after.line).toMatchObject({ entra: "unchanged" });
  expect(after.writes).toEqual([]);
});

test("claims update ids and fill missing names during an outage, but no attribute of the directory", async () => {
  const stored = {
    entra: {
      identity: "contoso|q1",
      profile: { oid: OID, tenantid: TENANT, user_id: "old sub", name: "Old Name", city: "Seattle" },
      sync: { profile: "2020-01-01T00:00:00Z" },
    },
  };
  const answers = { user: graphError(503, "serviceNotAvailable") };
  const { line, profile } = await logIn({ event, settings: PROFILE_ONLY, stored, answers });
  expect(line).toMatchObject({ profile: "failed:unavailable", saved: "management-api" });
  expect(profile).toEqual({
    oid: OID,
    tenantid: TENANT,
    user_id: "q1",
    name: "Auth0 Name",
    city: "Seattle",
    nickname: "adele.vance@contoso.example",
    email: "adele.vance@contoso.example",
    upn: "adele.vance@contoso.example",
  });
});

test("claims fill directory attributes until Graph is read for the first time", async () => {
  const answers = { user: graphError(503, "serviceNotAvailable") };
  const { profile, metadata } = await logIn({ event, settings: PROFILE_ONLY, answers });
  expect(profile).toMatchObject({ city: "Former City", department: "Former Department" });
  const again = await logIn({ event, settings: PROFILE_ONLY, stored: metadata, answers });
  expect(again.writes).toEqual([]);
});

test("a null of Graph removes directory attributes that Auth0 still has", async () => {
  const body = { id: OID, displayName: "Adele", jobTitle: null, city: null, mail: null, businessPhones: [] };
  const { profile } = await logIn({ event, settings: PROFILE_ONLY, answers: { user: { body } } });
  expect(profile).not.toHaveProperty("job_title");
  expect(profile).not.toHaveProperty("city");
  expect(profile).toMatchObject({ email: "adele.vance@contoso.example", phone: [] });
});

describe("groups overage", () => {
  const partner = (claims: object) => ({
    connection: { name: "partner", strategy: "oidc" },
    user: {
      user_id: "oidc|partner|abc",
      oid: OID,
      tid: TENANT,
      identities: [{ provider: "oidc", connection: "partner", user_id: "abc", isSocial: false }],
      ...claims,
    },
  });
  const settings = { ...PROFILE_ONLY, ENTRA_CONNECTIONS: "partner" };
  const stored = {
    entra: { identity: "partner|abc", profile: { oid: OID, tenantid: TENANT, group_ids: ["g1", "g2"] } },
  };

  test.each([
    [{ _claim_names: { groups: "src1" } }],
    [{ hasgroups: true }],
    [{ hasgroups: "true" }],
    [{ "http://schemas.microsoft.com/claims/groups.link": "https://graph.windows.net/x" }],
  ])("groups that the token leaves out keep the stored group_ids: %j", async (claims) => {
    const { profile, line } = await logIn({ event: partner(claims), settings, stored });
    expect(profile.group_ids).toEqual(["g1", "g2"]);
    expect(line.hint).toMatch(/^groups overage/);
  });

  test.each([
    ["an older value from Auth0", { hasgroups: true, group_ids: ["old"] }],
    ["an empty list", { _claim_names: { groups: "src1" }, groups: [] }],
  ])("groups that the token leaves out keep the stored group_ids instead of %s", async (_, claims) => {
    const { profile } = await logIn({ event: partner(claims), settings, stored });
    expect(profile.group_ids).toEqual(["g1", "g2"]);
  });

  test("groups that the token leaves out keep the stored group_ids of the same person, recognized by Graph's response", async () => {
    const event = partner({ oid: undefined, tid: undefined, upn: "me@contoso.example", hasgroups: true });
    const { entra, profile } = await logIn({
      event,
      settings: { ...settings, ENTRA_UPN_CONNECTIONS: "partner" },
      stored: { entra: { ...stored.entra, identity: "contoso|q1" } },
      answers: { userRead: { body: {} } },
    });
    expect(profile.group_ids).toEqual(["g1", "g2"]);
    expect(entra.identity).toBe("partner|abc");
  });

  test("groups that the token leaves out are removed if no claim reports an overage", async () => {
    const { profile, line } = await logIn({ event: partner({}), settings, stored });
    expect(profile).not.toHaveProperty("group_ids");
    expect(line).not.toHaveProperty("hint");
  });

  test("groups that the token leaves out are read from SAML's claim in URI form", async () => {
    const groups = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups";
    const { profile } = await logIn({ event: partner({ [groups]: ["g3"] }), settings });
    expect(profile.group_ids).toEqual(["g3"]);
  });
});
