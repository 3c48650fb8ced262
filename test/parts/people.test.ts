import { directReports } from "../../src/parts/direct-reports";
import { manager } from "../../src/parts/manager";
import { createSettingsReader } from "../../src/settings/reader";
import { ORIGIN, USER, answer, contextFor, fakeGraph, graphError } from "../support/graph";

const user = (id: string, more = {}) => ({
  "@odata.type": "#microsoft.graph.user",
  id,
  displayName: `Name ${id}`,
  mail: null,
  ...more,
});
const nulls = (id: string) => ({
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
  answer(200, { value, ...(next && { "@odata.nextLink": next }) });
const link = (n: number) => `${ORIGIN}/v1.0${USER}/directReports?$skiptoken=${String(n)}`;

describe("the manager", () => {
  const read = async (...answers: Parameters<typeof fakeGraph>) =>
    manager(createSettingsReader({})).read(contextFor(fakeGraph(...answers)));

  it("is kept by name, and in detail without what is empty", async () => {
    expect(await read(answer(200, { ...user("1"), jobTitle: "VP", department: "never asked" }))).toEqual({
      kind: "found",
      data: {
        metadata: { manager: "Name 1" },
        entra: { manager: { id: "1", displayName: "Name 1", jobTitle: "VP" } },
      },
    });
  });

  it("is called by the user principal name where there is no display name", async () => {
    expect(await read(answer(200, { ...nulls("1"), userPrincipalName: "a@b.example" }))).toMatchObject({
      data: { metadata: { manager: "a@b.example" } },
    });
  });

  it("is none by a 404 that names the manager", async () => {
    const message = "Resource 'manager' does not exist or one of its queried objects are not present.";
    expect(await read(answer(404, graphError("Request_ResourceNotFound", message)))).toMatchObject({
      kind: "none",
    });
  });

  it.each([
    [
      "user_not_found",
      answer(404, graphError("Request_ResourceNotFound", "Resource '87d349ed' does not exist")),
    ],
    ["invalid", answer(404, "<html>")],
    ["invalid", answer(404, graphError("ResourceNotFound", "Resource 'manager' could not be discovered."))],
    ["invalid", answer(404, graphError("UnknownError"))],
    ["invalid", answer(400, graphError("BadRequest"))],
    ["invalid", answer(200, "<html>")],
    ["invalid", answer(200, "")],
    ["invalid", answer(200, "null")],
    ["invalid", answer(200, [])],
    ["invalid", answer(200, { displayName: "no id" })],
    ["invalid", answer(204)],
    ["invalid", answer(304)],
    ["limited", answer(200, nulls("1"))],
    ["throttled", answer(429)],
    ["unavailable", answer(503)],
  ])("fails as %s", async (reason, given) => {
    await expect(read(given)).rejects.toMatchObject({ reason });
  });
});

describe("the direct reports", () => {
  const read = async (secrets: Record<string, string>, ...answers: Parameters<typeof fakeGraph>) => {
    const graph = fakeGraph(...answers);
    return { reading: await directReports(createSettingsReader(secrets)).read(contextFor(graph)), graph };
  };

  it("are asked for with what is kept of them", async () => {
    const { graph } = await read({}, page([]));
    expect(graph.asked[0]?.path).toBe(
      `${ORIGIN}/v1.0${USER}/directReports?$select=id,displayName,mail,userPrincipalName,jobTitle&$top=999`,
    );
  });

  it("are read page by page, without contacts and groups", async () => {
    const { reading, graph } = await read(
      {},
      page([user("1"), contact], link(2)),
      page([group], link(3)),
      page([user("2")]),
    );
    expect(graph.asked.slice(1).map(({ path }) => path)).toEqual([link(2), link(3)]);
    expect(reading).toMatchObject({
      kind: "found",
      data: {
        metadata: { directReports: ["Name 1", "Name 2"] },
        entra: { directReportsCount: 2, directReportsTruncated: false },
      },
    });
  });

  it("are read to the last page, and stored up to the cap", async () => {
    const { reading, graph } = await read(
      { MAX_DIRECT_REPORTS: "2" },
      page([user("3")], link(2)),
      page([user("2"), user("3")], link(3)),
      page([user("1")]),
    );
    expect(graph.asked).toHaveLength(3);
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
  ])("are truncated only where there were more users than the cap", async (people, truncated) => {
    const { reading } = await read({ MAX_DIRECT_REPORTS: "2" }, page(people));
    expect(reading).toMatchObject({ data: { entra: { directReportsTruncated: truncated } } });
  });

  it("are none by an empty list", async () => {
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
    ["a host that only begins alike", `${ORIGIN}.evil.example/v1.0`],
    ["credentials in the link", "https://a:b@graph.microsoft.com/v1.0"],
    [
      "itself",
      `${ORIGIN}/v1.0${USER}/directReports?$select=id,displayName,mail,userPrincipalName,jobTitle&$top=999`,
    ],
    ["nowhere", ""],
    ["no text", 5],
  ])("are invalid where the next link leads to %s, which is not asked", async (_, next) => {
    const graph = fakeGraph(answer(200, { value: [user("1")], "@odata.nextLink": next }));
    await expect(directReports(createSettingsReader({})).read(contextFor(graph))).rejects.toMatchObject({
      reason: "invalid",
    });
    expect(graph.asked).toHaveLength(1);
  });

  it("are invalid where a page leads back to one that was read", async () => {
    await expect(read({}, page([user("1")], link(2)), page([user("2")], link(2)))).rejects.toMatchObject({
      reason: "invalid",
    });
  });

  it.each([
    ["limited", page([nulls("1"), nulls("2"), contact])],
    ["limited", page([{ id: "a97733ce-92a4-4e7e-8d45-8e1f3e6a69d8" }])],
    ["invalid", answer(200, {})],
    ["invalid", page("none")],
    ["invalid", page([null])],
    ["invalid", page([5])],
    ["invalid", answer(404, "<html>")],
    ["user_not_found", answer(404, graphError("Request_ResourceNotFound", "Resource 'x' does not exist"))],
    ["unavailable", answer(500)],
  ])("fail as %s", async (reason, given) => {
    await expect(read({}, given)).rejects.toMatchObject({ reason });
  });
});
