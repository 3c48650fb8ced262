import { findLeak } from "../../src/cli/record/leaks";
import { anonymize } from "../../src/cli/record/anonymize";
import {
  ACTION_CODE,
  REPORTS,
  USER,
  cloud,
  exchange,
  known,
  scenarioOf,
  anonymizeOne,
} from "../support/cli/record-exchanges";

const GROUPS = `${USER}/transitiveMemberOf?$select=id,displayName&$top=999`;
const GROUP = "#microsoft.graph.group";

interface Item {
  readonly "@odata.type": string;
  readonly id: string;
  readonly displayName: string;
}

const idOf = (number: number) => `b2b2b2b2-0000-4000-8000-${String(number).padStart(12, "0")}`;
const group = (number: number, displayName: string, type = GROUP): Item => ({
  "@odata.type": type,
  id: idOf(number),
  displayName,
});
const pageOf = (response: unknown) => response as { value: Item[]; "@odata.nextLink"?: string };

function anonymizeGroups(...groups: Item[]) {
  const context = `${cloud.graph}/v1.0/$metadata#directoryObjects(id,displayName)`;
  const anonymized = anonymizeOne(GROUPS, { "@odata.context": context, value: groups });
  return { anonymized, items: pageOf(anonymized.body).value, text: JSON.stringify(anonymized.responses) };
}

