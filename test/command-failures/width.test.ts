import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/cli/shared/config";
import { NAME, SCOPES, setUpDeploy } from "../support/cli/deploy";
import { type Ran, makeProject, runCli } from "../support/cli/run";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";
import { AUTH0_CUSTOM_DOMAIN } from "../support/standin/server";
import { UNUSABLE, quoteSecrets } from "../support/standin/unusable";

const WIDTH = 80;
const setup = setUpDeploy("Terms", "Risk");

/** Values of settings whose names fill several lines. */
const MANY = Object.fromEntries(
  readConfig()
    .secrets.filter(({ default: value }) => value !== null && value !== "")
    .map(({ name, default: value }) => [name, value ?? ""]),
);

type Changes = Record<string, string | undefined>;

async function run(args: readonly string[], changes: Changes = {}): Promise<Ran> {
  return setup.run(args, changes, { columns: WIDTH });
}

/** Expects lines of at most `width` characters that break between the words of the same output on one line. */
function expectFits({ stdout, stderr }: Ran, unwrapped?: Ran, width = WIDTH): void {
  const lines = (stdout + stderr).split("\n");
  expect(lines.filter((line) => line.length > width)).toEqual([]);
  if (!unwrapped) return;
  const words = (text: string) => text.replaceAll(/version \d+/g, "version").split(/\s+/);
  expect(words(stdout)).toEqual(words(unwrapped.stdout));
  expect(words(stderr)).toEqual(words(unwrapped.stderr));
}

/** Runs a command that changes nothing at 80 columns and without a limit, and compares the words. */
async function expectSameWords(args: readonly string[], changes: Changes = {}): Promise<Ran> {
  const ran = await run(args, changes);
  expectFits(ran, await setup.run(args, changes));
  return ran;
}

