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

describe("the tenant", () => {
  it("is the one in the claims, in any case", () => {
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
  ])("is not allowed if the Entra issuer %s has no GUID", (iss) => {
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
  ])("is AZURE_TENANT_ID if neither says so: %j", (attributes) => {
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
  ])("is not allowed if it is %j, and never falls back", (tenantid) => {
    const known = auth0({ oid: OID, tenantid: TENANT });
    expect(find({ oid: OID, upn: "a@b.example", tenantid }, known)).toMatchObject(NOT_ALLOWED);
  });

  it("is marked if it is that of all personal accounts", () => {
    const personal = "9188040D-6c67-4c5b-b112-36a304b66dad";
    const marked = { ...NOT_ALLOWED, isPersonalAccount: true };
    expect(find({ tid: personal })).toEqual(marked);
    expect(find({ iss: `https://login.microsoftonline.com/${personal}/v2.0` })).toEqual(marked);
    expect(find({}, auth0({ tid: personal }))).toEqual(marked);
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

describe("the object id", () => {
  it("comes from the claims, and nothing else is read then", () => {
    expect(find({ oid: OID, tenantid: OTHER }, auth0({ oid: UNLISTED }))).toEqual({
      kind: "user",
      user: { tenantId: OTHER, path: `/users/${OID}`, oid: OID },
    });
  });

  it("counts as missing if it is no GUID, and the next claim is used", () => {
    const v1 = { "http://schemas.microsoft.com/identity/claims/objectidentifier": "S-1-5-21", oid: OID };
    expect(find(v1)).toMatchObject({ user: { oid: OID } });
  });

  it("is the stored one, within the tenant stored with it, before anything is read", () => {
    const stored = { tenantId: OTHER, oid: OID };
    expect(find({ upn: "a@b.example" }, { stored, ...auth0({ oid: UNLISTED }) })).toEqual({
      kind: "user",
      user: { tenantId: OTHER, path: `/users/${OID}`, oid: OID },
    });
  });

  it("is not the stored one of another tenant than the claims say, or of one that is no longer listed", () => {
    const byUpn = { user: { tenantId: TENANT, oid: undefined } };
    expect(
      find({ upn: "a@b.example", tenantid: TENANT }, { stored: { tenantId: OTHER, oid: OID } }),
    ).toMatchObject(byUpn);
    expect(find({ upn: "a@b.example" }, { stored: { tenantId: UNLISTED, oid: OID } })).toMatchObject(byUpn);
  });

  it("is the one that the Management API has, within its tenant", () => {
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

describe("the user principal name", () => {
  it("selects the user if the connection is trusted for it", () => {
    expect(find({ upn: "pat_fabrikam.com#EXT#@contoso.onmicrosoft.com" })).toEqual({
      kind: "user",
      user: {
        tenantId: TENANT,
        path: "/users/pat_fabrikam.com%23EXT%23%40contoso.onmicrosoft.com",
        oid: undefined,
      },
    });
  });

  it("selects nobody if the connection is not trusted for it", () => {
    const isUpnTrusted = false;
    expect(find({ upn: "ceo@contoso.example" }, { isUpnTrusted })).toEqual(NO_OID);
    expect(find({}, { isUpnTrusted, ...auth0({ upn: "ceo@contoso.example" }) })).toEqual(NO_OID);
  });

  it("selects nobody in another tenant than AZURE_TENANT_ID", () => {
    expect(find({ upn: "a@b.example", tenantid: OTHER })).toEqual(NO_OID);
    expect(find({ upn: "a@b.example" }, auth0({ tenantid: OTHER }))).toEqual(NO_OID);
  });

  it("comes from upn, then from the SAML claim, and AD FS's unique_name is ignored", () => {
    const path = (name: string) => ({ user: { path: `/users/${name}%40b.example` } });
    const unique_name = "CONTOSO\\john";
    expect(find({ upn: "a@b.example", [SOAP_UPN]: "saml@b.example", unique_name })).toMatchObject(path("a"));
    expect(find({ upn: "no address", [SOAP_UPN]: "saml@b.example", unique_name })).toMatchObject(
      path("saml"),
    );
  });

  it("that begins with $ is sent in parentheses, its quotes doubled", () => {
    expect(find({ upn: "$o'neill#1@b.example" })).toMatchObject({
      user: { path: "/users('%24o''neill%231%40b.example')" },
    });
  });

  it("is preserved in the path, whatever its characters", () => {
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
