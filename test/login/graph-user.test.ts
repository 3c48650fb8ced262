import fc from "fast-check";
import { readConfiguration } from "../../src/login/configuration";
import { type LookupFacts, findGraphUser } from "../../src/login/graph-user";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
const OTHER = "1717622f-1d94-c0d4-9d74-f907ad6677b4";
const UNLISTED = "00000000-0000-0000-0000-000000000009";
const OID = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
const SOAP_UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
const app = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: "app", AZURE_CLIENT_SECRET: "s" };
const { settings } = readConfiguration({ ...app, ENTRA_TENANTS: OTHER });
const claims = (attributes: object) => ({ attributes, userId: "u", native: true });
const find = (attributes: object, more: Partial<LookupFacts> = {}) =>
  findGraphUser({ settings, claims: claims(attributes), stored: undefined, isUpnTrusted: true, ...more });
const auth0 = (attributes: object) => ({ auth0Claims: claims(attributes) });
const NOT_ALLOWED = { kind: "skipped", reason: "tenant_not_allowed" };
const NO_OID = { kind: "skipped", reason: "no_oid", isPersonalAccount: false };

describe("tenant in findGraphUser", () => {
  it("comes from the claims, in upper or lower case", () => {
    expect(find({ oid: OID, tenantid: OTHER.toUpperCase() })).toMatchObject({
      user: { tenantId: OTHER },
    });
  });

  it.each([
    ["https://login.microsoftonline.com/TID/v2.0"],
    ["https://sts.windows.net/TID/"],
    ["https://login.microsoftonline.us/TID/v2.0"],
    ["https://login.partner.microsoftonline.cn/TID/v2.0"],
    ["https://sts.chinacloudapi.cn/TID/"],
    ["HTTPS://STS.Windows.NET/TID/"],
  ])("comes from the issuer %s if the claims have no tenantid", (issuer) => {
    const iss = (tenant: string) => issuer.replace("TID", tenant);
    expect(find({ oid: OID, iss: iss(OTHER) })).toMatchObject({ user: { tenantId: OTHER } });
    expect(find({ oid: OID, iss: iss(UNLISTED) })).toMatchObject(NOT_ALLOWED);
    expect(find({ upn: "a@b.example", iss: iss(UNLISTED) })).toMatchObject(NOT_ALLOWED);
  });

  it.each([
    "https://login.microsoftonline.com/common/v2.0",
    "https://login.microsoftonline.com",
    "https://sts.windows.net/",
    "https://sts.windows.net/contoso.onmicrosoft.com/",
  ])("is not allowed if the Entra issuer %s contains no GUID", (iss) => {
    expect(find({ oid: OID, iss })).toMatchObject(NOT_ALLOWED);
  });

  it.each([
    [{}],
    [{ iss: "https://adfs.contoso.example/adfs" }],
    [{ iss: `https://sts.windows.net.evil.example/${UNLISTED}/` }],
    [{ iss: `http://sts.windows.net/${UNLISTED}/` }],
    [{ iss: 5 }],
    [{ tenantid: "" }],
    [{ tenantid: null }],
  ])("is AZURE_TENANT_ID if the claims have neither tenantid nor an Entra issuer: %j", (attributes) => {
    expect(find({ oid: OID, ...attributes })).toMatchObject({ user: { tenantId: TENANT } });
  });

  it.each([
    [UNLISTED],
    ["contoso.onmicrosoft.com"],
    [5],
    [[TENANT]],
    [{ id: TENANT }],
    [true],
    [` ${TENANT}`],
  ])("is not allowed if the claim is %j, even if the Auth0 user has an allowed one", (tenantid) => {
    const auth0User = auth0({ oid: OID, tenantid: TENANT });
    expect(find({ oid: OID, upn: "a@b.example", tenantid }, auth0User)).toMatchObject(NOT_ALLOWED);
  });

  it("sets isPersonalAccount for the tenant of personal accounts", () => {
    const personal = "9188040D-6c67-4c5b-b112-36a304b66dad";
    const personalAccount = { ...NOT_ALLOWED, isPersonalAccount: true };
    expect(find({ tid: personal })).toEqual(personalAccount);
    expect(find({ iss: `https://login.microsoftonline.com/${personal}/v2.0` })).toEqual(personalAccount);
    expect(find({}, auth0({ tid: personal }))).toEqual(personalAccount);
    expect(find({ tid: UNLISTED })).toEqual({ ...NOT_ALLOWED, isPersonalAccount: false });
  });

  it("is checked before missing settings are reported", () => {
    const { settings: incomplete } = readConfiguration({ AZURE_TENANT_ID: TENANT });
    expect(find({ oid: OID, tid: UNLISTED }, { settings: incomplete })).toMatchObject(NOT_ALLOWED);
    expect(find({ oid: OID }, { settings: incomplete })).toMatchObject({ kind: "skipped", reason: "config" });
  });

  it("is not checked without a valid AZURE_TENANT_ID", () => {
    const { settings: unset } = readConfiguration({ ...app, AZURE_TENANT_ID: "contoso" });
    expect(find({ oid: OID, tid: UNLISTED }, { settings: unset })).toMatchObject({ reason: "config" });
  });
});

