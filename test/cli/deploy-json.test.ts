import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAME, addOtherActions, setUpDeploy } from "../support/cli/deploy";
import { type Ran, makeProject } from "../support/cli/run";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";
import { UNUSABLE, quoteSecrets } from "../support/standin/unusable";

const setup = setUpDeploy();
let project: ReturnType<typeof makeProject>;

beforeEach(() => {
  project = makeProject();
});

afterEach(() => {
  project.remove();
});

/** Standard output as the one JSON document that it is to be. */
function documentOf({ stdout, stderr }: Ran): Record<string, unknown> {
  expect(stdout + stderr).not.toMatch(/-value|standin-token/);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe("deploy --json", () => {
  it("prints the result as one document, and all else on standard error", async () => {
    addOtherActions(setup, "Terms");
    const first = await setup.deploy(["--json"]);
    expect(first.code).toBe(0);
    const flow = { trigger: "post-login", position: 2, count: 2, was_bound: false };
    expect(documentOf(first)).toEqual({
      deploy: "created",
      domain: "contoso.eu.auth0.com",
      action: { name: NAME, id: setup.action()?.id },
      version: 1,
      secrets: {
        added: ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "USER_PHOTOS"],
        set_again: [],
        removed: [],
      },
      flow,
    });
    expect(first.stderr).toContain(`✓ created "${NAME}"`);
    const again = await setup.deploy(["--json", "--prune"], { USER_PHOTOS: undefined });
    expect(documentOf(again)).toMatchObject({
      deploy: "updated",
      version: 2,
      differences: [],
      secrets: { added: [], removed: ["USER_PHOTOS"] },
      flow: { ...flow, was_bound: true },
    });
  });

  it("prints the plan of a dry run as one document", async () => {
    const first = await setup.deploy(["--json", "--dry-run"]);
    expect(first.code).toBe(0);
    expect(documentOf(first)).toMatchObject({ deploy: "planned", action: { name: NAME } });
    await setup.deploy();
    Object.assign(setup.action() ?? {}, { code: "old", runtime: "node18" });
    const again = await setup.deploy(["--json", "--dry-run"]);
    expect(documentOf(again)).toMatchObject({
      deploy: "planned",
      differences: [{ what: "code" }, { what: "runtime", detail: "node18 → node22" }],
      flow: { position: 1, was_bound: true },
    });
    expect(documentOf(again)).not.toHaveProperty("version");
  });

  it.each([
    ["a missing setting", { AZURE_TENANT_ID: undefined }, "not set: AZURE_TENANT_ID"],
    ["no tenant", { AUTH0_DOMAIN: undefined }, "set AUTH0_DOMAIN"],
    ["wrong credentials", { DEPLOY_AUTH0_CLIENT_SECRET: "wrong-value" }, "Auth0 refused the sign-in"],
  ])("prints one document with the error if there is %s", async (_, changes, error) => {
    const ran = await setup.deploy(["--json"], changes);
    expect(ran.code).toBe(1);
    expect(documentOf(ran)).toEqual({ deploy: "failed", error: expect.stringContaining(error) as string });
    expect(ran.stderr).toContain(error);
  });

  it.each([
    ["is refused", quoteSecrets, "(400, invalid_body: Payload validation error"],
    ["fails", auth0Error(500, "Internal Server Error", "sorry"), "contoso.eu.auth0.com is unavailable (500)"],
    ["has an unusable response", UNUSABLE["an HTML page"], "unexpected response from contoso.eu.auth0.com"],
  ])("prints one document with the error if a request %s", async (_, response, error) => {
    setup.backend.override = respondTo("POST /actions/actions", response);
    const ran = await setup.deploy(["--json"]);
    expect(ran.code).toBe(1);
    expect(documentOf(ran)).toEqual({ deploy: "failed", error: expect.stringContaining(error) as string });
  });

  it("prints one document with the error if secrets in Auth0 are not set in the environment, even in a dry run", async () => {
    await setup.deploy([], { SYNC_MANAGER: "off" });
    for (const args of [[], ["--dry-run"]]) {
      const ran = await setup.deploy(["--json", ...args]);
      expect(ran.code).toBe(1);
      expect(documentOf(ran)).toEqual({
        deploy: "failed",
        error: expect.stringContaining("SYNC_MANAGER") as string,
      });
    }
  });

  it.each([
    [["--wait", "soon"], "--wait must be a number of seconds"],
    [["--keep-secrets", "--prune"], "use --keep-secrets or --prune, not both"],
    [["--bogus"], "unknown option '--bogus'"],
    [["now"], "too many arguments"],
  ])("prints one document with the error on wrong usage: %j", async (args, error) => {
    const ran = await setup.deploy(["--json", ...args]);
    expect(ran.code).toBe(2);
    expect(documentOf(ran)).toEqual({ deploy: "failed", error: expect.stringContaining(error) as string });
  });
});

describe.each(["deploy", "status"] as const)("%s --json", (command) => {
  const run = async () => setup.run([command, "--json"], {}, { folder: project.path });

  it.each([
    [
      "the .env file cannot be read",
      () => {
        mkdirSync(join(project.path, ".env"));
      },
      ".env cannot be read",
    ],
    [
      "the .env file is not UTF-8",
      () => {
        writeEnv(Buffer.from([0xff, 0xfe, 0x41, 0x00]));
      },
      "not UTF-8",
    ],
    [
      "the Action is not built",
      () => {
        rmSync(join(project.path, "dist/action.js"));
      },
      "npm run build",
    ],
    [
      "actions.config.json is not valid",
      () => {
        writeFileSync(join(project.path, "actions.config.json"), "{}");
      },
      "actions.config.json",
    ],
  ])("prints one document with the error if %s", async (_, prepare, error) => {
    prepare();
    const ran = await run();
    expect(ran.code).toBe(1);
    expect(documentOf(ran)).toEqual({ [command]: "failed", error: expect.stringContaining(error) as string });
  });

  it("prints one document with the error if Auth0 refuses the sign-in", async () => {
    setup.setScopes([]);
    const ran = await run();
    expect(ran.code).toBe(1);
    const error = expect.stringContaining("authorize DEPLOY_AUTH0_CLIENT_ID") as string;
    expect(documentOf(ran)).toEqual({ [command]: "failed", error });
  });
});

function writeEnv(bytes: Buffer): void {
  writeFileSync(join(project.path, ".env"), bytes);
}
