import { NONE, setUpSync } from "../support/cli/sync";
import { change, dismissManagers, lossesSince, relationsIn, storedOfAll } from "../support/cli/sync-faults";

describe("sync with many removals", () => {
  const setup = setUpSync();

  async function prepare(count: number) {
    setup.employ(count);
    const { code } = await setup.run();
    expect(code).toBe(0);
    setup.forget();
    return storedOfAll(setup);
  }

  it("holds back and loses nothing if the list has no managers of many people, but Graph still does", async () => {
    const before = await prepare(40);
    setup.tenant.listUsers = () => setup.company.people.map((person) => ({ ...person, manager: undefined }));
    const { code, summary } = await setup.run();
    expect(code).toBe(3);
    expect(summary).toMatchObject({ sync: "partial", removed: 0, failed: NONE, held_back: { manager: 39 } });
    expect(storedOfAll(setup)).toEqual(before);
  });

  it("holds back the managers of 30 of 100 people", async () => {
    const before = await prepare(100);
    dismissManagers(setup, 70);
    change(setup, 80, { department: "Sales" });
    const { code, summary, stderr } = await setup.run();
    expect(code).toBe(3);
    expect(summary).toMatchObject({
      sync: "partial",
      updated: 1,
      removed: 0,
      failed: NONE,
      held_back: { manager: 30, directReports: 10 },
    });
    expect(stderr).toContain("--max-removals");
    expect(setup.count("manager")).toBe(0);
    expect(setup.stored(80)).toMatchObject({ entra: { profile: { department: "Sales" } } });
    expect(relationsIn(storedOfAll(setup))).toEqual(relationsIn(before));
    expect(lossesSince(setup, before)).toEqual([]);
  });

  it.each([
    [10, 0],
    [11, 3],
  ])("writes 10 removals of a part in a company of 40, but not 11: %d", async (count, exit) => {
    await prepare(40);
    dismissManagers(setup, 40 - count);
    const { code, summary } = await setup.run();
    expect(code).toBe(exit);
    expect(summary.held_back.manager).toBe(exit === 0 ? undefined : count);
    expect(setup.stored(39).manager ?? undefined).toBe(exit === 0 ? undefined : "Person 12");
  });

  it.each([["50%"], ["30"], ["100%"]])(
    "removes the managers of 30 of 100 people with --max-removals %s",
    async (limit) => {
      await prepare(100);
      dismissManagers(setup, 70);
      const { code, summary } = await setup.run(["--max-removals", limit]);
      expect(code).toBe(0);
      expect(summary).toMatchObject({ sync: "updated", removed: 40, failed: NONE, held_back: NONE });
      expect(setup.stored(69)).toMatchObject({ manager: "Person 22" });
      expect(setup.stored(70).manager ?? undefined).toBeUndefined();
      expect(setup.stored(23).directReports).toEqual([]);
    },
  );

  it.each([["29"], ["30%"], ["0"]])("holds 30 of 99 managers back with --max-removals %s", async (limit) => {
    const before = await prepare(100);
    dismissManagers(setup, 70);
    const { code, summary } = await setup.run(["--max-removals", limit]);
    expect(code).toBe(3);
    expect(summary).toMatchObject({ removed: 0, held_back: { manager: 30 } });
    expect(storedOfAll(setup)).toEqual(before);
  });
});