describe("object ID in findGraphUser", () => {
  it("comes from the claims, before that of the Auth0 user", () => {
    expect(find({ oid: OID, tenantid: OTHER }, auth0({ oid: UNLISTED }))).toEqual({
      kind: "user",
      user: { tenantId: OTHER, path: `/users/${OID}`, oid: OID },
    });
  });

  it("comes from the next claim if a claim is not a GUID", () => {
    const v1 = { "http://schemas.microsoft.com/identity/claims/objectidentifier": "S-1-5-21", oid: OID };
    expect(find(v1)).toMatchObject({ user: { oid: OID } });
  });

  it("is the stored one with the stored tenant, before that of the Auth0 user, if the claims have none", () => {
    const stored = { tenantId: OTHER, oid: OID };
    expect(find({ upn: "a@b.example" }, { stored, ...auth0({ oid: UNLISTED }) })).toEqual({
      kind: "user",
      user: { tenantId: OTHER, path: `/users/${OID}`, oid: OID },
    });
  });

  it("is not the stored one if its tenant differs from the claims or is no longer allowed", () => {
    const byUpn = { user: { tenantId: TENANT, oid: undefined } };
    expect(
      find({ upn: "a@b.example", tenantid: TENANT }, { stored: { tenantId: OTHER, oid: OID } }),
    ).toMatchObject(byUpn);
    expect(find({ upn: "a@b.example" }, { stored: { tenantId: UNLISTED, oid: OID } })).toMatchObject(byUpn);
  });

  it("comes from the Auth0 user if its tenant is allowed", () => {
    expect(find({}, auth0({ oid: OID, tenantid: OTHER }))).toMatchObject({
      user: { tenantId: OTHER, oid: OID },
    });
    expect(find({}, auth0({ oid: OID, tenantid: UNLISTED }))).toMatchObject(NOT_ALLOWED);
  });

  it.each([
    [{}],
    [{ email: "ceo@contoso.com", name: "ceo@contoso.com", preferred_username: "ceo@contoso.com" }],
    [{ unique_name: "ceo@contoso.com" }],
    [{ "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name": "ceo@contoso.com" }],
    [{ oid: "ceo@contoso.com", email: "ceo@contoso.com" }],
    [{ oid: ".." }],
    [{ oid: `${OID}/manager` }],
    [{ upn: ".." }],
    [{ upn: "a@b@c.example" }],
    [{ upn: "\ud800@b.example" }],
    [{ upn: `${"a".repeat(320)}@b.example` }],
    [{ upn: ["a@b.example"] }],
  ])("is missing for %j", (attributes) => {
    expect(find(attributes)).toEqual(NO_OID);
    expect(find({}, auth0(attributes))).toEqual(NO_OID);
  });
});

describe("user principal name in findGraphUser", () => {
  it("selects the user if the UPN of the connection is trusted", () => {
    expect(find({ upn: "pat_fabrikam.com#EXT#@contoso.onmicrosoft.com" })).toEqual({
      kind: "user",
      user: {
        tenantId: TENANT,
        path: "/users/pat_fabrikam.com%23EXT%23%40contoso.onmicrosoft.com",
        oid: undefined,
      },
    });
  });

  it("is ignored if the UPN of the connection is not trusted", () => {
    const isUpnTrusted = false;
    expect(find({ upn: "ceo@contoso.example" }, { isUpnTrusted })).toEqual(NO_OID);
    expect(find({}, { isUpnTrusted, ...auth0({ upn: "ceo@contoso.example" }) })).toEqual(NO_OID);
  });

  it("is ignored if the tenant is not AZURE_TENANT_ID", () => {
    expect(find({ upn: "a@b.example", tenantid: OTHER })).toEqual(NO_OID);
    expect(find({ upn: "a@b.example" }, auth0({ tenantid: OTHER }))).toEqual(NO_OID);
  });

  it("comes from upn, then from the SAML claim, and never from unique_name", () => {
    const path = (name: string) => ({ user: { path: `/users/${name}%40b.example` } });
    const unique_name = "CONTOSO\\john";
    expect(find({ upn: "a@b.example", [SOAP_UPN]: "saml@b.example", unique_name })).toMatchObject(path("a"));
    expect(find({ upn: "no address", [SOAP_UPN]: "saml@b.example", unique_name })).toMatchObject(
      path("saml"),
    );
  });

  it("is put in parentheses with doubled quotes if it begins with $", () => {
    expect(find({ upn: "$o'neill#1@b.example" })).toMatchObject({
      user: { path: "/users('%24o''neill%231%40b.example')" },
    });
  });

  it("is percent-encoded in the path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (name) => {
        fc.pre(!name.includes("@") && !/\p{Surrogate}/u.test(name) && !name.startsWith("$"));
        const upn = `${name}@b.example`;
        const lookup = find({ upn });
        const path = lookup.kind === "user" ? lookup.user.path : "";
        expect(decodeURIComponent(path.slice("/users/".length))).toBe(upn);
        expect(path).toMatch(/^\/users\/[^/?#\s]+$/);
      }),
    );
  });
});
