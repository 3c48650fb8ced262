import fc from "fast-check";
import { type OtherSources, findGraphUser, isPersonalAccount } from "../../src/login/graph-user";
import { readSettings } from "../../src/settings/settings";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
const OTHER = "1717622f-1d94-c0d4-9d74-f907ad6677b4";
const UNLISTED = "00000000-0000-0000-0000-000000000009";
const OID = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
const SOAP_UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
const settings = readSettings({ AZURE_TENANT_ID: TENANT, ENTRA_TENANTS: OTHER });
const claims = (attributes: object) => ({ attributes, userId: "u", native: true });
const find = async (attributes: object, others: Partial<OtherSources> = {}) =>
  findGraphUser(claims(attributes), settings, {
    stored: undefined,
    isUpnTrusted: true,
    readClaims: async () => Promise.resolve(undefined),
    ...others,
  });
const reading = (attributes: object) => ({
  readClaims: async () => Promise.resolve(claims(attributes)),
});
const NOT_ALLOWED = { kind: "tenant_not_allowed" };

describe("the tenant", () => {
  it("is the one in the claims, in any case", async () => {
    expect(await find({ oid: OID, tenantid: OTHER.toUpperCase() })).toMatchObject({
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
  ])("comes from the issuer %s if the claims have no tenantid", async (issuer) => {
    const iss = (tenant: string) => issuer.replace("TID", tenant);
    expect(await find({ oid: OID, iss: iss(OTHER) })).toMatchObject({ user: { tenantId: OTHER } });
    expect(await find({ oid: OID, iss: iss(UNLISTED) })).toMatchObject(NOT_ALLOWED);
    expect(await find({ upn: "a@b.example", iss: iss(UNLISTED) })).toMatchObject(NOT_ALLOWED);
  });

  it.each([
    "https://login.microsoftonline.com/common/v2.0",
    "https://login.microsoftonline.com",
    "https://sts.windows.net/",
    "https://sts.windows.net/contoso.onmicrosoft.com/",
  ])("is not allowed if the Entra issuer %s has no GUID", async (iss) => {
    expect(await find({ oid: OID, iss })).toMatchObject(NOT_ALLOWED);
  });

  it.each([
    [{}],
    [{ iss: "https://adfs.contoso.example/adfs" }],
    [{ iss: `https://sts.windows.net.evil.example/${UNLISTED}/` }],
    [{ iss: `http://sts.windows.net/${UNLISTED}/` }],
    [{ iss: 5 }],
    [{ tenantid: "" }],
    [{ tenantid: null }],
  ])("is AZURE_TENANT_ID if neither says so: %j", async (attributes) => {
    expect(await find({ oid: OID, ...attributes })).toMatchObject({ user: { tenantId: TENANT } });
  });

  it.each([
    [UNLISTED],
    ["contoso.onmicrosoft.com"],
    [5],
    [[TENANT]],
    [{ id: TENANT }],
    [true],
    [` ${TENANT}`],
  ])("is not allowed if it is %j, and never falls back", async (tenantid) => {
    const readClaims = jest.fn();
    expect(await find({ oid: OID, upn: "a@b.example", tenantid }, { readClaims })).toMatchObject(NOT_ALLOWED);
    expect(readClaims).not.toHaveBeenCalled();
  });

  it("of all personal accounts is recognized", () => {
    const personal = "9188040D-6c67-4c5b-b112-36a304b66dad";
    expect(isPersonalAccount(claims({ tid: personal }))).toBe(true);
    expect(isPersonalAccount(claims({ iss: `https://login.microsoftonline.com/${personal}/v2.0` }))).toBe(
      true,
    );
    expect(isPersonalAccount(claims({ tid: TENANT }))).toBe(false);
  });
});

describe("the object id", () => {
  it("comes from the claims, and nothing else is read then", async () => {
    const readClaims = jest.fn();
    expect(await find({ oid: OID, tenantid: OTHER }, { readClaims })).toEqual({
      kind: "user",
      user: { tenantId: OTHER, path: `/users/${OID}`, oid: OID },
    });
    expect(readClaims).not.toHaveBeenCalled();
  });

  it("counts as missing if it is no GUID, and the next claim is used", async () => {
    const v1 = { "http://schemas.microsoft.com/identity/claims/objectidentifier": "S-1-5-21", oid: OID };
    expect(await find(v1)).toMatchObject({ user: { oid: OID } });
  });

  it("is the stored one, within the tenant stored with it, before anything is read", async () => {
    const readClaims = jest.fn();
    const stored = { tenantId: OTHER, oid: OID };
    expect(await find({ upn: "a@b.example" }, { stored, readClaims })).toEqual({
      kind: "user",
      user: { tenantId: OTHER, path: `/users/${OID}`, oid: OID },
    });
    expect(readClaims).not.toHaveBeenCalled();
  });

  it("is not the stored one of another tenant than the claims say, or of one that is no longer listed", async () => {
    const byUpn = { user: { tenantId: TENANT, oid: undefined } };
    expect(
      await find({ upn: "a@b.example", tenantid: TENANT }, { stored: { tenantId: OTHER, oid: OID } }),
    ).toMatchObject(byUpn);
    expect(await find({ upn: "a@b.example" }, { stored: { tenantId: UNLISTED, oid: OID } })).toMatchObject(
      byUpn,
    );
  });

  it("is the one that the Management API has, within its tenant", async () => {
    expect(await find({}, reading({ oid: OID, tenantid: OTHER }))).toMatchObject({
      user: { tenantId: OTHER, oid: OID },
    });
    expect(await find({}, reading({ oid: OID, tenantid: UNLISTED }))).toMatchObject(NOT_ALLOWED);
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
  ])("is missing for %j", async (attributes) => {
    expect(await find(attributes)).toEqual({ kind: "no_oid" });
    expect(await find({}, reading(attributes))).toEqual({ kind: "no_oid" });
  });
});

describe("the user principal name", () => {
  it("selects the user if the connection is trusted for it", async () => {
    expect(await find({ upn: "pat_fabrikam.com#EXT#@contoso.onmicrosoft.com" })).toEqual({
      kind: "user",
      user: {
        tenantId: TENANT,
        path: "/users/pat_fabrikam.com%23EXT%23%40contoso.onmicrosoft.com",
        oid: undefined,
      },
    });
  });

  it("selects nobody if the connection is not trusted for it", async () => {
    const isUpnTrusted = false;
    expect(await find({ upn: "ceo@contoso.example" }, { isUpnTrusted })).toEqual({ kind: "no_oid" });
    expect(await find({}, { isUpnTrusted, ...reading({ upn: "ceo@contoso.example" }) })).toEqual({
      kind: "no_oid",
    });
  });

  it("selects nobody in another tenant than AZURE_TENANT_ID", async () => {
    expect(await find({ upn: "a@b.example", tenantid: OTHER })).toEqual({ kind: "no_oid" });
    expect(await find({ upn: "a@b.example" }, reading({ tenantid: OTHER }))).toEqual({ kind: "no_oid" });
  });

  it("comes from upn, then from the SAML claim, and AD FS's unique_name is ignored", async () => {
    const path = (name: string) => ({ user: { path: `/users/${name}%40b.example` } });
    const unique_name = "CONTOSO\\john";
    expect(await find({ upn: "a@b.example", [SOAP_UPN]: "saml@b.example", unique_name })).toMatchObject(
      path("a"),
    );
    expect(await find({ upn: "no address", [SOAP_UPN]: "saml@b.example", unique_name })).toMatchObject(
      path("saml"),
    );
  });

  it("that begins with $ is sent in parentheses, its quotes doubled", async () => {
    expect(await find({ upn: "$o'neill#1@b.example" })).toMatchObject({
      user: { path: "/users('%24o''neill%231%40b.example')" },
    });
  });

  it("is preserved in the path, whatever its characters", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 40 }), async (name) => {
        fc.pre(!name.includes("@") && !/\p{Surrogate}/u.test(name) && !name.startsWith("$"));
        const upn = `${name}@b.example`;
        const lookup = await find({ upn });
        const path = lookup.kind === "user" ? lookup.user.path : "";
        expect(decodeURIComponent(path.slice("/users/".length))).toBe(upn);
        expect(path).toMatch(/^\/users\/[^/?#\s]+$/);
      }),
    );
  });
});
