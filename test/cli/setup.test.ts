import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfiguration } from "../../src/login/configuration";
import { makeProject, runCli } from "../support/cli/run";
import {
  ALL_PARTS,
  ALL_SETTINGS,
  CLIENT,
  OTHER_TENANT,
  type PrintedStep,
  TENANT,
  runCommands,
  runSetup,
} from "../support/cli/setup";

/** Of the alternatives for the credential, only the client secret. */
const withSecret = (steps: readonly PrintedStep[]) =>
  steps.map((step) =>
    step.title.startsWith("Create a client secret or") ? { ...step, commands: step.blocks[0] ?? "" } : step,
  );

describe("setup without settings", () => {
  it("succeeds, writes nothing to standard error and sends no request", async () => {
    const { code, stderr, steps } = await runSetup();
    expect([code, stderr]).toEqual([0, ""]);
    expect(steps.map(({ title }) => title)).toEqual([
      "Create the settings file",
      "Sign in to the Azure CLI",
      "Register the app that reads Microsoft Graph",
      "Request the permissions of the parts that are on",
      "Grant admin consent",
      "Create a client secret or a certificate",
      "Sign in to the Auth0 CLI",
      "Create and authorize the application of the Action (optional)",
      "Create and authorize the application of deploy",
      "Create and authorize the application of sync (optional)",
    ]);
  });

  it("prints commands that write complete settings to .env and print no secret", async () => {
    const { status, output, settings } = runCommands(withSecret((await runSetup()).steps));
    expect([status, output]).toEqual([0, ""]);
    expect(settings).toMatchObject({
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: CLIENT,
      AZURE_CLIENT_SECRET: "new~entra.secret",
      AUTH0_CLIENT_ID: "newClient",
      DEPLOY_AUTH0_CLIENT_SECRET: "new-auth0-secret",
      SYNC_AUTH0_CLIENT_ID: "newClient",
    });
    const configured = readConfiguration({ ...settings, AUTH0_DOMAIN: "contoso.eu.auth0.com" });
    expect(configured.settings.missing).toEqual([]);
    expect(configured.settings.persistWith).toBe("management-api");
  });

  it("passes secrets only to printf, which is a part of the shell", async () => {
    const { stdout } = await runSetup();
    const uses = stdout.split("\n").filter((line) => /\{(?:secret|app|certificate):/.test(line));
    expect(uses).toHaveLength(11);
    for (const line of uses)
      expect(line).toMatch(/^ *(?:\w+=\$\()?printf \S+ "\$\{\w+:\?\}" (?:\| node|>> \.env)/);
  });

  it("prints commands that stop if a CLI returns nothing", async () => {
    const { step } = await runSetup();
    const nothing = { az: "#!/bin/sh\necho az >> calls\n" };
    const steps = [step("Create the settings file"), step("Register the app")];
    const { status, settings } = runCommands(steps, nothing);
    expect(status).not.toBe(0);
    expect(settings.AZURE_CLIENT_ID).toBe("");
  });

  it("prints commands that stop if the session may not read the secret of an application", async () => {
    const { steps } = await runSetup();
    const noSecret = { auth0: `#!/bin/sh\necho '{"client_id": "newClient"}'\necho auth0 >> calls\n` };
    const { status, settings } = runCommands([...steps.slice(0, 1), ...steps.slice(6)], noSecret);
    expect(status).not.toBe(0);
    expect(settings.AUTH0_CLIENT_SECRET).toBe("");
  });

  it("prints commands that keep the lines of an existing .env", async () => {
    const { steps } = await runSetup();
    const { settings } = runCommands(steps.slice(0, 2), { ".env": "SYNC_GROUPS=on\nPHOTO_SIZE=96x96" });
    expect(settings).toEqual({ SYNC_GROUPS: "on", PHOTO_SIZE: "96x96", AZURE_TENANT_ID: TENANT });
  });

  it("names the commands that come next", async () => {
    const { stdout } = await runSetup();
    expect(stdout).toMatch(
      / {4}npm run doctor -- --user ID\n {4}npm run deploy -- --dry-run\n {4}npm run deploy\n$/,
    );
  });
});

describe("setup with all settings", () => {
  it("creates nothing and uses the IDs that are set", async () => {
    const { code, stdout, steps } = await runSetup(ALL_SETTINGS);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/app create|apps create|credential reset|printf/);
    expect(stdout).not.toMatch(/(?:client_id|app_id|auth0_domain):\?\}/);
    expect(steps.filter(({ text }) => text.includes("✓ already set: "))).toHaveLength(7);
    expect(stdout).toContain(`--id ${CLIENT}`);
    expect(stdout).toContain('"client_id": "deployClient"');
    expect(stdout).toContain(
      "https://manage.auth0.com/dashboard/eu/contoso/applications/syncClient/settings",
    );
  });

  it("prints no secret, even in the place of a client ID", async () => {
    const misplaced = { AZURE_CLIENT_ID: "Qm7~misplaced", AUTH0_CLIENT_ID: `misplaced${"x".repeat(55)}` };
    const { stdout, stderr } = await runSetup({ ...ALL_SETTINGS, ...misplaced });
    expect(stdout + stderr).not.toMatch(/secret-value|misplaced/);
    expect(stderr).toMatch(/^! AZURE_CLIENT_ID is not valid, so it is treated as not set$/m);
    expect(stderr).toMatch(/^! AUTH0_CLIENT_ID is not valid/m);
  });

  it("reads the secret of an application whose ID is set", async () => {
    const { steps, step } = await runSetup({ ...ALL_SETTINGS, DEPLOY_AUTH0_CLIENT_SECRET: "" });
    expect(step("Create and authorize the application of deploy").text).not.toContain("apps create");
    const { calls, settings } = runCommands(steps);
    expect(calls).toContain("auth0 apps show deployClient --reveal-secrets");
    expect(settings.DEPLOY_AUTH0_CLIENT_SECRET).toBe("new-auth0-secret");
  });

  it("writes to the file of --env-file", async () => {
    const project = makeProject();
    try {
      writeFileSync(join(project.path, "my prod.env"), "AZURE_TENANT_ID=\n");
      const args = ["setup", "--env-file", "my prod.env"];
      const { stdout, stderr } = await runCli(args, { folder: project.path, columns: 120 });
      expect(stderr).toBe(
        "! secrets are written to my prod.env, but git may not ignore it: use a name such as .env.test\n",
      );
      expect(stdout).toContain(">> 'my prod.env'");
      expect(stdout).toContain("npm run deploy -- --dry-run --env-file 'my prod.env'");
      expect(stdout).not.toContain(">> .env");
    } finally {
      project.remove();
    }
  });
});

describe("setup, output", () => {
  const clouds = ["global", "china", "usgov-dod"];
  const variants = clouds.flatMap((cloud) => [
    { GRAPH_CLOUD: cloud },
    { ...ALL_PARTS, GRAPH_CLOUD: cloud, GRAPH_TOKEN: "idp", ENTRA_TENANTS: OTHER_TENANT },
    { ...ALL_SETTINGS, ...ALL_PARTS, GRAPH_CLOUD: cloud, GRAPH_TOKEN: "idp", ENTRA_TENANTS: OTHER_TENANT },
  ]);

  it.each(variants)("fits 80 columns and is valid shell with %j", async (env) => {
    const { stdout, steps } = await runSetup(env);
    const long = stdout.split("\n").filter((line) => line.length > 80 && !line.includes("https://"));
    expect(long).toEqual([]);
    const input = steps.map(({ commands }) => commands).join("\n");
    const { status, stderr } = spawnSync("bash", ["-n"], { input, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });
});
