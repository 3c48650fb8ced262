import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expectNoPersonalData, setUpRecord } from "../support/cli/record";
import { runCli } from "../support/cli/run";
import { MANAGER, SETTINGS, USER, createPerson } from "../support/cli/tenant";

const recorder = setUpRecord();

describe("record", () => {
  it("writes a login as a scenario that replays at once and contains no personal data", async () => {
    const { code, stdout, stderr } = await recorder.run();
    expect(stderr).toBe("");
    expect(stdout).toContain("npm start -- --scenario mine");
    expect(code).toBe(0);
    expect(readdirSync(join(recorder.fixtures, "mine")).sort()).toEqual([
      "answers.json",
      "event.json",
      "expected.json",
      "scenario.json",
    ]);
    for (const file of readdirSync(join(recorder.fixtures, "mine"))) {
      expectNoPersonalData(readFileSync(join(recorder.fixtures, "mine", file), "utf8"));
    }
    expect(recorder.logLine()).toMatchObject({
      profile: "updated",
      photo: "updated",
      manager: "updated",
      saved: "action-api",
    });
    await recorder.expectReplays();
  });

  it("replaces equal values with equal replacements in all responses of a recording", async () => {
    await recorder.run();
    const { user } = recorder.read("event.json") as { user: { oid: string } };
    const body = recorder.bodyOf(/\?\$select=id,displayName,userPrincipalName/);
    expect(body.id).toBe(user.oid);
    const graphPaths = recorder
      .responses()
      .filter(({ scope }) => scope.includes("graph"))
      .map(({ path }) => path);
    expect(graphPaths.every((path) => path.startsWith(`/v1.0/users/${user.oid}`))).toBe(true);
    expect(body.displayName).toBe(`${String(body.givenName)} ${String(body.surname)}`);
    expect(body.proxyAddresses).toContain(`SMTP:${String(body.mail)}`);
    const domainOf = (mail: unknown) => String(mail).split("@")[1];
    expect(domainOf(recorder.bodyOf(/\/manager/).mail)).toBe(domainOf(body.mail));
    expect(body.mail).not.toBe(body.userPrincipalName);
  });

  it("keeps booleans, nulls, empty lists, plan states and types of a recorded user", async () => {
    await recorder.run();
    const body = recorder.bodyOf(/\?\$select=id,displayName,userPrincipalName/);
    expect(body).toMatchObject({
      accountEnabled: true,
      onPremisesSyncEnabled: true,
      faxNumber: null,
      onPremisesProvisioningErrors: [],
      assignedPlans: [{ capabilityStatus: "Enabled", service: "exchange" }],
      provisionedPlans: [{ provisioningStatus: "Success", service: "SharePoint" }],
    });
    expect(recorder.bodyOf(/\/manager/)["@odata.type"]).toBe("#microsoft.graph.user");
  });

  it("sends only a token request and Graph reads while recording, whatever PERSIST_WITH and GRAPH_TOKEN say", async () => {
    await recorder.run({ PERSIST_WITH: "management-api", GRAPH_TOKEN: "idp" });
    const sent = recorder.standIn.requests.map(({ method, host }) => `${method} ${host}`);
    expect([...new Set(sent)]).toEqual(["POST login.microsoftonline.com", "GET graph.microsoft.com"]);
    expect(sent).toHaveLength(5);
  });

  it("writes switches and sizes to the recorded event and no other setting", async () => {
    await recorder.run({
      PHOTO_SIZE: "96x96",
      ENTRA_TENANTS: MANAGER,
      TOKEN_CLAIMS_NAMESPACE: "https://tailspin.example",
    });
    const { secrets } = recorder.read("event.json") as { secrets: object };
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

  it("records pages whose next links contain names", async () => {
    recorder.tenant.user.directReports = [0, 1, 2].map((page) => [
      createPerson(`a1a1a1a1-0000-4000-8000-00000000001${page}`, "Umbrage", `u${page}`),
    ]);
    const { code } = await recorder.run();
    expect(code).toBe(0);
    const pages = recorder.responses().filter(({ path }) => path.includes("directReports"));
    expect(pages).toHaveLength(3);
    expectNoPersonalData(JSON.stringify(pages));
    await recorder.expectReplays();
  });

  it("replaces unknown fields of a recorded user together with their names", async () => {
    recorder.tenant.user.properties = {
      ...recorder.tenant.user.properties,
      extension_c7df2760_employeeNumber: "wquack-0042",
      employeeNumber: 7_654_321,
      isPresident: true,
      spouse: { displayName: "Ottokar Zwiebelbaum", petNames: ["Moonhowl"] },
    };
    await recorder.run();
    const text = readFileSync(join(recorder.fixtures, "mine", "answers.json"), "utf8");
    expectNoPersonalData(text);
    expect(text).not.toMatch(/employeeNumber|isPresident|petNames|spouse/);
    expect(Object.keys(recorder.bodyOf(/\?\$select=id,displayName,userPrincipalName/))).toContain("field1");
    await recorder.expectReplays();
  });

  it.each([
    ["image/png", "89504e470d0a1a0a"],
    ["image/gif", "474946383961"],
    ["image/webp", "52494646"],
  ])("replaces a photo of type %s with a picture of the same type", async (type, magic) => {
    const end = type === "image/webp" ? "0000000057454250" : "";
    const bytes = Buffer.concat([Buffer.from(magic + end, "hex"), Buffer.from("Quackenbush".repeat(200))]);
    recorder.tenant.user.photo = { bytes, type, etag: 'W/"QUACK-1234"' };
    await recorder.run();
    const photo = recorder.responses().find(({ path }) => path.includes("/photos/"));
    const placeholder = Buffer.from(String(photo?.response), "hex");
    expect(placeholder.subarray(0, magic.length / 2).toString("hex")).toBe(magic);
    expect(Math.abs(placeholder.length - bytes.length)).toBeLessThan(300);
    expect(photo?.rawHeaders).toMatchObject({
      "Content-Type": type,
      ETag: expect.stringMatching(/^W\/"/) as string,
    });
    expectNoPersonalData(placeholder.toString("latin1"));
    expect(recorder.logLine()).toMatchObject({ photo: "updated" });
    await recorder.expectReplays();
  });

  it("records Graph's 1x1 picture as a 1x1 picture, so that the photo's outcome stays none", async () => {
    const bytes = Buffer.from(
      "47494638396101000100800000808080ffffff2c00000000010001000002024401003b",
      "hex",
    );
    recorder.tenant.user.photo = { bytes, type: "image/gif", etag: 'W/"QUACK-1234"' };
    await recorder.run();
    expect(recorder.logLine()).toMatchObject({ photo: "none" });
    await recorder.expectReplays();
  });

  it("records an empty photo body as an empty body", async () => {
    recorder.tenant.user.photo = { bytes: Buffer.alloc(0), type: "image/jpeg", etag: 'W/"QUACK-1234"' };
    await recorder.run();
    expect(recorder.responses().find(({ path }) => path.includes("/photos/"))?.response).toBe("");
    expect(recorder.logLine()).toMatchObject({ photo: "failed:invalid" });
    await recorder.expectReplays();
  });

  it("records people whose names occur in the fixtures and in the Action", async () => {
    recorder.tenant.user.properties = {
      ...recorder.tenant.user.properties,
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
    recorder.tenant.user.manager = createPerson(MANAGER, "User Manager", "manager");
    const { code, stderr } = await recorder.run();
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const text = readFileSync(join(recorder.fixtures, "mine", "answers.json"), "utf8");
    expect(text).not.toMatch(/adele|vance|contoso\.(?:com|onmicrosoft)|City 1"/i);
    await recorder.expectReplays();
  });

  it.each(["Report", "Photo", "Entra", "Grant"])(
    "records people called %s if a permission is missing and data is trimmed",
    async (name) => {
      recorder.tenant.roles = ["User.Read.All"];
      recorder.tenant.user.properties = {
        ...recorder.tenant.user.properties,
        displayName: `${name} Quackenbush`,
        givenName: name,
      };
      recorder.tenant.user.directReports = [
        Array.from({ length: 40 }, (_, index) =>
          createPerson(
            `a1a1a1a1-0000-4000-8000-0000000001${String(index).padStart(2, "0")}`,
            name,
            `u${index}`,
          ),
        ),
      ];
      const { code, stderr } = await recorder.run({ PROFILE_LIMIT_BYTES: "4000" });
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(recorder.logLine()).toMatchObject({
        photo: "failed:permission",
        directReports: "trimmed",
        hint: expect.stringContaining("grant ProfilePhoto.Read.All") as string,
      });
      expect(recorder.read("expected.json")).toMatchObject({
        app_metadata: { entra: { trimmed: expect.arrayContaining(["entra.directReports"]) as string[] } },
      });
      await recorder.expectReplays();
    },
  );

  it("names the scenario recorded-<date> if --scenario is missing", async () => {
    const { folder, standIn } = recorder;
    const { code } = await runCli(["record", "--user", USER], { env: SETTINGS, folder, standIn });
    expect(code).toBe(0);
    expect(recorder.written()).toEqual([expect.stringMatching(/^recorded-\d{4}-\d\d-\d\d$/)]);
  });
});

describe("record with wrong arguments", () => {
  it("refuses to overwrite an existing scenario", async () => {
    await recorder.run();
    const before = readFileSync(join(recorder.fixtures, "mine", "answers.json"), "utf8");
    const { code, stderr } = await recorder.run();
    expect(stderr).toBe("the scenario mine exists: choose another name for --scenario\n");
    expect(code).toBe(2);
    expect(readFileSync(join(recorder.fixtures, "mine", "answers.json"), "utf8")).toBe(before);
  });

  it.each(["../mine", "Mine", "a b", ""])("rejects %j as the name of a scenario", async (name) => {
    const { code, stderr } = await recorder.run({}, ["--scenario", name]);
    expect(stderr).toBe("--scenario must be a name of a-z, 0-9 and -\n");
    expect(code).toBe(2);
    expect(recorder.written()).toEqual([]);
  });

  it("rejects --user if it is not an object ID", async () => {
    const { code, stderr } = await recorder.run({}, ["--user", "me@example.com"]);
    expect(stderr).toBe("--user must be the Entra object ID of a user, a GUID\n");
    expect(code).toBe(2);
  });

  it("requires --user and lists the options of record with --help", async () => {
    const without = await runCli(["record"], { folder: recorder.folder });
    expect(without.stderr).toContain("--user <id>");
    expect(without.code).toBe(2);
    const help = await runCli(["record", "--help"], { folder: recorder.folder });
    expect(help.stdout).toContain("--scenario <name>");
    expect(help.code).toBe(0);
  });
});
