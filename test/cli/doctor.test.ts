import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { line, setUpDoctor } from "../support/cli/doctor";
import { makeProject, runCli } from "../support/cli/run";
import { SETTINGS } from "../support/cli/tenant";
import { respondTo } from "../support/standin/backend";

const doctor = setUpDoctor();

describe("doctor", () => {
  it("passes all checks if everything is set up", async () => {
    const { code, stdout, stderr } = await doctor.run();
    expect(stderr).toBe("");
    expect(stdout).toMatch(line("✓", "settings"));
    expect(stdout).toMatch(/✓ +token +issued in \d+ ms with User.Read.All, ProfilePhoto.Read.All/);
    expect(stdout).toMatch(/✓ +profile +read: \d+ attributes/);
    expect(stdout).toMatch(/✓ +photo +read: image\/jpeg, \d+ bytes/);
    expect(stdout).toMatch(/✓ +directReports +read: 2/);
    expect(stdout).toMatch(/✓ +update:users_app_metadata +granted/);
    expect(code).toBe(0);
  });

  it("writes nothing and sends no request about an Auth0 user", async () => {
    await doctor.run();
    const others = doctor.standIn.requests.filter(({ path }) => !path.includes("/token"));
    expect(others).toHaveLength(4);
    expect(others.every(({ method, host }) => method === "GET" && host === "graph.microsoft.com")).toBe(true);
  });

  it("lists its options with --help", async () => {
    const { code, stdout } = await doctor.run({}, ["--help"]);
    expect(stdout).toContain("--user <id>");
    expect(code).toBe(0);
  });

  it("rejects --user if it is not an object ID", async () => {
    const { code, stderr } = await doctor.run({}, ["--user", "wquack@example.com"]);
    expect(stderr).toBe("--user must be the Entra object ID of a user, a GUID\n");
    expect(code).toBe(2);
    expect(doctor.standIn.requests).toEqual([]);
  });
});

describe("doctor, checks of settings", () => {
  it("names all missing settings and sends no request", async () => {
    const ran = await runCli(["doctor"], { standIn: doctor.standIn, folder: doctor.folder });
    expect(ran.stdout).toMatch(/✗ +AZURE_TENANT_ID +not set: /);
    expect(ran.stdout).toMatch(/✗ +AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE +not set: /);
    expect(ran.stdout).toMatch(/– +profile +needs the token/);
    expect(ran.stderr).toMatch(/^3 checks failed\. Apply the fix next to each ✗, .*\n$/);
    expect(ran.code).toBe(1);
    expect(doctor.standIn.requests).toEqual([]);
  });

  it("names all invalid settings, without their values", async () => {
    const { code, stdout } = await doctor.run({
      AZURE_TENANT_ID: "contoso.com",
      PHOTO_SIZE: "my-client-secret",
    });
    expect(stdout).toMatch(/✗ +AZURE_TENANT_ID +not valid: set AZURE_TENANT_ID to a valid value\. .*a GUID/);
    expect(stdout).toMatch(
      /✗ +PHOTO_SIZE +not valid: set PHOTO_SIZE to 48x48, .* or 648x648\. deploy refuses the value, and the Action would use its default 64x64$/m,
    );
    expect(stdout).not.toContain("contoso.com");
    expect(code).toBe(1);
  });

  it.each([
    ["TIME_BUDGET_MS", "set TIME_BUDGET_MS to a number from 1000 to 15000"],
    ["MAX_DIRECT_REPORTS", "set MAX_DIRECT_REPORTS to a number from 1 to 10000"],
    ["SYNC_GROUPS", "set SYNC_GROUPS to on or off"],
    ["GRAPH_CLOUD", "set GRAPH_CLOUD to global, usgov, usgov-dod or china"],
    ["GRAPH_TOKEN", "set GRAPH_TOKEN to a valid value. Token for Graph: client_credentials, or idp"],
  ])("names the values of %s, and that deploy refuses any other", async (name, remedy) => {
    const { code, stdout } = await doctor.run({ [name]: "wrong" });
    expect(stdout).toMatch(new RegExp(`✗ +${name} +not valid: ${remedy}.*deploy refuses the value`));
    expect(code).toBe(1);
  });

  it("names TOKEN_CLAIMS_NAMESPACE if token claims need it", async () => {
    const { stdout } = await doctor.run({ TOKEN_CLAIMS: "manager" });
    expect(stdout).toMatch(line("✗", "TOKEN_CLAIMS_NAMESPACE"));
  });

  it("names the settings that turn photos off", async () => {
    const off = await doctor.run({ USER_PHOTOS: "off" });
    expect(off.stdout).toMatch(/– +photo +off: set USER_PHOTOS and SYNC_USER_PHOTOS to on/);
    const unsynced = await doctor.run({ SYNC_USER_PHOTOS: "off" });
    expect(unsynced.stdout).toMatch(
      /– +photo +off by SYNC_USER_PHOTOS, except for connections with sync_user_photos/,
    );
    expect([off.code, unsynced.code]).toEqual([0, 0]);
  });

  it("prints a warning if every part is off", async () => {
    const off = { SYNC_PROFILE: "off", SYNC_MANAGER: "off", SYNC_DIRECT_REPORTS: "off", USER_PHOTOS: "off" };
    const { code, stdout } = await doctor.run(off);
    expect(stdout).toMatch(/! +all parts +every part is off/);
    expect(code).toBe(0);
  });

  it("reads settings from .env, which the environment overrides", async () => {
    const { AZURE_CLIENT_SECRET, ...others } = SETTINGS;
    expect(AZURE_CLIENT_SECRET).toBeDefined();
    const own = makeProject();
    writeEnv(own.path, { AZURE_CLIENT_SECRET: String(AZURE_CLIENT_SECRET), PHOTO_SIZE: "7x7" });
    const ran = await runCli(["doctor"], {
      env: { ...others, PHOTO_SIZE: "64x64" },
      standIn: doctor.standIn,
      folder: own.path,
    });
    own.remove();
    expect(ran.stderr).toBe("");
    expect(ran.code).toBe(0);
  });
});

describe("doctor, checks of hosts", () => {
  it("names each host that closes connections", async () => {
    doctor.backend.override = respondTo("everything", (response) => response.destroy());
    const { code, stdout } = await doctor.run();
    expect(stdout).toMatch(/✗ +token +cannot connect to login.microsoftonline.com \(\w+\)/);
    expect(stdout).toMatch(/✗ +token +cannot connect to contoso.eu.auth0.com \(\w+\)/);
    expect(code).toBe(1);
  });

  it("names each host whose certificate is not trusted", async () => {
    const { stdout } = await doctor.run({}, undefined, { isTrusted: false });
    expect(stdout).toMatch(/✗ +token +the certificate of login.microsoftonline.com is not trusted \(\w+\)/);
  });
});

function writeEnv(folder: string, values: Readonly<Record<string, string>>): void {
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(join(folder, ".env"), lines.join("\n"));
}
