import fc from "fast-check";
import { groups } from "../../src/parts/groups";
import type { PartData } from "../../src/parts/part";
import { createSettingsReader } from "../../src/settings/reader";
import { ORIGIN, USER, answer, contextFor, fakeGraph, graphError } from "../support/graph";

const group = (id: string, displayName: string | null = `Group ${id}`) => ({
  "@odata.type": "#microsoft.graph.group",
  id,
  displayName,
});
const page = (...value: object[]) => answer(200, { value });
const partFor = (filter = "") => groups(createSettingsReader({ SYNC_GROUPS: "on", GROUPS_FILTER: filter }));
const read = async (filter: string, ...answers: Parameters<typeof fakeGraph>) =>
  partFor(filter).read(contextFor(fakeGraph(...answers)));
const dataOf = (...ids: string[]): PartData => ({
  metadata: {},
  entra: { groups: ids.map((id) => ({ id, displayName: `Group ${id}` })) },
});

describe("the groups", () => {
  it("are requested with nested groups, by id and name", async () => {
    const graph = fakeGraph(page());
    await partFor().read(contextFor(graph));
    expect(graph.asked.map(({ path }) => path)).toEqual([
      `${ORIGIN}/v1.0${USER}/transitiveMemberOf?$select=id,displayName&$top=999`,
    ]);
  });

  it("are sorted by name, then by id", async () => {
    const given = [group("3", "b"), group("2", "a"), group("1", "a"), group("4", "B")];
    const reading = await read("", page(...given));
    expect(reading).toMatchObject({
      kind: "found",
      data: { entra: { groups: [{ id: "4" }, { id: "1" }, { id: "2" }, { id: "3" }] } },
    });
  });

  it("do not include roles, administrative units, groups without a name and repeated groups", async () => {
    const others = ["#microsoft.graph.directoryRole", "#microsoft.graph.administrativeUnit", undefined];
    const given = others.map((type, index) => ({ ...group(`x${index}`), "@odata.type": type }));
    const reading = await read("", page(...given, group("n", null), group("a"), group("A", "Group a")));
    expect(reading).toMatchObject({
      kind: "found",
      data: { entra: { groups: [{ displayName: "Group a" }] } },
    });
  });

  it("are none, stored as an empty list, if the user is in no group or in none of the filter", async () => {
    const none = { kind: "none", data: { metadata: {}, entra: { groups: [] } } };
    expect(await read("", page())).toEqual(none);
    expect(await read("other", page(group("a")))).toEqual(none);
  });

  it.each([
    ["limited", page(group("a", null), group("b", null))],
    ["permission", answer(403, graphError("Authorization_RequestDenied"))],
    ["user_not_found", answer(404, graphError("Request_ResourceNotFound"))],
    ["invalid", answer(200, { value: [{ ...group("a"), id: 5 }] })],
    ["invalid", answer(200, { value: 5 })],
    ["throttled", answer(429)],
  ])("fail as %s", async (reason, given) => {
    await expect(read("", given)).rejects.toMatchObject({ reason });
  });

  it("are stored up to 200 and not at all above, after the filter", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => group(`g${index}`));
    await expect(read("", page(...many(200)))).resolves.toMatchObject({ kind: "found" });
    await expect(read("", page(...many(201)))).rejects.toMatchObject({ reason: "too_large" });
    await expect(read("group g1*", page(...many(300)))).resolves.toMatchObject({ kind: "found" });
  });

  it("are fresh only while all stored groups match the filter", () => {
    expect(partFor("group a*").isVariant?.(dataOf("a", "ab"))).toBe(true);
    expect(partFor("group a*").isVariant?.(dataOf("a", "b"))).toBe(false);
    expect(partFor("").isVariant?.(dataOf("a", "b"))).toBe(true);
  });

  it("give advice only while they are off and the claims left groups out", () => {
    const overage = { attributes: { hasgroups: true }, userId: "u", native: true };
    const off = groups(createSettingsReader({}));
    expect(off.advice?.(overage)).toBe("groups overage: set SYNC_GROUPS=on");
    expect(off.advice?.({ ...overage, attributes: {} })).toBeUndefined();
    expect(partFor().advice?.(overage)).toBeUndefined();
  });
});

describe("GROUPS_FILTER", () => {
  const isStored = async (filter: string, given: object) =>
    (await read(filter, page(given))).kind === "found";

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

  it("matches what a regular expression with .* for * matches", async () => {
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

  it("takes linear time", async () => {
    const filter = `${"*a".repeat(2000)}*b`;
    expect(await isStored(filter, group("1", "a".repeat(4000)))).toBe(false);
  });
});
