import { serviceOf, shortPath, timelineOf } from "../../src/cli/replay/page/timeline";
import { readConfiguration } from "../../src/login/configuration";

const request = (startMs: number, ms: number) => ({
  method: "GET",
  host: "graph.microsoft.com",
  path: "/",
  startMs,
  ms,
  status: 200,
  body: undefined,
  bytes: 0,
});

describe("timelineOf", () => {
  it("shows the time budget if the requests take a good part of it", () => {
    expect(timelineOf([request(0, 900)], 1000, 950)).toEqual({ hasBudget: true, maxMs: 1000 });
  });

  it("shows the requests in more detail if they take a small part of the time budget", () => {
    expect(timelineOf([request(10, 50)], 3000, 70)).toEqual({ hasBudget: false, maxMs: 70 });
  });

  it("shows all of a login that takes longer than its time budget", () => {
    expect(timelineOf([request(0, 1000)], 1000, 1200)).toEqual({ hasBudget: true, maxMs: 1200 });
  });

  it("has a length without requests and without duration", () => {
    expect(timelineOf([], 3000, 0)).toEqual({ hasBudget: false, maxMs: 1 });
  });
});

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
