import fc from "fast-check";
import { createAccountReader } from "../../src/sync/accounts/account";
import { AccountStore } from "../../src/sync/accounts/store";
import { readSyncConfiguration } from "../../src/sync/configuration";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
const OTHER_TENANT = "1717622f-1d94-c0d4-9d74-f907ad6677b4";
const OID = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";

const configuration = readSyncConfiguration({
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: "5d1e8c42-7f3a-4b69-8d20-1e2f3a4b5c6d",
  AZURE_CLIENT_SECRET: "entra-secret",
  ENTRA_TENANTS: OTHER_TENANT,
  AUTH0_DOMAIN: "contoso.eu.auth0.com",
  AUTH0_CLIENT_ID: "client",
  AUTH0_CLIENT_SECRET: "auth0-secret",
});
if ("missing" in configuration) throw new Error(configuration.missing.join());
const reader = createAccountReader(configuration, new Map(), []);

const userWith = (attributes: object, index = 0) => ({
  user_id: `waad|${index}`,
  identities: [{ provider: "waad", connection: "contoso", user_id: String(index), isSocial: false }],
  ...attributes,
});

function add(store: AccountStore, user: object) {
  const login = reader.describe(user);
  if (!login) throw new Error("the user has no Entra identity");
  const account = store.add(login, user);
  if (!account) throw new Error("the user was added before");
  return account;
}

/** Users who resemble one another, as those of a company do, among others who do not. */
const users = fc
  .array(
    fc.oneof(
      fc.record({ name: fc.string(), department: fc.constantFrom("Sales", "Engineering") }),
      fc.dictionary(
        fc.string().filter((key) => !["user_id", "identities", "__proto__"].includes(key)),
        fc.jsonValue(),
      ),
      fc.record({ text: fc.string({ unit: "binary", maxLength: 40_000, size: "+2" }) }),
    ),
    { minLength: 1, maxLength: 260, size: "max" },
  )
  .map((list) => list.map((attributes, index) => userWith(attributes, index)));

describe("AccountStore", () => {
  it("returns every user as it was added, before and after it begins to compress", () => {
    fc.assert(
      fc.property(users, (list) => {
        const store = new AccountStore();
        const plain = list.map((user) => JSON.parse(JSON.stringify(user)) as unknown);
        const accounts = list.map((user) => add(store, user));
        expect(store.accounts).toEqual(accounts);
        expect(accounts.map((account) => store.userOf(account))).toEqual(plain);
        expect(accounts.map((account) => account.packed.isCompressed)).toEqual(
          list.map(() => list.length >= 100),
        );
      }),
      { numRuns: 10 },
    );
  });

  it("needs less memory for users who resemble one another", () => {
    const store = new AccountStore();
    for (let index = 0; index < 300; index++) {
      const profile = Array.from({ length: 100 }, (_, plan) => ({ plan, status: "Enabled" }));
      add(store, userWith({ name: `Person ${index}`, profile }, index));
    }
    const bytes = store.accounts.map(({ packed }) => packed.length);
    expect(Math.max(...bytes)).toBeLessThan(400);
  });

  it.each([50, 150, 250])("removes all accounts if the users are loaded again after %d", (count) => {
    const store = new AccountStore();
    for (let index = 0; index < count; index++) add(store, userWith({ oid: OID, tenantid: TENANT }, index));
    store.clear();
    expect([store.accounts, store.tenantIds, store.find(TENANT, OID, undefined)]).toEqual([[], [], []]);
    const list = Array.from({ length: 150 }, (_, index) =>
      userWith({ oid: OID, tenantid: OTHER_TENANT, name: `Person ${index}` }, index),
    );
    for (const user of list) add(store, user);
    expect(store.accounts.map((account) => store.userOf(account))).toEqual(list);
    expect(store.find(OTHER_TENANT, OID, undefined)).toHaveLength(150);
    expect(store.tenantIds).toEqual([OTHER_TENANT]);
  });

  it("finds all accounts of a person by the object id, in upper or lower case, in the person's tenant only", () => {
    const store = new AccountStore();
    const first = add(store, userWith({ oid: OID, tenantid: TENANT }, 1));
    const second = add(store, userWith({ oid: OID.toUpperCase(), tenantid: TENANT.toUpperCase() }, 2));
    const other = add(store, userWith({ oid: OID, tenantid: OTHER_TENANT }, 3));
    expect(store.find(TENANT, OID.toUpperCase(), undefined)).toEqual([first, second]);
    expect(store.find(OTHER_TENANT, OID, "nobody@contoso.example")).toEqual([other]);
    expect(store.tenantIds).toEqual([TENANT, OTHER_TENANT]);
    expect(store.hasUpns(TENANT)).toBe(false);
  });

  it.each([
    "adele@contoso.example",
    "o'brien@contoso.example",
    "pat_fabrikam.com#EXT#@contoso.onmicrosoft.com",
    "$weird@contoso.example",
    "100%@contoso.example",
  ])("finds %s by the user principal name, in upper or lower case", (upn) => {
    const store = new AccountStore();
    const account = add(store, userWith({ upn, tenantid: TENANT }));
    expect(store.hasUpns(TENANT)).toBe(true);
    expect(store.find(TENANT, OID, upn.toUpperCase())).toEqual([account]);
    expect(store.find(TENANT, OID, `x${upn}`)).toEqual([]);
    expect(store.find(OTHER_TENANT, OID, upn)).toEqual([]);
  });

  it("finds accounts by the object id and by the user principal name of one person", () => {
    const store = new AccountStore();
    const upn = "adele@contoso.example";
    const byUpn = add(store, userWith({ upn, tenantid: TENANT }, 1));
    const byOid = add(store, userWith({ oid: OID, tenantid: TENANT }, 2));
    expect(store.find(TENANT, OID, upn)).toEqual([byOid, byUpn]);
  });

  it("keeps users who cannot be looked up, and notes what was left out for its size", () => {
    const store = new AccountStore();
    const entra = { identity: "contoso|1", trimmed: ["profile.provisioned_plans"], sync: {} };
    const unknown = add(store, userWith({}, 0));
    const trimmed = add(store, userWith({ oid: OID, tenantid: TENANT, app_metadata: { entra } }, 1));
    expect(store.accounts).toEqual([unknown, trimmed]);
    expect([unknown.isTrimmed, trimmed.isTrimmed]).toEqual([false, true]);
    expect(store.tenantIds).toEqual([TENANT]);
  });
});
