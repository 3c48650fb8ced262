import { mapClaims, storable } from "../../src/mapping/map-claims";
import { GRAPH_PROPERTIES } from "../../src/mapping/tables";

const soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
const id = "http://schemas.microsoft.com/identity/claims/";
const ws = "http://schemas.microsoft.com/ws/2008/06/identity/claims/";

/** The expected tables, deliberately independent of those in the source. */
const V2: Record<string, string> = {
  user_id: "sub",
  tenantid: "tid",
  nickname: "upn userPrincipalName",
  roles: "roles role",
  email: "email mail",
  upn: "upn userPrincipalName",
  given_name: "givenName",
  family_name: "surname",
  oid: "oid",
  name: "name",
  account_enabled: "accountEnabled",
  assigned_licenses: "assignedLicenses",
  assigned_plans: "assignedPlans",
  city: "city",
  country: "country",
  department: "department",
  fax: "faxNumber",
  job_title: "jobTitle",
  dir_sync_enabled: "onPremisesSyncEnabled",
  last_sync: "onPremisesLastSyncDateTime",
  mobile: "mobilePhone",
  group_ids: "groups",
  phone: "businessPhones",
  postal_code: "postalCode",
  preferred_language: "preferredLanguage",
  provisioned_plans: "provisionedPlans",
  provisioning_errors: "onPremisesProvisioningErrors",
  proxy_addresses: "proxyAddresses",
  state: "state",
  street: "streetAddress",
  usage_location: "usageLocation",
};

const V1: Record<string, string> = {
  puid: "http://schemas.xmlsoap.org/claims/PUID",
  upn: `${soap}name unique_name`,
  user_id: `${soap}name unique_name`,
  azure_id: `${soap}nameidentifier sub`,
  given_name: `${soap}givenname given_name`,
  family_name: `${soap}surname family_name`,
  nickname: `${soap}name unique_name`,
  tenantid: `${id}tenantid tid`,
  roles: `${ws}roles roles ${ws}role role`,
  account_enabled: "accountEnabled",
  assigned_licenses: "assignedLicenses",
  assigned_plans: "assignedPlans",
  city: "city",
  country: "country",
  department: "department",
  dir_sync_enabled: "dirSyncEnabled",
  fax: "facsimileTelephoneNumber",
  job_title: "jobTitle",
  last_sync: "lastDirSyncTime",
  mobile: "mobile",
  group_ids: "groups",
  phone: "phone",
  physical_delivery_office_name: "physicalDeliveryOfficeName",
  postal_code: "postalCode",
  preferred_language: "preferredLanguage",
  provisioned_plans: "provisionedPlans",
  provisioning_errors: "provisioningErrors",
  proxy_addresses: "proxyAddresses",
  state: "state",
  street: "streetAddress",
  telephoneNumber: "telephoneNumber",
  usage_location: "usageLocation",
  access_token: "access_token",
  expires_in: "expires_in",
  refresh_token: "refresh_token",
  oid: `${id}objectidentifier oid`,
  email: `${soap}emailaddress email mail ${soap}name unique_name`,
};

const rows = (table: Record<string, string>) =>
  Object.entries(table).flatMap(([name, sources]) =>
    sources.split(" ").map((source) => [name, source] as const),
  );
const map = (attributes: object) => mapClaims({ attributes, userId: undefined, native: false });

describe("v2 table", () => {
  it.each(rows(V2))("maps %s from %s", (name, source) => {
    expect(map({ ver: "2.0", [source]: "value" })[name]).toBe("value");
  });

  it.each(Object.entries(V2).filter(([, sources]) => sources.includes(" ")))(
    "uses the first source of %s that is not empty: %s",
    (name, sources) => {
      const names = sources.split(" ");
      const attributes: Record<string, string> = Object.fromEntries(names.map((source) => [source, source]));
      for (const source of names) {
        expect(map({ ver: "2.0", ...attributes })[name]).toBe(source);
        attributes[source] = "";
      }
    },
  );
});

describe("v1 table", () => {
  it.each(rows(V1))("maps %s from %s", (name, source) => {
    expect(map({ ver: "1.0", [source]: "a@b.example" })[name]).toBe("a@b.example");
  });

  it.each(Object.entries(V1).filter(([, sources]) => sources.includes(" ")))(
    "uses the first source of %s that is not empty: %s",
    (name, sources) => {
      const names = sources.split(" ");
      const attributes: Record<string, string> = Object.fromEntries(
        names.map((source, i) => [source, `a${i}@b.example`]),
      );
      for (const [i, source] of names.entries()) {
        expect(map({ ver: "1.0", ...attributes })[name]).toBe(`a${i}@b.example`);
        attributes[source] = "";
      }
    },
  );
});

describe("GRAPH_PROPERTIES", () => {
  it("contains id, displayName and the sources of the v2 table that a Graph user has", () => {
    const claims = ["sub", "tid", "upn", "roles", "role", "email", "oid", "name", "groups"];
    const sources = rows(V2).map(([, source]) => source);
    const expected = new Set(["id", "displayName", ...sources.filter((source) => !claims.includes(source))]);
    expect(new Set(GRAPH_PROPERTIES)).toEqual(expected);
    expect(GRAPH_PROPERTIES).toHaveLength(expected.size);
  });
});

describe("storable", () => {
  it("removes tokens, which mapClaims maps", () => {
    const tokens = { access_token: "a", refresh_token: "r", expires_in: 1 };
    const mapped = map({ ver: "1.0", ...tokens, city: "Bern" });
    expect(mapped).toMatchObject(tokens);
    expect(storable(mapped)).toEqual({ city: "Bern" });
  });
});
