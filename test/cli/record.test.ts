import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expectNobody, openStudio } from "./record-run";
import { runCli } from "./run";
import { MANAGER, SETTINGS, USER, person } from "./standin-entra";

const studio = openStudio();

describe("record", () => {
  it("keeps a login as a scenario that replays at once and holds nobody", async () => {
    const { code, stdout, stderr } = await studio.record();
    expect(stderr).toBe("");
    expect(stdout).toContain("npm start -- --scenario mine");
    expect(code).toBe(0);
    expect(readdirSync(join(studio.fixtures, "mine")).sort()).toEqual([
      "answers.json",
      "event.json",
      "expected.json",
      "scenario.json",
    ]);
    for (const file of readdirSync(join(studio.fixtures, "mine"))) {
      expectNobody(readFileSync(join(studio.fixtures, "mine", file), "utf8"));
    }
    expect(studio.log()).toMatchObject({
      profile: "updated",
      photo: "updated",
      manager: "updated",
      saved: "action-api",
    });
    await studio.expectReplays();
  });

  it("tells the same person the same way everywhere", async () => {
    await studio.record();
    const { user } = studio.read("event.json") as { user: { oid: string } };
    const body = studio.bodyOf(/\?\$select=id,displayName,userPrincipalName/);
    expect(body.id).toBe(user.oid);
    const graphPaths = studio
      .answers()
      .filter(({ scope }) => scope.includes("graph"))
      .map(({ path }) => path);
    expect(graphPaths.every((path) => path.startsWith(`/v1.0/users/${user.oid}`))).toBe(true);
    expect(body.displayName).toBe(`${String(body.givenName)} ${String(body.surname)}`);
    expect(body.proxyAddresses).toContain(`SMTP:${String(body.mail)}`);
    const domainOf = (mail: unknown) => String(mail).split("@")[1];
    expect(domainOf(studio.bodyOf(/\/manager/).mail)).toBe(domainOf(body.mail));
    expect(body.mail).not.toBe(body.userPrincipalName);
  });

  it("keeps what says nothing about anybody", async () => {
    await studio.record();
    const body = studio.bodyOf(/\?\$select=id,displayName,userPrincipalName/);
    expect(body).toMatchObject({
      accountEnabled: true,
      onPremisesSyncEnabled: true,
      faxNumber: null,
      onPremisesProvisioningErrors: [],
      assignedPlans: [{ capabilityStatus: "Enabled", service: "exchange" }],
      provisionedPlans: [{ provisioningStatus: "Success", service: "SharePoint" }],
    });
    expect(studio.bodyOf(/\/manager/)["@odata.type"]).toBe("#microsoft.graph.user");
  });

  it("writes to nobody, and gives the Action no way to", async () => {
    await studio.record({ PERSIST_WITH: "management-api", GRAPH_TOKEN: "idp" });
    const sent = studio.standIn.requests.map(({ method, host }) => `${method} ${host}`);
    expect([...new Set(sent)]).toEqual(["POST login.microsoftonline.com", "GET graph.microsoft.com"]);
    expect(sent).toHaveLength(5);
  });

  it("keeps the switches and no other setting", async () => {
    await studio.record({
      PHOTO_SIZE: "96x96",
      ENTRA_TENANTS: MANAGER,
      TOKEN_CLAIMS_NAMESPACE: "https://tailspin.example",
    });
    const { secrets } = studio.read("event.json") as { secrets: object };
    expect(Object.keys(secrets).sort()).toEqual([
      "AZURE_CLIENT_ID",
      "AZURE_CLIENT_SECRET",
      "AZURE_TENANT_ID",
      "GRAPH_TOKEN",
      "PERSIST_WITH",
      "PHOTO_SIZE",
      "SYNC_USER_PHOTOS",
      "USER_PHOTOS",
    ]);
    expect(secrets).toMatchObject({ PHOTO_SIZE: "96x96", AZURE_CLIENT_SECRET: "fixture-client-secret" });
  });

  it("follows pages whose addresses name people", async () => {
    studio.world.reports = [0, 1, 2].map((page) => [
      person(`a1a1a1a1-0000-4000-8000-00000000001${page}`, "Umbrage", `u${page}`),
    ]);
    const { code } = await studio.record();
    expect(code).toBe(0);
    const pages = studio.answers().filter(({ path }) => path.includes("directReports"));
    expect(pages).toHaveLength(3);
    expectNobody(JSON.stringify(pages));
    await studio.expectReplays();
  });

  it("replaces fields that nobody knows, their names too", async () => {
    studio.world.user = {
      ...studio.world.user,
      extension_c7df2760_employeeNumber: "wquack-0042",
      employeeNumber: 7_654_321,
      isPresident: true,
      spouse: { displayName: "Ottokar Zwiebelbaum", petNames: ["Moonhowl"] },
    };
    await studio.record();
    const text = readFileSync(join(studio.fixtures, "mine", "answers.json"), "utf8");
    expectNobody(text);
    expect(text).not.toMatch(/employeeNumber|isPresident|petNames|spouse/);
    expect(Object.keys(studio.bodyOf(/\?\$select=id,displayName,userPrincipalName/))).toContain("field1");
    await studio.expectReplays();
  });

  it.each([
    ["image/png", "89504e470d0a1a0a"],
    ["image/gif", "474946383961"],
    ["image/webp", "52494646"],
  ])("replaces a photo of type %s with a picture of the same type", async (type, magic) => {
    const end = type === "image/webp" ? "0000000057454250" : "";
    const bytes = Buffer.concat([Buffer.from(magic + end, "hex"), Buffer.from("Quackenbush".repeat(200))]);
    studio.world.photo = { bytes, type, etag: 'W/"QUACK-1234"' };
    await studio.record();
    const photo = studio.answers().find(({ path }) => path.includes("/photos/"));
    const placeholder = Buffer.from(String(photo?.response), "hex");
    expect(placeholder.subarray(0, magic.length / 2).toString("hex")).toBe(magic);
    expect(Math.abs(placeholder.length - bytes.length)).toBeLessThan(300);
    expect(photo?.rawHeaders).toMatchObject({
      "Content-Type": type,
      ETag: expect.stringMatching(/^W\/"/) as string,
    });
    expectNobody(placeholder.toString("latin1"));
    expect(studio.log()).toMatchObject({ photo: "updated" });
    await studio.expectReplays();
  });

  it("records Graph's 1x1 picture as a 1x1 picture, so that the photo's outcome stays none", async () => {
    const bytes = Buffer.from(
      "47494638396101000100800000808080ffffff2c00000000010001000002024401003b",
      "hex",
    );
    studio.world.photo = { bytes, type: "image/gif", etag: 'W/"QUACK-1234"' };
    await studio.record();
    expect(studio.log()).toMatchObject({ photo: "none" });
    await studio.expectReplays();
  });

  it("records an empty photo body as an empty body", async () => {
    studio.world.photo = { bytes: Buffer.alloc(0), type: "image/jpeg", etag: 'W/"QUACK-1234"' };
    await studio.record();
    expect(studio.answers().find(({ path }) => path.includes("/photos/"))?.response).toBe("");
    expect(studio.log()).toMatchObject({ photo: "failed:invalid" });
    await studio.expectReplays();
  });

  it("records people who are called like those of the fixtures, and like the Action's own words", async () => {
    studio.world.user = {
      ...studio.world.user,
      displayName: "Adele Vance",
      givenName: "Grant",
      surname: "Access",
      mail: "AdeleV@contoso.com",
      userPrincipalName: "AdeleV@contoso.onmicrosoft.com",
      proxyAddresses: ["SMTP:AdeleV@contoso.com"],
      jobTitle: "Profile",
      department: "directReports",
      city: "City 1",
    };
    studio.world.manager = person(MANAGER, "User Manager", "manager");
    const { code, stderr } = await studio.record();
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const text = readFileSync(join(studio.fixtures, "mine", "answers.json"), "utf8");
    expect(text).not.toMatch(/adele|vance|contoso\.(?:com|onmicrosoft)|City 1"/i);
    await studio.expectReplays();
  });

  it.each(["Report", "Photo", "Entra", "Grant"])(
    "records people called %s if a permission is missing and data is trimmed",
    async (name) => {
      studio.world.roles = ["User.Read.All"];
      studio.world.user = { ...studio.world.user, displayName: `${name} Quackenbush`, givenName: name };
      studio.world.reports = [
        Array.from({ length: 40 }, (_, index) =>
          person(`a1a1a1a1-0000-4000-8000-0000000001${String(index).padStart(2, "0")}`, name, `u${index}`),
        ),
      ];
      const { code, stderr } = await studio.record({ PROFILE_LIMIT_BYTES: "4000" });
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(studio.log()).toMatchObject({
        photo: "failed:permission",
        directReports: "trimmed",
        hint: expect.stringContaining("grant ProfilePhoto.Read.All") as string,
      });
      expect(studio.read("expected.json")).toMatchObject({
        app_metadata: { entra: { trimmed: expect.arrayContaining(["entra.directReports"]) as string[] } },
      });
      await studio.expectReplays();
    },
  );

  it("names the scenario by the day where it is given no name", async () => {
    const env = { ...studio.standIn.env, ...SETTINGS };
    const { code } = await runCli(["record", "--user", USER], { env, cwd: studio.folder });
    expect(code).toBe(0);
    expect(studio.written()).toEqual([expect.stringMatching(/^recorded-\d{4}-\d\d-\d\d$/)]);
  });
});

describe("record, called wrongly,", () => {
  it("does not touch a scenario that is there", async () => {
    await studio.record();
    const before = readFileSync(join(studio.fixtures, "mine", "answers.json"), "utf8");
    const { code, stderr } = await studio.record();
    expect(stderr).toBe("there is a scenario mine already: give --scenario another name\n");
    expect(code).toBe(2);
    expect(readFileSync(join(studio.fixtures, "mine", "answers.json"), "utf8")).toBe(before);
  });

  it.each(["../mine", "Mine", "a b", ""])("takes no name like %j", async (name) => {
    const { code, stderr } = await studio.record({}, ["--scenario", name]);
    expect(stderr).toBe("--scenario takes a name of a-z, 0-9 and -\n");
    expect(code).toBe(2);
    expect(studio.written()).toEqual([]);
  });

  it("takes nothing but an object id for a user", async () => {
    const { code, stderr } = await studio.record({}, ["--user", "me@example.com"]);
    expect(stderr).toBe("--user takes the Entra object id of a person, a GUID\n");
    expect(code).toBe(2);
  });

  it("needs a user, and says so with --help, too", async () => {
    const without = await runCli(["record"], { cwd: studio.folder });
    expect(without.stderr).toContain("--user <id>");
    expect(without.code).toBe(2);
    const help = await runCli(["record", "--help"], { cwd: studio.folder });
    expect(help.stdout).toContain("--scenario <name>");
    expect(help.code).toBe(0);
  });
});
