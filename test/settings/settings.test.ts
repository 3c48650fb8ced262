import fc from "fast-check";
import { secrets as declared } from "../../actions.config.json";
import { readConfiguration } from "../../src/login/configuration";
import { createSettingsReader } from "../../src/settings/reader";
import { readEntraConnections } from "../../src/settings/settings";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
const app = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: "app", AZURE_CLIENT_SECRET: "secret" };
const auth0 = { AUTH0_DOMAIN: "contoso.eu.auth0.com", AUTH0_CLIENT_ID: "m2m", AUTH0_CLIENT_SECRET: "secret" };
/** The settings, the names of the invalid ones, and the names of the parts that are on. */
const readAll = (secrets: unknown) => {
  const { settings, parts, invalid } = readConfiguration(secrets);
  const entraConnections = readEntraConnections(createSettingsReader(secrets));
  return {
    ...settings,
    entraConnections,
    invalid,
    on: parts.filter((part) => part.isOn).map(({ name }) => name),
  };
};
const read = (more = {}) => readAll({ ...app, ...more });

describe("default settings", () => {
  it("are used if only the app registration is set", () => {
    expect(read()).toMatchObject({
      graphToken: "client_credentials",
      persistWith: "action-api",
      entraConnections: [],
      entraTenants: [],
      on: ["profile", "manager", "directReports"],
      refreshAfterMs: 3_600_000,
      timeBudgetMs: 3000,
      tokenClaims: [],
      tokenClaimsNamespace: "",
      profileLimitBytes: 10_000,
      missing: [],
      invalid: [],
    });
    expect(read().cloud.graph).toBe("https://graph.microsoft.com");
  });

  it.each(declared.map(({ name }) => name))("report no invalid setting if %s is blank", (name) => {
    const settings = read({ [name]: "  " });
    expect(settings.invalid).toEqual([]);
  });
});

describe("credential settings", () => {
  it.each([
    ["AZURE_TENANT_ID", { AZURE_TENANT_ID: undefined }, ["AZURE_TENANT_ID"]],
    ["a tenant that is not a GUID", { AZURE_TENANT_ID: "contoso.onmicrosoft.com" }, ["AZURE_TENANT_ID"]],
    ["AZURE_CLIENT_ID", { AZURE_CLIENT_ID: undefined }, ["AZURE_CLIENT_ID"]],
    [
      "secret and certificate",
      { AZURE_CLIENT_SECRET: undefined },
      ["AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE"],
    ],
    [
      "one of the three AUTH0_ settings",
      { ...auth0, AUTH0_CLIENT_SECRET: undefined },
      ["AUTH0_CLIENT_SECRET"],
    ],
    [
      "all AUTH0_ settings with PERSIST_WITH=management-api",
      { PERSIST_WITH: "management-api" },
      Object.keys(auth0),
    ],
    ["all AUTH0_ settings with GRAPH_TOKEN=idp", { GRAPH_TOKEN: "idp" }, Object.keys(auth0)],
  ])("are listed in missing: %s", (_, more, missing) => {
    expect(read(more).missing).toEqual(missing);
  });

  it("do not require an app registration with GRAPH_TOKEN=idp", () => {
    const settings = readAll({ AZURE_TENANT_ID: TENANT, GRAPH_TOKEN: "idp", ...auth0 });
    expect(settings).toMatchObject({ missing: [], graphApp: undefined, graphToken: "idp" });
  });

  it("set the default of PERSIST_WITH to management-api if they are complete", () => {
    expect(read(auth0).persistWith).toBe("management-api");
    expect(read({ ...auth0, PERSIST_WITH: "action-api" }).persistWith).toBe("action-api");
  });

  it("prefer a certificate to a secret, and accept \\n as its line breaks", () => {
    const pem =
      "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n";
    expect(read({ AZURE_CLIENT_CERTIFICATE: pem }).graphApp?.credential).toEqual({
      certificate: pem.replaceAll("\\n", "\n"),
    });
  });

  it("fall back to the secret and list the certificate in invalid if it is not a PEM", () => {
    const settings = read({ AZURE_CLIENT_CERTIFICATE: "MIIB" });
    expect(settings).toMatchObject({
      graphApp: { credential: { secret: "secret" } },
      invalid: ["AZURE_CLIENT_CERTIFICATE"],
    });
  });

  it("accept a domain in the form of a URL", () => {
    expect(read({ ...auth0, AUTH0_DOMAIN: "https://Contoso.EU.auth0.com/" }).management?.domain).toBe(
      "contoso.eu.auth0.com",
    );
  });

  it.each(["contoso.eu.auth0.com/path", "evil.example:8443", "user@evil.example", "localhost"])(
    "reject the domain %s",
    (domain) => {
      expect(read({ ...auth0, AUTH0_DOMAIN: domain }).missing).toEqual(["AUTH0_DOMAIN"]);
    },
  );
});

