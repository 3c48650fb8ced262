import { claimsOf, findIdentity, isUpnTrusted } from "../../src/login/identity";
import { readConfiguration } from "../../src/login/configuration";

const settings = readConfiguration({
  ENTRA_UPN_CONNECTIONS: "adfs",
}).settings;
const CONNECTIONS = ["contoso-oidc", "adfs"];
const database = { connection: "Users", provider: "auth0", user_id: "1" };
const entra = { connection: "contoso", provider: "waad", user_id: "2", profileData: { oid: "linked" } };
const oidc = { connection: "contoso-oidc", provider: "oidc", user_id: "3" };
const find = (connection: unknown, identities: unknown) =>
  findIdentity({ connection, user: { identities } } as object, CONNECTIONS);

describe("findIdentity", () => {
  it("returns the identity of the login's connection if it is native", () => {
    const found = find({ name: "contoso", strategy: "waad" }, [
      database,
      entra,
      { ...entra, user_id: "later" },
    ]);
    expect(found).toEqual({
      kind: "entra",
      identity: { key: "contoso|2", connection: "contoso", userId: "2", linked: false, native: true },
    });
  });

  it("returns the identity of the login's connection if it is listed in ENTRA_CONNECTIONS", () => {
    const found = find({ name: "contoso-oidc", strategy: "oidc" }, [entra, oidc]);
    expect(found).toMatchObject({ identity: { key: "contoso-oidc|3", linked: false, native: false } });
  });

  it("returns unknown if the user has no identity of the login's Entra connection but a linked one", () => {
    expect(find({ name: "other", strategy: "waad" }, [entra])).toEqual({ kind: "unknown" });
  });

  it.each([
    [[database, entra]],
    [[entra, database]],
    [[database, { ...database, user_id: "9" }, entra, oidc]],
  ])("returns the first linked Entra identity if the login's connection is not Entra", (identities) => {
    expect(find({ name: "Users", strategy: "auth0" }, identities)).toMatchObject({
      identity: { key: "contoso|2", linked: true },
    });
  });

  it("returns other if the connection name differs in case from the listed name", () => {
    expect(find({ name: "Contoso-OIDC", strategy: "oidc" }, [])).toEqual({ kind: "other" });
  });

  it.each([undefined, null, 5, "waad", [], {}, { identities: "waad" }, { identities: [null, 5, {}] }])(
    "returns other for the user %j",
    (user) => {
      expect(findIdentity({ user } as object, CONNECTIONS)).toEqual({ kind: "other" });
    },
  );
});

describe("claimsOf", () => {
  const identity = { key: "contoso|2", connection: "contoso", userId: "2", linked: true, native: true };

  it("returns the attributes of the user for the first identity", () => {
    const user = { oid: "root", identities: [entra, database] };
    expect(claimsOf(user, identity)).toMatchObject({ attributes: user, native: true, userId: "2" });
  });

  it("returns profileData for any other identity", () => {
    expect(claimsOf({ oid: "root", identities: [database, entra] }, identity).attributes).toEqual({
      oid: "linked",
    });
  });
});

describe("isUpnTrusted", () => {
  it.each([
    [true, "a native connection", { name: "contoso", strategy: "waad" }, [entra]],
    [false, "a listed connection", { name: "contoso-oidc", strategy: "oidc" }, [oidc]],
    [
      true,
      "a connection in ENTRA_UPN_CONNECTIONS",
      { name: "adfs", strategy: "adfs" },
      [{ ...oidc, connection: "adfs" }],
    ],
    [true, "a linked native identity", { name: "Users", strategy: "auth0" }, [database, entra]],
    [false, "a linked listed identity", { name: "Users", strategy: "auth0" }, [database, oidc]],
  ])("returns %s for %s", (isTrusted, _, connection, identities) => {
    const found = find(connection, identities);
    expect(found.kind === "entra" && isUpnTrusted(found.identity, settings)).toBe(isTrusted);
  });
});