describe("at 80 columns", () => {
  it("deploy prints no longer line, and breaks no word", async () => {
    expectFits(await run(["deploy"], MANY));
    const again = await expectSameWords(["deploy"], MANY);
    expect(again.stdout.split("\n").length).toBeGreaterThan(10);
    expectFits(await run(["deploy", "--prune"]));
    const warned = await run(["deploy"], {
      AUTH0_CLIENT_ID: "deployer",
      AUTH0_CLIENT_SECRET: "deployer-secret-value",
      DEPLOY_AUTH0_CLIENT_ID: undefined,
      DEPLOY_AUTH0_CLIENT_SECRET: undefined,
    });
    expect(warned.stderr).toContain("! signing in");
    expectFits(warned);
  });

  it("deploy --dry-run prints no longer line, and breaks no word except in code", async () => {
    await expectSameWords(["deploy", "--dry-run"], MANY);
    await setup.deploy();
    const dependencies = readConfig().dependencies.map(({ name }) => ({ name, version: "1.0.0-beta.1" }));
    Object.assign(setup.action() ?? {}, { dependencies, runtime: "node18" });
    await expectSameWords(["deploy", "--dry-run"], MANY);
    setup.setScopes(["read:actions"]);
    await expectSameWords(["deploy", "--dry-run"], { USER_PHOTOS: undefined });
    const code = `${"x".repeat(200)}\n\t\t${"y ".repeat(100)}\n${readFileSync("dist/action.js", "utf8")}`;
    Object.assign(setup.action() ?? {}, { code });
    expectFits(await run(["deploy", "--dry-run"]));
  });

  it("status prints no longer line, and breaks no word", async () => {
    await expectSameWords(["status"]);
    await setup.deploy([], MANY);
    await expectSameWords(["status"], MANY);
    Object.assign(setup.action()?.live ?? {}, {
      code: "old",
      dependencies: [{ name: "@microsoft/microsoft-graph-client", version: "3.0.7" }],
      supported_triggers: [{ id: "post-login", version: "v2" }],
    });
    setup.auth0.flow = [];
    await expectSameWords(["status"], { SYNC_USER_PHOTOS: "on", USER_PHOTOS: undefined });
  });

  it("rollback and remove print no longer line", async () => {
    await setup.deploy();
    expectFits(await run(["rollback"]));
    await setup.deploy();
    expectFits(await run(["rollback"]));
    await expectSameWords(["rollback", "--to", "9"]);
    await expectSameWords(["rollback", "--to", "soon"]);
    expectFits(await run(["remove"]));
    setup.setScopes([...SCOPES, "delete:actions"]);
    await expectSameWords(["remove"]);
    expectFits(await run(["remove", "--delete"]));
    await expectSameWords(["remove"]);
  });

  it("export prints no longer line, and breaks no word", async () => {
    const out = mkdtempSync(join(tmpdir(), "export-"));
    await expectSameWords(["export", "--out", join(out, "a/rather/long/path")], MANY);
    writeFileSync(join(out, "file"), "");
    await expectSameWords(["export", "--out", join(out, "file")]);
    rmSync(out, { recursive: true });
  });

  it.each([
    ["a refusal", "POST /actions/actions", quoteSecrets],
    ["a conflict", "POST /actions/actions", auth0Error(409, "Conflict", "An action exists. ".repeat(20))],
    ["an outage", "POST /actions/actions", auth0Error(503, "Service Unavailable", "sorry")],
    ["a page of a proxy", "GET /actions/actions", UNUSABLE["an HTML page"]],
    ["a closed connection", "GET /actions/actions", UNUSABLE["a closed connection"]],
    ["a refused sign-in", "POST /oauth/token", { status: 401, body: { error: "access_denied" } }],
  ] as const)("a failure prints no longer line, and breaks no word: %s", async (_, operation, response) => {
    setup.backend.override = respondTo(operation, response);
    const ran = await run(["deploy"]);
    expect(ran.code).toBe(1);
    expectFits(ran, await setup.deploy());
  });

  it.each<[string, Changes, boolean?]>([
    ["settings that are not set", { AZURE_TENANT_ID: undefined, AZURE_CLIENT_SECRET: undefined }],
    ["a setting that is not valid", { PHOTO_SIZE: "huge", AZURE_TENANT_ID: "contoso.com" }],
    ["a custom domain", { AUTH0_DOMAIN: AUTH0_CUSTOM_DOMAIN }],
    ["no credentials", { DEPLOY_AUTH0_CLIENT_ID: undefined, DEPLOY_AUTH0_CLIENT_SECRET: undefined }],
  ])("a failure prints no longer line, and breaks no word: %s", async (_, changes) => {
    expect((await expectSameWords(["deploy"], changes)).code).toBe(1);
  });

  it.each([
    [[]],
    [["--list"]],
    [["--all"]],
    [["--scenario", "huge-licences"]],
    [["--scenario", "groups-more-than-200"]],
    [["--scenario", "graph-silent"]],
    [["--scenario", "nope"]],
  ])("replay prints no longer line: %j", async (args) => {
    expectFits(await runCli(["replay", ...args], { columns: WIDTH }));
  });

  it.each([
    ["--help"],
    ["deploy --help"],
    ["status --help"],
    ["rollback --help"],
    ["remove --help"],
    ["sync --help"],
  ])("the help has no longer line: %s", async (args) => {
    expectFits(await runCli(args.split(" "), { columns: WIDTH }));
  });
});

describe("without a terminal", () => {
  it("COLUMNS sets the width, and the default is 80", async () => {
    await setup.deploy();
    const project = makeProject();
    const options = { folder: project.path, columns: null };
    const narrow = await setup.run(["status"], { COLUMNS: "50" }, options);
    expectFits(narrow, undefined, 50);
    const standard = await setup.run(["status"], {}, options);
    expectFits(standard);
    expect(standard.stdout.split("\n").length).toBeLessThan(narrow.stdout.split("\n").length);
    expect(standard.stdout).toContain(NAME);
    project.remove();
  });
});

test("at 20 columns, status prints several words on a line and no blank lines between them", async () => {
  await setup.deploy();
  const { stdout } = await setup.run(["status"], {}, { columns: 20 });
  expect(stdout).toMatch(/ same as the local\n/);
  expect(stdout).not.toContain("\n\n");
});