describe("optional settings", () => {
  it.each(["on", "TRUE", "Yes", "1"])("accept %s as on", (value) => {
    const on = { USER_PHOTOS: value, SYNC_USER_PHOTOS: value, SYNC_PROFILE: value, SYNC_GROUPS: value };
    expect(read(on)).toMatchObject({
      on: ["profile", "photo", "manager", "directReports", "groups"],
      invalid: [],
    });
  });

  it.each(["off", "False", "no", "0"])("accept %s as off", (value) => {
    expect(read({ SYNC_MANAGER: value, SYNC_PROFILE: value })).toMatchObject({
      on: ["directReports"],
      invalid: [],
    });
  });

  it.each([
    ["USER_PHOTOS", "maybe"],
    ["SYNC_PROFILE", "all"],
    ["PHOTO_SIZE", "65x65"],
    ["GRAPH_CLOUD", "mars"],
    ["GRAPH_TOKEN", "magic"],
    ["PERSIST_WITH", "disk"],
    ["MAX_DIRECT_REPORTS", "0"],
    ["MAX_DIRECT_REPORTS", "ten"],
    ["REFRESH_AFTER_SECONDS", "-1"],
    ["TIME_BUDGET_MS", "999"],
    ["TIME_BUDGET_MS", "15001"],
    ["TIME_BUDGET_MS", "3e3"],
    ["TOKEN_CLAIMS", "manager,shoeSize"],
    ["TOKEN_CLAIMS_NAMESPACE", "contoso"],
    ["TOKEN_CLAIMS_NAMESPACE", "ftp://contoso.example"],
    ["TOKEN_CLAIMS_NAMESPACE", "https://contoso.eu.auth0.com/claims"],
    ["ENTRA_TENANTS", "contoso.onmicrosoft.com"],
    ["PROFILE_LIMIT_BYTES", "10 kB"],
  ])("use the default of %s and list it in invalid if its value is %s", (name, value) => {
    expect(read({ [name]: value })).toEqual({ ...read(), invalid: [name] });
  });

  it("ignore spaces, empty items, duplicates and case in lists", () => {
    const settings = read({
      ENTRA_CONNECTIONS: " a, b ,,a",
      TOKEN_CLAIMS: "Manager, picture",
      ENTRA_TENANTS: TENANT.toUpperCase(),
    });
    expect(settings).toMatchObject({
      entraConnections: ["a", "b"],
      tokenClaims: ["manager", "picture"],
      entraTenants: [TENANT],
    });
  });

  it("remove slashes at the end of the namespace", () => {
    expect(read({ TOKEN_CLAIMS_NAMESPACE: "https://contoso.example/claims//" }).tokenClaimsNamespace).toBe(
      "https://contoso.example/claims",
    );
  });
});

describe("readConfiguration", () => {
  it("does not throw for arbitrary secrets, and keeps the time budget within its bounds", () => {
    const names = declared.map(({ name }) => name);
    const secrets = fc.oneof(
      fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.jsonValue())),
      fc.anything(),
    );
    fc.assert(
      fc.property(secrets, (arbitrarySecrets) => {
        const settings = readAll(arbitrarySecrets);
        expect(settings.timeBudgetMs).toBeGreaterThanOrEqual(1000);
        expect(settings.timeBudgetMs).toBeLessThanOrEqual(15_000);
      }),
    );
  });
});
