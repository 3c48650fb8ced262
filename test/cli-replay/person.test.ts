import { initialsOf, personOf } from "../../src/cli/replay/page/person";

describe("personOf", () => {
  it("uses what is stored and fills gaps from the attributes of the Auth0 user", () => {
    const stored = { entra: { profile: { name: "Adele Vance", department: "Retail" } } };
    const user = { name: "adele", email: "a@example.com", job_title: "Manager" };
    expect(personOf(stored, user)).toMatchObject({
      name: "Adele Vance",
      title: "Manager",
      department: "Retail",
      mail: "a@example.com",
      manager: undefined,
      reports: [],
      groups: undefined,
    });
  });

  it("shows direct reports with titles, or only names if the details were left out", () => {
    const directReports = [{ displayName: "Alex", jobTitle: "Clerk" }, { userPrincipalName: "b@x.org" }, {}];
    const detailed = personOf({ directReports: ["Alex"], entra: { directReports } }, {});
    expect(detailed.reports).toEqual([
      { name: "Alex", title: "Clerk" },
      { name: "b@x.org", title: undefined },
      { name: "No name", title: undefined },
    ]);
    const names = personOf(
      { directReports: ["Alex", "Bianca"], entra: { directReportsTruncated: true } },
      {},
    );
    expect(names.reports.map(({ name }) => name)).toEqual(["Alex", "Bianca"]);
    expect(names.hasMoreReports).toBe(true);
  });

  it("names the manager from app_metadata with the title from entra", () => {
    const stored = { manager: "Sara", entra: { manager: { displayName: "Sara Davis", jobTitle: "VP" } } };
    expect(personOf(stored, {}).manager).toEqual({ name: "Sara", title: "VP" });
  });

  it("distinguishes a user in no group from one whose groups are not stored", () => {
    expect(personOf({ entra: { groups: [] } }, {}).groups).toEqual([]);
    expect(personOf({ entra: { groups: [{ displayName: "Sales" }, {}] } }, {}).groups).toEqual([
      "Sales",
      "No name",
    ]);
    expect(personOf({}, {}).groups).toBeUndefined();
  });

  it.each([
    null,
    undefined,
    "x",
    1,
    [],
    { entra: "x" },
    { entra: { profile: [], groups: {} }, directReports: {} },
  ])("accepts %j as app_metadata and as the user", (value) => {
    expect(personOf(value, value)).toMatchObject({ name: "No name", reports: [], photo: undefined });
  });
});

describe("initialsOf", () => {
  it.each([
    ["Adele Vance", "AV"],
    ["Adele", "A"],
    ["anna maria von Berg", "AB"],
    ["  ", ""],
    ["😀 team", "😀T"],
    ["李 明", "李明"],
  ])("of %j are %j", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
