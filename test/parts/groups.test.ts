import fc from "fast-check";
import { groups } from "../../src/parts/groups";
import type { PartData } from "../../src/parts/part";
import { createSettingsReader } from "../../src/settings/reader";
import { ORIGIN, USER, contextFor, fakeGraph, graphError, response } from "../support/graph";

const group = (id: string, displayName: string | null = `Group ${id}`) => ({
  "@odata.type": "#microsoft.graph.group",
  id,
  displayName,
});
const page = (...value: object[]) => response(200, { value });
const partFor = (filter = "") => groups(createSettingsReader({ SYNC_GROUPS: "on", GROUPS_FILTER: filter }));
const read = async (filter: string, ...responses: Parameters<typeof fakeGraph>) =>
  partFor(filter).read(contextFor(fakeGraph(...responses)));
const dataOf = (...ids: string[]): PartData => ({
  metadata: {},
  entra: { groups: ids.map((id) => ({ id, displayName: `Group ${id}` })) },
});

describe("groups part", () => {
  it("requests id and name of direct and nested groups", async () => {
    const graph = fakeGraph(page());
    await partFor().read(contextFor(graph));
    expect(graph.requests.map(({ path }) => path)).toEqual([
      `${ORIGIN}/v1.0${USER}/transitiveMemberOf?$select=id,displayName&$top=999`,
    ]);
  });

  it("sorts groups by name, then by ID", async () => {
    const unsorted = [group("3", "b"), group("2", "a"), group("1", "a"), group("4", "B")];
    const reading = await read("", page(...unsorted));
    expect(reading).toMatchObject({
      kind: "found",
      data: { entra: { groups: [{ id: "4" }, { id: "1" }, { id: "2" }, { id: "3" }] } },
    });
  });

  it("omits roles, administrative units, groups without a name and repeated groups", async () => {
    const others = ["#microsoft.graph.directoryRole", "#microsoft.graph.administrativeUnit", undefined];
    const unsupported = others.map((type, index) => ({ ...group(`x${index}`), "@odata.type": type }));
    const reading = await read("", page(...unsupported, group("n", null), group("a"), group("A", "Group a")));
    expect(reading).toMatchObject({
      kind: "found",
      data: { entra: { groups: [{ displayName: "Group a" }] } },
    });
  });

  it("returns an empty list if the user is in no group or no group matches the filter", async () => {
    const none = { kind: "none", data: { metadata: {}, entra: { groups: [] } } };
    expect(await read("", page())).toEqual(none);
    expect(await read("other", page(group("a")))).toEqual(none);
  });

  it.each([
    ["limited", 200, { value: [group("a", null), group("b", null)] }],
    ["permission", 403, graphError("Authorization_RequestDenied")],
    ["user_not_found", 404, graphError("Request_ResourceNotFound")],
    ["invalid", 200, { value: [{ ...group("a"), id: 5 }] }],
    ["invalid", 200, { value: 5 }],
    ["throttled", 429, ""],
  ])("fails as %s for status %d and body %j", async (reason, status, body) => {
    await expect(read("", response(status, body))).rejects.toMatchObject({ reason });
  });

  it("fails as too_large if more than 200 groups match the filter", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => group(`g${index}`));
    await expect(read("", page(...many(200)))).resolves.toMatchObject({ kind: "found" });
    await expect(read("", page(...many(201)))).rejects.toMatchObject({ reason: "too_large" });
    await expect(read("group g1*", page(...many(300)))).resolves.toMatchObject({ kind: "found" });
  });

  it("treats stored groups as fresh only if all of them match the filter", () => {
    expect(partFor("group a*").isCurrent?.(dataOf("a", "ab"))).toBe(true);
    expect(partFor("group a*").isCurrent?.(dataOf("a", "b"))).toBe(false);
    expect(partFor("").isCurrent?.(dataOf("a", "b"))).toBe(true);
  });

  it("returns advice only if the part is off and the claims omit groups", () => {
    const overage = { attributes: { hasgroups: true }, userId: "u", native: true };
    const off = groups(createSettingsReader({}));
    expect(off.advice?.(overage)).toBe("groups overage: set SYNC_GROUPS=on");
    expect(off.advice?.({ ...overage, attributes: {} })).toBeUndefined();
    expect(partFor().advice?.(overage)).toBeUndefined();
  });
});

describe("GROUPS_FILTER", () => {
  const isStored = async (filter: string, graphGroup: object) =>
    (await read(filter, page(graphGroup))).kind === "found";

  it.each([
    ["all employees", true],
    ["ALL*", true],
    ["*employees", true],
    ["a*l*ees", true],
    ["*", true],
    ["**", true],
    ["x, All Employees", true],
    ["02BD9FD6-*", true],
    ["all", false],
    ["all*l employees", false],
    ["all employees*x", false],
    ["all employees*all employees", false],
    ["?ll employees", false],
    ["all.employees", false],
  ])("%s matches All Employees: %s", async (filter, isMatch) => {
    expect(await isStored(filter, group("02bd9fd6-8f93-4758-87c3-1fb73740a315", "All Employees"))).toBe(
      isMatch,
    );
  });

  it("matches the same names as a regular expression with .* for *", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "$"), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "$", "*"), minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(text, pattern, async (name, filter) => {
        fc.pre(name !== "");
        const source = filter.replaceAll(/[.$]/g, "\\$&").replaceAll("*", ".*");
        const isMatch = new RegExp(`^${source}$`).test(name);
        expect(await isStored(filter, group("#", name))).toBe(isMatch || /^\*+$/.test(filter));
      }),
    );
  });

  it("is evaluated within the time limit of a test if it has 2000 wildcards", async () => {
    const filter = `${"*a".repeat(2000)}*b`;
    expect(await isStored(filter, group("1", "a".repeat(4000)))).toBe(false);
  });
});