describe("anonymizing groups", () => {
  it("replaces ids and display names of groups and keeps @odata.type", () => {
    const { anonymized, items, text } = anonymizeGroups(
      group(1, "Contoso Sales Munich"),
      group(2, "Tailspin Bassoon Repairs"),
    );
    expect(anonymized.first?.path).toBe(
      `/v1.0/users/${anonymized.userId}/transitiveMemberOf?$select=id,displayName&$top=999`,
    );
    expect(items.map((item) => Object.keys(item))).toEqual([
      ["@odata.type", "id", "displayName"],
      ["@odata.type", "id", "displayName"],
    ]);
    expect(items.map((item) => item["@odata.type"])).toEqual([GROUP, GROUP]);
    expect(items.map(({ displayName }) => displayName)).toEqual(["Group 1", "Group 2"]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(2);
    for (const { id } of items) expect(id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(text).not.toMatch(/contoso|sales|munich|tailspin|bassoon|repairs|b2b2b2b2/i);
    expect(findLeak(scenarioOf(anonymized), anonymized, ACTION_CODE)).toBeUndefined();
  });

  it("keeps the type of directory roles and administrative units and replaces their names like those of groups", () => {
    const types = ["#microsoft.graph.directoryRole", "#microsoft.graph.administrativeUnit"];
    const { items } = anonymizeGroups(...types.map((type, index) => group(index, `Tailspin ${type}`, type)));
    expect(items.map((item) => item["@odata.type"])).toEqual(types);
    expect(items.map(({ displayName }) => displayName)).toEqual(["Group 1", "Group 2"]);
  });

  it("numbers groups in the order of the response, whatever their alphabetical order", () => {
    for (const names of [
      ["Alpha Team", "Zulu Team"],
      ["Zulu Team", "Alpha Team"],
    ]) {
      const { items } = anonymizeGroups(...names.map((name, index) => group(index, name)));
      expect(items.map(({ displayName }) => displayName)).toEqual(["Group 1", "Group 2"]);
    }
  });

  it("gives two groups with the same name the same replacement and different ids", () => {
    const { items } = anonymizeGroups(group(1, "Bassoon"), group(2, "Bassoon"), group(3, "Oboe"));
    const [first, second, third] = items;
    expect(first?.displayName).toBe(second?.displayName);
    expect(first?.id).not.toBe(second?.id);
    expect(third?.displayName).not.toBe(first?.displayName);
  });

  it("gives a group the same replacement on every page and in every response", () => {
    const next = `${GROUPS}&$skiptoken=Zq7xGroups`;
    const nextReports = `${REPORTS}&$skiptoken=Zq7xReports`;
    const someone = { "@odata.type": "#microsoft.graph.user", id: known.userId, displayName: "Bassoon" };
    const { responses } = anonymize(
      [
        exchange(REPORTS, { value: [someone], "@odata.nextLink": nextReports }),
        exchange(GROUPS, { value: [group(1, "Bassoon")], "@odata.nextLink": next }),
        exchange(nextReports, { value: [] }),
        exchange(next, { value: [group(1, "BASSOON"), group(2, "Oboe")] }),
      ],
      known,
    );
    const pages = responses.map(({ response }) => pageOf(response));
    const [reports, first, , second] = pages.map(({ value }) => value);
    expect(first?.[0]?.id).toBe(second?.[0]?.id);
    expect(first?.[0]?.displayName).toBe(second?.[0]?.displayName);
    expect(reports?.[0]?.displayName).toBe(first?.[0]?.displayName);
    expect(second?.[1]?.displayName).not.toBe(first?.[0]?.displayName);
    expect(pages[0]?.["@odata.nextLink"]).toBe(`${cloud.graph}${String(responses[2]?.path)}`);
    expect(pages[1]?.["@odata.nextLink"]).toBe(`${cloud.graph}${String(responses[3]?.path)}`);
    expect(responses[2]?.path).toMatch(/\/directReports\?.*&\$skiptoken=page2$/);
    expect(responses[3]?.path).toMatch(/\/transitiveMemberOf\?.*&\$skiptoken=page2$/);
    expect(JSON.stringify(responses)).not.toMatch(/Zq7x/i);
  });

  it("keeps a next link to a page that was read before as a link to that page", () => {
    const anonymized = anonymizeOne(GROUPS, { value: [], "@odata.nextLink": GROUPS });
    expect(pageOf(anonymized.body)["@odata.nextLink"]).toBe(
      `${cloud.graph}${String(anonymized.first?.path)}`,
    );
  });

  it("replaces names that are single common words", () => {
    const names = ["Report", "Sales", "Entra", "Photo", "Grant", "Group", "Users", "Microsoft", "Field"];
    const { anonymized, items } = anonymizeGroups(...names.map((name, index) => group(index, name)));
    const replaced = items.map(({ displayName }) => displayName);
    expect(new Set(replaced).size).toBe(names.length);
    for (const name of names) expect(replaced.join().toLowerCase()).not.toContain(name.toLowerCase());
    expect(items.every((item) => item["@odata.type"] === GROUP)).toBe(true);
    expect(findLeak(scenarioOf(anonymized), anonymized, ACTION_CODE)).toBeUndefined();
  });

  it("keeps the error codes by which the Action decides if a group is called like one of their words", () => {
    const message =
      "Resource 'manager' does not exist or one of its queried reference-property objects are not present.";
    const { responses } = anonymize(
      [
        exchange(GROUPS, { value: [group(1, "Resource"), group(2, "Image"), group(3, "Quota")] }),
        exchange(`${USER}/manager`, { error: { code: "Request_ResourceNotFound", message } }, 404),
        exchange(`${USER}/photo/$value`, { error: { code: "ImageNotFound", message: "" } }, 404),
        exchange(`${USER}/photos/64x64/$value`, { error: { code: "QuotaExceeded", message: "" } }, 404),
      ],
      known,
    );
    expect(responses.slice(1).map(({ response }) => response)).toMatchObject([
      { error: { code: "Request_ResourceNotFound", message } },
      { error: { code: "ImageNotFound" } },
      { error: { code: "UnknownError" } },
    ]);
  });

  it("replaces a field that is not known, with its name, if a group is called Field", () => {
    const { body: response } = anonymizeOne(GROUPS, {
      value: [{ ...group(1, "Field"), extension_Zq7x: "Zq7x" }],
    });
    const [item] = pageOf(response).value;
    expect(Object.keys(item ?? {}).join()).not.toMatch(/field\d|Zq7x/i);
    expect(JSON.stringify(item)).not.toMatch(/Zq7x/i);
  });
});
