import { NONE, oidOf, setUpSync, userIdOf } from "../../support/cli/sync";

describe("sync", () => {
  const setup = setUpSync();

  it("stores profile, manager and direct reports of all users with one list of the directory", async () => {
    const { code, summary, stderr } = await setup.run();
    expect(stderr).not.toContain("!");
    expect(summary).toMatchObject({ sync: "updated", users: 8, updated: 8, unchanged: 0, failed: NONE });
    expect(code).toBe(0);
    expect(setup.stored(1)).toMatchObject({
      other: "kept",
      manager: "Person 0",
      directReports: ["Person 4", "Person 5", "Person 6"],
      entra: {
        identity: "contoso|user-1",
        profile: {
          oid: oidOf(1),
          tenantid: setup.tenant.id,
          job_title: "Engineer",
          department: "Engineering",
        },
        manager: { id: oidOf(0), displayName: "Person 0" },
        directReportsCount: 3,
      },
    });
    expect(setup.count("users")).toBe(1);
    expect(setup.count("manager") + setup.count("directReports")).toBe(0);
  });

  it("writes nothing if nothing has changed", async () => {
    await setup.run();
    setup.forget();
    const { code, summary, report } = await setup.run();
    expect(summary).toMatchObject({ sync: "unchanged", updated: 0, unchanged: 8, auth0: { writes: 0 } });
    expect(setup.count("userRead") + setup.count("user")).toBe(0);
    expect(report).toEqual([]);
    expect(code).toBe(0);
  });

  it("updates a renamed manager at each of the direct reports", async () => {
    await setup.run();
    const person = setup.company.people[1];
    if (person) person.properties = { ...person.properties, displayName: "Renamed" };
    setup.company.link();
    const { summary, report } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", updated: 4, unchanged: 4 });
    expect(setup.stored(4)).toMatchObject({ manager: "Renamed" });
    expect(setup.stored(0)).toMatchObject({ directReports: ["Person 2", "Person 3", "Renamed"] });
    expect(report).toContainEqual({
      user_id: userIdOf(4),
      result: "updated",
      profile: "unchanged",
      manager: "updated",
      directReports: "none",
    });
  });
});
