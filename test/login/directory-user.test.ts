import { whomToAsk } from "../../src/login/directory-user";
import { readSettings } from "../../src/settings/settings";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
const OTHER = "1717622f-1d94-c0d4-9d74-f907ad6677b4";
const OID = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
const settings = readSettings({ AZURE_TENANT_ID: TENANT, ENTRA_TENANTS: OTHER });
const claims = (attributes: object) => ({ attributes, userId: "u", native: true });
const nobody = async () => Promise.resolve(undefined);
const ask = async (attributes: object, more: () => Promise<ReturnType<typeof claims> | undefined> = nobody) =>
  whomToAsk(claims(attributes), settings, more);

describe("whom to ask about", () => {
  it("is the object id in its tenant", async () => {
    const never = jest.fn();
    expect(await ask({ oid: OID, tenantid: OTHER.toUpperCase() }, never)).toEqual({
      kind: "user",
      user: { tenantId: OTHER, path: `/users/${OID}`, oid: OID },
    });
    expect(never).not.toHaveBeenCalled();
  });

  it("is looked for in our own tenant where the claims name none", async () => {
    expect(await ask({ oid: OID })).toMatchObject({ user: { tenantId: TENANT } });
  });

  it("is nobody of a tenant that is not listed", async () => {
    expect(await ask({ oid: OID, tenantid: "00000000-0000-0000-0000-000000000009" })).toEqual({
      kind: "tenant_not_allowed",
    });
    expect(await ask({ oid: OID, tenantid: "contoso.onmicrosoft.com" })).toEqual({
      kind: "tenant_not_allowed",
    });
    const elsewhere = async () =>
      Promise.resolve(claims({ oid: OID, tenantid: "00000000-0000-0000-0000-000000000009" }));
    expect(await ask({}, elsewhere)).toEqual({ kind: "tenant_not_allowed" });
  });

  it("is who Auth0 has the object id of, where the event has none", async () => {
    const more = async () => Promise.resolve(claims({ oid: OID, tenantid: OTHER }));
    expect(await ask({}, more)).toMatchObject({ user: { tenantId: OTHER, oid: OID } });
  });

  it("is the user principal name, percent-encoded, where there is no object id", async () => {
    expect(await ask({ upn: "pat_fabrikam.com#EXT#@contoso.onmicrosoft.com" })).toEqual({
      kind: "user",
      user: {
        tenantId: TENANT,
        path: "/users/pat_fabrikam.com%23EXT%23%40contoso.onmicrosoft.com",
        oid: undefined,
      },
    });
  });

  it("is nobody by a user principal name of another tenant", async () => {
    expect(await ask({ upn: "a@b.example", tenantid: OTHER })).toEqual({ kind: "no_oid" });
  });

  it.each([
    [{}],
    [{ email: "ceo@contoso.com", name: "ceo@contoso.com", preferred_username: "ceo@contoso.com" }],
    [{ oid: "ceo@contoso.com", email: "ceo@contoso.com" }],
    [{ oid: ".." }],
    [{ oid: `${OID}/manager` }],
    [{ upn: ".." }],
    [{ upn: ["a@b.example"] }],
  ])("is nobody by %j", async (attributes) => {
    expect(await ask(attributes)).toEqual({ kind: "no_oid" });
  });
});
