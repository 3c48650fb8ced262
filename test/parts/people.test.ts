import { directReports } from "../../src/parts/direct-reports";
import { manager } from "../../src/parts/manager";
import { createSettingsReader } from "../../src/settings/reader";
import { ORIGIN, USER, contextFor, fakeGraph, graphError, response } from "../support/graph";

const user = (id: string, more = {}) => ({
  "@odata.type": "#microsoft.graph.user",
  id,
  displayName: `Name ${id}`,
  mail: null,
  ...more,
});
const userWithNulls = (id: string) => ({
  "@odata.type": "#microsoft.graph.user",
  id,
  displayName: null,
  mail: null,
  userPrincipalName: null,
  jobTitle: null,
});
const contact = { "@odata.type": "#microsoft.graph.orgContact", id: "c", displayName: null };
const group = { "@odata.type": "#microsoft.graph.group", id: "g", displayName: "All" };
const page = (value: unknown, next?: string) =>
  response(200, { value, ...(next && { "@odata.nextLink": next }) });
const link = (n: number) => `${ORIGIN}/v1.0${USER}/directReports?$skiptoken=${String(n)}`;

describe("manager part", () => {
  const read = async (...responses: Parameters<typeof fakeGraph>) =>
    manager(createSettingsReader({})).read(contextFor(fakeGraph(...responses)));

  it("returns the name and the selected properties without empty ones", async () => {
    expect(await read(response(200, { ...user("1"), jobTitle: "VP", department: "not selected" }))).toEqual({
      kind: "found",
      data: {
        metadata: { manager: "Name 1" },
        entra: { manager: { id: "1", displayName: "Name 1", jobTitle: "VP" } },
      },
    });
  });

  it("uses the user principal name if there is no display name", async () => {
    expect(
      await read(response(200, { ...userWithNulls("1"), userPrincipalName: "a@b.example" })),
    ).toMatchObject({
      data: { metadata: { manager: "a@b.example" } },
    });
  });

  it("returns none if a 404 names the manager as missing", async () => {
    const message = "Resource 'manager' does not exist or one of its queried objects are not present.";
    expect(await read(response(404, graphError("Request_ResourceNotFound", message)))).toMatchObject({
      kind: "none",
    });
  });

  it.each([
    ["user_not_found", 404, graphError("Request_ResourceNotFound", "Resource '87d349ed' does not exist")],
    ["invalid", 404, "<html>"],
    ["invalid", 404, graphError("ResourceNotFound", "Resource 'manager' could not be discovered.")],
    ["invalid", 404, graphError("UnknownError")],
    ["invalid", 400, graphError("BadRequest")],
    ["invalid", 200, "<html>"],
    ["invalid", 200, ""],
    ["invalid", 200, "null"],
    ["invalid", 200, []],
    ["invalid", 200, { displayName: "no id" }],
    ["invalid", 204, ""],
    ["invalid", 304, ""],
    ["limited", 200, userWithNulls("1")],
    ["throttled", 429, ""],
    ["unavailable", 503, ""],
  ])("fails as %s for status %d and body %j", async (reason, status, body) => {
    await expect(read(response(status, body))).rejects.toMatchObject({ reason });
  });
});

describe("direct reports part", () => {
  const read = async (secrets: Record<string, string>, ...responses: Parameters<typeof fakeGraph>) => {
    const graph = fakeGraph(...responses);
    return { reading: await directReports(createSettingsReader(secrets)).read(contextFor(graph)), graph };
  };

  it("requests the properties that are stored", async () => {
    const { graph } = await read({}, page([]));
    expect(graph.requests[0]?.path).toBe(
      `${ORIGIN}/v1.0${USER}/directReports?$select=id,displayName,mail,userPrincipalName,jobTitle&$top=999`,
    );
  });

  it("reads all pages and omits contacts and groups", async () => {
    const { reading, graph } = await read(
      {},
      page([user("1"), contact], link(2)),
      page([group], link(3)),
      page([user("2")]),
    );
    expect(graph.requests.slice(1).map(({ path }) => path)).toEqual([link(2), link(3)]);
    expect(reading).toMatchObject({
      kind: "found",
      data: {
        metadata: { directReports: ["Name 1", "Name 2"] },
        entra: { directReportsCount: 2, directReportsTruncated: false },
      },
    });
  });

  it("reads all pages and stores at most MAX_DIRECT_REPORTS users, without duplicates", async () => {
    const { reading, graph } = await read(
      { MAX_DIRECT_REPORTS: "2" },
      page([user("3")], link(2)),
      page([user("2"), user("3")], link(3)),
      page([user("1")]),
    );
    expect(graph.requests).toHaveLength(3);
    expect(reading).toMatchObject({
      data: {
        metadata: { directReports: ["Name 1", "Name 2"] },
        entra: { directReportsCount: 2, directReportsTruncated: true },
      },
    });
  });

  it.each([
    [[user("1"), user("2")], false],
    [[user("1"), user("2"), contact], false],
    [[user("1"), user("2"), user("3")], true],
  ])(
    "sets directReportsTruncated only if there are more users than MAX_DIRECT_REPORTS",
    async (people, truncated) => {
      const { reading } = await read({ MAX_DIRECT_REPORTS: "2" }, page(people));
      expect(reading).toMatchObject({ data: { entra: { directReportsTruncated: truncated } } });
    },
  );

  it("returns none if there are no users", async () => {
    const { reading } = await read({}, page([contact]));
    expect(reading).toEqual({
      kind: "none",
      data: {
        metadata: { directReports: [] },
        entra: { directReports: [], directReportsCount: 0, directReportsTruncated: false },
      },
    });
  });

  it.each([
    ["a foreign host", "https://evil.example/v1.0/users"],
    ["http:", `http://graph.microsoft.com/v1.0${USER}`],
    ["a host that starts with that of Graph", `${ORIGIN}.evil.example/v1.0`],
    ["a URL with credentials", "https://a:b@graph.microsoft.com/v1.0"],
    [
      "the same page",
      `${ORIGIN}/v1.0${USER}/directReports?$select=id,displayName,mail,userPrincipalName,jobTitle&$top=999`,
    ],
    ["an empty URL", ""],
    ["a number", 5],
  ])("fails as invalid, without another request, if the next link is %s", async (_, next) => {
    const graph = fakeGraph(response(200, { value: [user("1")], "@odata.nextLink": next }));
    await expect(directReports(createSettingsReader({})).read(contextFor(graph))).rejects.toMatchObject({
      reason: "invalid",
    });
    expect(graph.requests).toHaveLength(1);
  });

  it("fails as invalid if a next link repeats an earlier one", async () => {
    await expect(read({}, page([user("1")], link(2)), page([user("2")], link(2)))).rejects.toMatchObject({
      reason: "invalid",
    });
  });

  it.each([
    ["limited", 200, { value: [userWithNulls("1"), userWithNulls("2"), contact] }],
    ["limited", 200, { value: [{ id: "a97733ce-92a4-4e7e-8d45-8e1f3e6a69d8" }] }],
    ["invalid", 200, {}],
    ["invalid", 200, { value: "none" }],
    ["invalid", 200, { value: [null] }],
    ["invalid", 200, { value: [5] }],
    ["invalid", 404, "<html>"],
    ["user_not_found", 404, graphError("Request_ResourceNotFound", "Resource 'x' does not exist")],
    ["unavailable", 500, ""],
  ])("fails as %s for status %d and body %j", async (reason, status, body) => {
    await expect(read({}, response(status, body))).rejects.toMatchObject({ reason });
  });
});
