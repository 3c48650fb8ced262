import { serviceOf, shortPath } from "../../src/cli/replay/page/services";
import { readConfiguration } from "../../src/login/configuration";

describe("serviceOf", () => {
  const { settings } = readConfiguration({
    GRAPH_CLOUD: "usgov",
    AUTH0_DOMAIN: "contoso.eu.auth0.com",
    AUTH0_CLIENT_ID: "client",
    AUTH0_CLIENT_SECRET: "secret",
  });

  it.each([
    ["login.microsoftonline.us", "entra"],
    ["graph.microsoft.us", "graph"],
    ["contoso.eu.auth0.com", "auth0"],
    ["graph.microsoft.com", "other"],
  ])("of %s is %s in the settings of the login", (host, service) => {
    expect(serviceOf(host, settings)).toBe(service);
  });
});

describe("shortPath", () => {
  it("shortens IDs and the list of properties, and nothing else", () => {
    const path =
      "/v1.0/users/87d349ed-44d7-43e1-9a83-5f2406dee5bd/directReports?$select=id,displayName&$top=999";
    expect(shortPath(path)).toBe("/v1.0/users/87d349ed…/directReports?$select=…&$top=999");
  });
});
