import { countedUsers, onRequest, oidOf, setUpSync, userIdOf } from "../support/cli/sync";

type Metadata = Readonly<Record<string, unknown>>;

describe("sync, if Auth0 users change during the run", () => {
  const setup = setUpSync();

  const userOf = (index: number) => setup.auth0.users?.get(userIdOf(index)) ?? {};
  /** Changes an account when the run reads it, just before the response. */
  const beforeRead = (index: number, change: () => void) => {
    setup.backend.override = onRequest("userRead", (_, { subject }) => {
      if (subject === userIdOf(index)) change();
      return undefined;
    });
  };
  const entraOf = (index: number) => setup.stored(index).entra as Metadata;
  /** Changes the department of everybody, and the name of the manager of 4, 5 and 6. */
  const changeDirectory = () => {
    for (const person of setup.company.people) {
      person.properties = { ...person.properties, department: "Research" };
    }
    const [, manager] = setup.company.people;
    if (manager) manager.properties = { ...manager.properties, displayName: "Renamed" };
    setup.company.link();
  };
  const secondsFromNow = (seconds: number) =>
    new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");

  it.each(["userRead", "userWrite"] as const)(
    "skips a user who was deleted before the %s",
    async (target) => {
      setup.backend.override = onRequest(target, (_, { subject }) => {
        if (subject === userIdOf(3)) setup.auth0.users?.delete(subject);
        return undefined;
      });
      const { code, summary, report } = await setup.run();
      expect(summary).toMatchObject({
        sync: "updated",
        users: 8,
        updated: 7,
        skipped: { deleted: 1 },
      });
      expect(summary.failed).toEqual({});
      expect(countedUsers(summary)).toBe(8);
      expect(code).toBe(0);
      expect(report).toContainEqual(
        expect.objectContaining({ user_id: userIdOf(3), result: "skipped:deleted" }),
      );
      expect(setup.auth0.users?.has(userIdOf(3))).toBe(false);
      expect(setup.auth0.users?.size).toBe(7);
    },
  );

  it("skips a user who was deleted before a removal is written", async () => {
    await setup.run();
    setup.company.managers[5] = undefined;
    setup.company.link();
    setup.backend.override = onRequest("userRead", (_, { subject }) => {
      if (subject === userIdOf(5)) setup.auth0.users?.delete(subject);
      return undefined;
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ users: 8, removed: 0, skipped: { deleted: 1 } });
    expect(summary.failed).toEqual({});
    expect(countedUsers(summary)).toBe(8);
    expect(code).toBe(0);
  });

  it("keeps a part that a login has read since, and writes the others", async () => {
    await setup.run();
    changeDirectory();
    beforeRead(4, () => {
      const { entra, ...others } = setup.stored(4) as { readonly entra: Record<string, Metadata> };
      const manager = { ...entra.manager, displayName: "Of the login" };
      const sync = { ...entra.sync, manager: secondsFromNow(60) };
      setup.store(4, { ...others, manager: "Of the login", entra: { ...entra, manager, sync } });
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", users: 8, updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.stored(4)).toMatchObject({
      other: "kept",
      manager: "Of the login",
      entra: { profile: { department: "Research" }, manager: { displayName: "Of the login" } },
    });
    expect(setup.stored(5)).toMatchObject({ manager: "Renamed" });
  });

  it("writes a part that a login has read before the run did", async () => {
    await setup.run();
    changeDirectory();
    beforeRead(4, () => {
      const { entra, ...others } = setup.stored(4) as { readonly entra: Record<string, Metadata> };
      setup.store(4, {
        ...others,
        entra: { ...entra, sync: { ...entra.sync, manager: secondsFromNow(-60) } },
      });
    });
    const { summary } = await setup.run();
    expect(summary).toMatchObject({ updated: 8 });
    expect(summary.failed).toEqual({});
    expect(setup.stored(4)).toMatchObject({ manager: "Renamed" });
  });

  it("does not remove a manager whom Graph returns when it is read once more", async () => {
    await setup.run();
    setup.company.managers[5] = undefined;
    setup.company.link();
    beforeRead(5, () => {
      setup.company.managers[5] = 2;
      setup.company.link();
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ removed: 0 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.stored(5)).toMatchObject({ other: "kept", manager: "Person 2" });
  });

  it("keeps what else was written to app_metadata since", async () => {
    beforeRead(2, () => {
      setup.store(2, { ...setup.stored(2), other: "changed", another: { of: "somebody" } });
    });
    const { summary } = await setup.run();
    expect(summary).toMatchObject({ updated: 8 });
    expect(setup.stored(2)).toMatchObject({ other: "changed", another: { of: "somebody" }, entra: {} });
    const write = setup.backend.exchanges.find(
      ({ target, subject }) => target === "userWrite" && subject === userIdOf(2),
    );
    expect(write?.request.body).not.toContain("another");
  });

  it("writes nothing if a login has stored the same since", async () => {
    await setup.run();
    const stored = setup.stored(2);
    setup.store(2, { other: "kept" });
    setup.forget();
    beforeRead(2, () => {
      setup.store(2, stored);
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "unchanged", unchanged: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.count("userWrite")).toBe(0);
    expect(setup.stored(2)).toEqual(stored);
  });

  it.each([
    ["another person", { oid: oidOf(7) }],
    [
      "another identity",
      {
        identities: [{ connection: "contoso", user_id: "user-77", provider: "waad", isSocial: false }],
      },
    ],
    ["no Entra identity", { identities: [{ connection: "db", user_id: "1", provider: "auth0" }] }],
  ])("writes nothing to a user who has become %s", async (_, change) => {
    beforeRead(2, () => setup.auth0.users?.set(userIdOf(2), { ...userOf(2), ...change }));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", users: 8, updated: 7, unchanged: 1 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.stored(2)).toEqual({ other: "kept" });
    expect(entraOf(3)).toBeDefined();
  });

  it("writes nothing to a user who has become another person before a removal", async () => {
    await setup.run();
    setup.company.managers[5] = undefined;
    setup.company.link();
    const before = setup.stored(5);
    beforeRead(5, () => setup.auth0.users?.set(userIdOf(5), { ...userOf(5), oid: oidOf(7) }));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ users: 8, removed: 0 });
    expect(summary.failed).toEqual({});
    expect(countedUsers(summary)).toBe(8);
    expect(code).toBe(0);
    expect(setup.stored(5)).toEqual(before);
  });
});
