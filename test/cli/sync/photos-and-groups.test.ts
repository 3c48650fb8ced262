import { shareOf } from "../../../src/sync/people/due-parts";
import { NONE, PHOTOS, oidOf, photoOf, setUpSync } from "../../support/cli/sync";

const DAY_MS = 86_400_000;
const GROUPS = { SYNC_GROUPS: "on" };

describe("sync of photos", () => {
  const setup = setUpSync();
  const dataUrl = (index: number) => setup.stored(index).thumbnailPhoto;
  const dataUrlOf = (text: string) => `data:image/jpeg;base64,${photoOf(text).bytes.toString("base64")}`;
  const givePhoto = (index: number, text: string) => {
    const person = setup.company.people[index];
    if (person) person.photo = text === "" ? undefined : photoOf(text);
  };

  it("reads the photos of people who were never enriched, in one batch", async () => {
    for (const index of setup.company.people.keys()) givePhoto(index, `photo ${index}`);
    const { summary, code } = await setup.run([], PHOTOS);
    expect(summary).toMatchObject({ updated: 8, failed: NONE });
    expect(dataUrl(3)).toBe(dataUrlOf("photo 3"));
    expect(setup.stored(3)).toMatchObject({ entra: { photo: { size: "64x64", contentType: "image/jpeg" } } });
    // Photos, and the user resources of those who are written.
    expect(setup.count("batch")).toBe(2);
    expect(code).toBe(0);
  });

  it.each([
    ["with 304 for If-None-Match", true],
    ["without it", false],
  ])("writes nothing for unchanged photos %s", async (_, honoursIfNoneMatch) => {
    setup.tenant = { ...setup.tenant, honoursIfNoneMatch };
    givePhoto(1, "same");
    await setup.run([], PHOTOS);
    setup.forget();
    const { summary } = await setup.run(["--photos", "all"], PHOTOS);
    expect(summary).toMatchObject({ unchanged: 8, auth0: { writes: 0 } });
    expect(setup.count("userRead")).toBe(0);
    expect(dataUrl(1)).toBe(dataUrlOf("same"));
  });

  it("stores a changed photo and removes one that is gone", async () => {
    givePhoto(1, "old");
    givePhoto(2, "gone soon");
    await setup.run([], PHOTOS);
    givePhoto(1, "new");
    givePhoto(2, "");
    const { summary, report } = await setup.run(["--photos", "all"], PHOTOS);
    expect(summary).toMatchObject({ updated: 1, removed: 1, unchanged: 6, failed: NONE });
    expect(dataUrl(1)).toBe(dataUrlOf("new"));
    expect(setup.stored(2)).not.toHaveProperty("thumbnailPhoto");
    expect(report.map(({ photo }) => photo).sort()).toEqual(["removed", "updated"]);
  });

  it("reads the photos of a seventh of the people each day", async () => {
    setup.employ(40);
    await setup.run([], PHOTOS);
    setup.forget();
    const today = Math.floor(Date.now() / DAY_MS) % 7;
    const due = setup.company.people.filter(({ properties: { id } }) => shareOf(id) === today);
    await setup.run([], PHOTOS);
    const paths = setup.backend.exchanges.filter((it) => it.target === "photoSized").map((it) => it.subject);
    expect([...new Set(paths)].sort()).toEqual(due.map(({ properties }) => properties.id).sort());
  });

  it("reads no photo with --photos none, and for a connection that switches them off", async () => {
    givePhoto(1, "unread");
    await setup.run(["--photos", "none"], PHOTOS);
    setup.auth0.connections = [
      { id: "con_1", name: "contoso", strategy: "waad", metadata: { sync_user_photos: "off" } },
    ];
    await setup.run(["--photos", "all"], PHOTOS);
    expect(setup.count("photoSized")).toBe(0);
    expect(dataUrl(1)).toBeUndefined();
  });
});

describe("sync of groups", () => {
  const setup = setUpSync();

  it("stores groups, then nothing, and removes them if there are none any more", async () => {
    const member = (name: string) => ({
      "@odata.type": "#microsoft.graph.group",
      id: `g-${name}`,
      displayName: name,
    });
    const person = setup.company.people[1];
    if (person) person.memberOf = [[member("Sales"), member("Admins")]];
    await setup.run([], GROUPS);
    const groups = [
      { id: "g-Admins", displayName: "Admins" },
      { id: "g-Sales", displayName: "Sales" },
    ];
    expect(setup.stored(1)).toMatchObject({ entra: { groups } });
    expect((await setup.run([], GROUPS)).summary).toMatchObject({ unchanged: 8, auth0: { writes: 0 } });
    if (person) person.memberOf = [];
    expect((await setup.run([], GROUPS)).summary).toMatchObject({ removed: 1, unchanged: 7 });
    expect(setup.stored(1)).toMatchObject({ entra: { groups: [] } });
  });
});

describe("sync of people who move", () => {
  const setup = setUpSync();

  it("changes the manager of a person, and the direct reports of both managers", async () => {
    await setup.run();
    setup.company.managers[4] = 2;
    setup.company.link();
    const { summary, code } = await setup.run();
    expect(summary).toMatchObject({ updated: 3, unchanged: 5, failed: NONE });
    expect(setup.stored(4)).toMatchObject({ manager: "Person 2", entra: { manager: { id: oidOf(2) } } });
    expect(setup.stored(1)).toMatchObject({ directReports: ["Person 5", "Person 6"] });
    expect(setup.stored(2)).toMatchObject({ directReports: ["Person 4", "Person 7"] });
    expect(code).toBe(0);
  });

  it("removes the manager and all direct reports once Graph has proven it again", async () => {
    await setup.run();
    for (const index of [4, 5, 6]) setup.company.managers[index] = undefined;
    setup.company.link();
    setup.forget();
    const { summary, code } = await setup.run();
    expect(summary).toMatchObject({ removed: 4, unchanged: 4, failed: NONE, held_back: NONE });
    expect(setup.stored(4)).not.toHaveProperty("manager");
    expect(setup.stored(1)).toMatchObject({ directReports: [], entra: { directReportsCount: 0 } });
    // One read to detect that no one reports to the former manager any more, and one for each removal.
    expect([setup.count("manager"), setup.count("directReports")]).toEqual([3, 2]);
    expect(code).toBe(0);
  });

  it("looks a user principal name up in the list, whatever its case", async () => {
    const users = setup.auth0.users;
    for (const [id, user] of users ?? []) {
      users?.set(id, { ...user, oid: "", tenantid: "", upn: String(user.upn).toUpperCase() });
    }
    const { summary } = await setup.run();
    expect(summary).toMatchObject({ updated: 8, failed: NONE, not_found: 0 });
    expect(setup.stored(3)).toMatchObject({
      entra: { profile: { oid: oidOf(3), tenantid: setup.tenant.id } },
    });
    expect((await setup.run()).summary).toMatchObject({ unchanged: 8 });
    expect(setup.count("users")).toBe(2);
  });
});
