import { readdirSync } from "node:fs";
import { CONNECTION, PHOTOS, countedUsers, oidOf, photoOf, setUpSync, userIdOf } from "../support/cli/sync";

describe("options of sync", () => {
  const setup = setUpSync();

  const snapshot = () => JSON.stringify([...(setup.auth0.users ?? [])]);
  const storedIndexes = () =>
    [...setup.company.people.keys()].filter((index) => "entra" in setup.stored(index));
  /** A second connection with the last three people. */
  const addConnection = () => {
    setup.auth0.connections = [
      ...setup.auth0.connections,
      { id: "con_2", name: "fabrikam", strategy: "waad" },
      { id: "con_3", name: "users", strategy: "auth0" },
    ];
    for (const index of [5, 6, 7]) {
      const user = setup.auth0.users?.get(userIdOf(index));
      const identities = [{ connection: "fabrikam", user_id: `user-${index}`, provider: "waad" }];
      setup.auth0.users?.set(userIdOf(index), { ...user, identities });
    }
  };

  describe("--dry-run", () => {
    it("writes nothing, and has the counts of the run", async () => {
      setup.employ(30);
      const people = setup.company.people;
      for (const [index, person] of people.entries()) person.photo = photoOf(`photo ${index}`);
      await setup.run(["--photos", "all"], PHOTOS);
      for (const index of [20, 21]) setup.company.managers[index] = undefined;
      setup.company.managers[25] = 3;
      setup.company.link();
      const [first] = people;
      if (first) first.properties = { ...first.properties, jobTitle: "Boss" };
      people.splice(29, 1);
      const before = snapshot();
      setup.forget();
      const dry = await setup.run(["--dry-run", "--photos", "all"], PHOTOS);
      expect(setup.count("userWrite")).toBe(0);
      expect(snapshot()).toBe(before);
      expect(readdirSync(setup.folder).filter((name) => name.endsWith(".lock"))).toEqual([]);
      const real = await setup.run(["--photos", "all"], PHOTOS);
      const { auth0, graph, ms, ...counts } = real.summary;
      expect(dry.summary).toMatchObject(counts);
      expect(dry.report).toEqual(expect.arrayContaining([...real.report]));
      expect(dry.code).toBe(real.code);
      expect(real.summary.not_found).toBe(1);
      expect(real.summary.removed).toBeGreaterThan(0);
      expect(auth0.writes).toBeGreaterThan(0);
      expect([dry.summary.auth0.writes, graph.requests > 0, ms >= 0]).toEqual([0, true, true]);
    });

    it("has the exit code of removals that are held back", async () => {
      await setup.run();
      setup.company.managers[4] = undefined;
      setup.company.link();
      const { code, summary } = await setup.run(["--dry-run", "--max-removals", "0"]);
      expect(summary).toMatchObject({ sync: "partial", held_back: { manager: 1 }, removed: 0 });
      expect(code).toBe(3);
    });
  });

  describe("--user", () => {
    it.each([
      ["object id", oidOf(4)],
      ["object id in capitals", oidOf(4).toUpperCase()],
      ["Auth0 id", userIdOf(4)],
    ])("syncs one user by %s without a list", async (_, id) => {
      const [, manager] = setup.company.people;
      if (manager) manager.photo = photoOf("manager");
      const { code, summary } = await setup.run(["--user", id], PHOTOS);
      expect(summary).toMatchObject({ sync: "updated", users: 1, updated: 1 });
      expect(summary.failed).toEqual({});
      expect(code).toBe(0);
      expect(storedIndexes()).toEqual([4]);
      expect(setup.stored(4)).toMatchObject({ other: "kept", manager: "Person 1" });
      expect(setup.count("users") + setup.count("userCount") + setup.count("createExport")).toBe(0);
      expect(setup.count("directReports")).toBe(1);
      const again = await setup.run(["--user", id], PHOTOS);
      expect(again.summary).toMatchObject({ sync: "unchanged", users: 1, unchanged: 1 });
    });

    it.each([oidOf(4), userIdOf(4)])("fails if there is no user %s", async (id) => {
      setup.auth0.users?.delete(userIdOf(4));
      const { code, summary } = await setup.run(["--user", id]);
      expect(summary).toMatchObject({ sync: "failed", users: 0, failed: { "run:user_not_found": 1 } });
      expect(code).toBe(2);
      expect(setup.count("userWrite")).toBe(0);
    });
  });

  describe("--connection", () => {
    it.each([
      [["fabrikam"], [5, 6, 7]],
      [[CONNECTION], [0, 1, 2, 3, 4]],
      [
        ["fabrikam", CONNECTION],
        [0, 1, 2, 3, 4, 5, 6, 7],
      ],
    ])("syncs the users of %j", async (names, indexes) => {
      addConnection();
      const { code, summary } = await setup.run(names.flatMap((name) => ["--connection", name]));
      expect(summary).toMatchObject({ sync: "updated", users: indexes.length, updated: indexes.length });
      expect(code).toBe(0);
      expect(storedIndexes()).toEqual(indexes);
    });

    it.each(["unknown", "users"])("refuses %s, which is not an Entra connection", async (name) => {
      addConnection();
      const { code, stdout, stderr } = await setup.run(["--connection", name]);
      expect(stderr).toContain(`--connection ${name} is not an Entra connection of this tenant\n`);
      expect(stdout).toBe("");
      expect(code).toBe(1);
      expect(storedIndexes()).toEqual([]);
    });
  });

  describe("--parts and --photos", () => {
    it("writes only the named part", async () => {
      const { code, summary } = await setup.run(["--parts", "manager"]);
      expect(summary).toMatchObject({ sync: "updated", users: 8 });
      expect(summary.failed).toEqual({});
      expect(code).toBe(0);
      expect(setup.stored(4)).toMatchObject({ other: "kept", manager: "Person 1" });
      expect(setup.stored(1)).not.toHaveProperty("directReports");
      expect(setup.stored(1)).not.toHaveProperty("entra.profile.department");
      const rest = await setup.run();
      expect(rest.summary).toMatchObject({ updated: 8 });
      expect(rest.summary.failed).toEqual({});
      expect(setup.stored(1)).toMatchObject({ manager: "Person 0", entra: { directReportsCount: 3 } });
    });

    it("warns of a part that is off", async () => {
      const { code, stderr } = await setup.run(["--parts", "manager, photo"]);
      expect(stderr).toContain("! photo is off: set USER_PHOTOS and SYNC_USER_PHOTOS to on\n");
      expect(code).toBe(0);
    });

    it.each([
      ["all", 8],
      ["share", 8],
      ["none", 0],
    ])("reads photos of those never enriched (--photos %s)", async (choice, count) => {
      for (const person of setup.company.people) person.photo = photoOf(person.properties.id);
      const { summary } = await setup.run(["--photos", choice], PHOTOS);
      expect(summary).toMatchObject({ updated: 8 });
      expect(summary.failed).toEqual({});
      const indexes = storedIndexes().filter((index) => "thumbnailPhoto" in setup.stored(index));
      expect(indexes).toHaveLength(count);
    });

    it("reads each photo once in seven days", async () => {
      setup.employ(40);
      await setup.run(["--photos", "none"], PHOTOS);
      for (const person of setup.company.people) person.photo = photoOf(person.properties.id);
      setup.forget();
      const start = Date.now();
      for (let day = 0; day < 7; day++) {
        const now = () => start + day * 86_400_000;
        const clock = { now, pause: async () => Promise.resolve() };
        const { code, summary } = await setup.run([], PHOTOS, { clock });
        expect(summary.updated).toBeLessThan(20);
        expect(code).toBe(0);
      }
      expect(setup.count("photoSized")).toBe(40);
      for (const index of storedIndexes()) expect(setup.stored(index)).toHaveProperty("thumbnailPhoto");
    });
  });

  describe("wrong usage", () => {
    it.each([
      ["--unknown"],
      ["--user", "somebody"],
      ["--user"],
      ["--parts", "unknown"],
      ["--parts", ""],
      ["--photos", "some"],
      ["--max-removals", "-1"],
      ["--max-removals", "101%"],
      ["--max-removals", "many"],
      ["--max-removals", "1.5"],
      ["--max-removals", ""],
      ["--max-minutes", "0"],
      ["--max-minutes", "-5"],
      ["--max-minutes", "soon"],
      ["--max-minutes", "Infinity"],
      ["--report", "missing/report.ndjson"],
      ["--connection"],
      ["one", "two"],
    ])("ends with 1 for %s %s", async (...args) => {
      const { code, stdout, stderr } = await setup.run(args);
      expect(code).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).not.toBe("");
      expect(setup.backend.exchanges).toEqual([]);
    });
  });

  it.each([[[]], [["--json"]]])("prints one line on standard output with %j", async (args) => {
    const { code, stdout, summary } = await setup.run(args);
    expect(stdout.split("\n")).toHaveLength(2);
    expect(Object.keys(summary)).toEqual([
      "sync",
      "users",
      "updated",
      "unchanged",
      "removed",
      "failed",
      "not_found",
      "skipped",
      "held_back",
      "graph",
      "auth0",
      "ms",
    ]);
    expect(code).toBe(0);
  });

  it("counts each user once", async () => {
    setup.company.people.splice(7, 1);
    setup.auth0.users?.set("waad|x", {
      user_id: "waad|x",
      identities: [{ connection: CONNECTION, user_id: "x", provider: "waad" }],
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ users: 9, updated: 7, not_found: 1, skipped: { no_oid: 1 } });
    expect(countedUsers(summary)).toBe(9);
    expect(code).toBe(0);
  });
});
