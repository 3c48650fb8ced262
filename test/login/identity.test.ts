import { claimsOf, findIdentity, isUpnTrusted } from "../../src/login/identity";
import { readConfiguration } from "../../src/login/configuration";

const settings = readConfiguration({
  ENTRA_CONNECTIONS: "contoso-oidc,adfs",
  ENTRA_UPN_CONNECTIONS: "adfs",
}).settings;
const database = { connection: "Users", provider: "auth0", user_id: "1" };
const entra = { connection: "contoso", provider: "waad", user_id: "2", profileData: { oid: "linked" } };
const oidc = { connection: "contoso-oidc", provider: "oidc", user_id: "3" };
const find = (connection: unknown, identities: unknown) =>
  findIdentity({ connection, user: { identities } } as object, settings);

describe("which identity is Entra", () => {
  it("is that of this login's connection where it is native", () => {
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

  it("is that of this login's connection where it is listed", () => {
    const found = find({ name: "contoso-oidc", strategy: "oidc" }, [entra, oidc]);
    expect(found).toMatchObject({ identity: { key: "contoso-oidc|3", linked: false, native: false } });
  });

  it("is unknown where the user has none of this login's Entra connection, whatever is linked", () => {
    expect(find({ name: "other", strategy: "waad" }, [entra])).toEqual({ kind: "unknown" });
  });

  it.each([
    [[database, entra]],
    [[entra, database]],
    [[database, { ...database, user_id: "9" }, entra, oidc]],
  ])("is the first linked one where the login came another way", (identities) => {
    expect(find({ name: "Users", strategy: "auth0" }, identities)).toMatchObject({
      identity: { key: "contoso|2", linked: true },
    });
  });

  it("is none of a listed name that is not quite the same", () => {
    expect(find({ name: "Contoso-OIDC", strategy: "oidc" }, [])).toEqual({ kind: "other" });
  });

  it.each([undefined, null, 5, "waad", [], {}, { identities: "waad" }, { identities: [null, 5, {}] }])(
    "is none of %j",
    (user) => {
      expect(findIdentity({ user } as object, settings)).toEqual({ kind: "other" });
    },
  );
});

describe("whose claims these are", () => {
  const identity = { key: "contoso|2", connection: "contoso", userId: "2", linked: true, native: true };

  it("are the root's for the first identity", () => {
    const user = { oid: "root", identities: [entra, database] };
    expect(claimsOf(user, identity)).toMatchObject({ attributes: user, native: true, userId: "2" });
  });

  it("are profileData's for any other, since the root is somebody else's then", () => {
    expect(claimsOf({ oid: "root", identities: [database, entra] }, identity).attributes).toEqual({
      oid: "linked",
    });
  });
});

describe("a user principal name is trusted", () => {
  it.each([
    ["a native connection", { name: "contoso", strategy: "waad" }, [entra], true],
    ["a listed connection", { name: "contoso-oidc", strategy: "oidc" }, [oidc], false],
    [
      "a connection in ENTRA_UPN_CONNECTIONS",
      { name: "adfs", strategy: "adfs" },
      [{ ...oidc, connection: "adfs" }],
      true,
    ],
    ["a linked native identity", { name: "Users", strategy: "auth0" }, [database, entra], true],
    ["a linked listed identity", { name: "Users", strategy: "auth0" }, [database, oidc], false],
  ])("for %s: %#", (_, connection, identities, isTrusted) => {
    const found = find(connection, identities);
    expect(found.kind === "entra" && isUpnTrusted(found.identity, settings)).toBe(isTrusted);
  });
});
