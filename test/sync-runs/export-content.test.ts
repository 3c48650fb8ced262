import { gunzipSync, gzipSync } from "node:zlib";
import { CONNECTION, PHOTOS, onRequest, photoOf, setUpSync, userIdOf } from "../support/cli/sync";

describe("sync of exported users", () => {
  const setup = setUpSync();

  /** Answers searches with a total that leads to an export. */
  beforeEach(() => {
    setup.backend.override = onRequest("userSearch", () => ({ body: { total: 1001, length: 0, users: [] } }));
  });

  /** Replaces the text of the exported file. */
  const exportText = (change: (text: string) => string) => {
    setup.auth0.exportedText = (gzip) => gzipSync(change(gunzipSync(gzip).toString("utf8")));
  };
  const storedIndexes = () =>
    [...setup.company.people.keys()].filter((index) => "entra" in setup.stored(index));

  it("ignores lines that are no users", async () => {
    const lines = ["null", "[]", "42", '"text"', "{}", '{"user_id":1,"identities":[null,{}]}', "", " "];
    exportText((text) => `${lines.join("\n")}\n${text}`);
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", users: 8, updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
  });

  it.each([
    ["carriage returns", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no end of the last line", (text: string) => text.trimEnd()],
  ])("reads lines with %s", async (_, change) => {
    exportText(change);
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", users: 8, updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
  });

  it("has no users if the file is empty", async () => {
    exportText(() => "");
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "unchanged", users: 0 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.count("users")).toBe(0);
  });

  it("reads names in any script", async () => {
    const [person] = setup.company.people;
    if (person) person.properties = { ...person.properties, displayName: "李小龍 Ø 🙂" };
    setup.company.link();
    await setup.run();
    expect(setup.stored(1)).toMatchObject({ manager: "李小龍 Ø 🙂" });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "unchanged", unchanged: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
  });

  it("leaves users of other connections alone", async () => {
    const identities = [{ connection: "database", user_id: "1", provider: "auth0", isSocial: false }];
    const other = { user_id: "auth0|1", identities, app_metadata: { other: "kept" } };
    setup.auth0.users?.set("auth0|1", other);
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", users: 8, updated: 8 });
    expect(code).toBe(0);
    expect(setup.auth0.users?.get("auth0|1")).toEqual(other);
  });

  it("syncs only the users of --connection", async () => {
    setup.auth0.connections = [
      ...setup.auth0.connections,
      { id: "con_2", name: "fabrikam", strategy: "waad" },
    ];
    const identities = [{ connection: "fabrikam", user_id: "user-3", provider: "waad" }];
    setup.auth0.users?.set(userIdOf(3), { ...setup.auth0.users.get(userIdOf(3)), identities });
    const { code, summary } = await setup.run(["--connection", "fabrikam"]);
    expect(summary).toMatchObject({ sync: "updated", users: 1, updated: 1 });
    expect(code).toBe(0);
    expect(storedIndexes()).toEqual([3]);
    const others = await setup.run(["--connection", CONNECTION]);
    expect(others.summary).toMatchObject({ users: 7, updated: 7 });
  });

  it("requests a new address if the download is refused", async () => {
    const { override } = setup.backend;
    const refuse = onRequest("downloadExport", (number) => (number <= 2 ? { status: 403 } : undefined));
    setup.backend.override = (...args) => override(...args) || refuse(...args);
    setup.auth0.readsUntilExported = 0;
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.count("readJob")).toBe(3);
  });

  it("removes a photo that was stored and is gone", async () => {
    for (const person of setup.company.people) person.photo = photoOf("photo");
    await setup.run(["--photos", "all"], PHOTOS);
    const [person] = setup.company.people;
    if (person) person.photo = undefined;
    const { code, summary } = await setup.run(["--photos", "all"], PHOTOS);
    expect(summary).toMatchObject({ sync: "updated", removed: 1, unchanged: 7 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.stored(0)).toMatchObject({ other: "kept" });
    expect(setup.stored(0)).not.toHaveProperty("thumbnailPhoto");
    expect(setup.stored(1)).toHaveProperty("thumbnailPhoto");
  });

  it("keeps a stored photo when another part changes", async () => {
    for (const person of setup.company.people) person.photo = photoOf("photo");
    await setup.run(["--photos", "all"], PHOTOS);
    const photo = setup.stored(0).thumbnailPhoto;
    const [person] = setup.company.people;
    if (person) person.properties = { ...person.properties, jobTitle: "Boss" };
    const { code, summary } = await setup.run(["--photos", "none"], PHOTOS);
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.stored(0)).toMatchObject({
      other: "kept",
      thumbnailPhoto: photo,
      entra: { profile: { job_title: "Boss" } },
    });
    expect(photo).toMatch(/^data:image\/jpeg;base64,/);
  });
});
