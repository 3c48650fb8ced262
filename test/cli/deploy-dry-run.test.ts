import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../src/cli/shared/config";
import { NAME, NO_SECRETS, addOtherActions, setUpDeploy } from "../support/cli/deploy";
import { makeProject } from "../support/cli/run";

const setup = setUpDeploy();

const CODE = readFileSync("dist/action.js", "utf8");

/** Deploys, changes the draft in Auth0, and forgets the requests. */
async function deployAndChange(changes: object): Promise<void> {
  await setup.deploy();
  Object.assign(setup.action() ?? {}, changes);
  setup.forgetOperations();
}

describe("deploy --dry-run", () => {
  it("shows the whole plan if secrets in Auth0 are not set in the environment, then names them and exits with 1", async () => {
    addOtherActions(setup, "Terms");
    await setup.deploy([], { SYNC_MANAGER: "off" });
    Object.assign(setup.action() ?? {}, { runtime: "node18" });
    setup.forgetOperations();
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain("runtime: node18 → node22");
    expect(ran.stdout).toContain("already in the post-login flow, position 2 of 2");
    expect(ran.stderr).toMatch(
      /^! the deployment would stop, because these secrets are only in Auth0: SYNC_MANAGER\. .*\nthe Action in Auth0 has secrets that are not set in the environment: SYNC_MANAGER\. /,
    );
    expect(setup.writes()).toEqual([]);
  });

  it("shows both values of trigger, runtime and dependencies if they differ", async () => {
    const { dependencies } = readConfig();
    const old = dependencies.map(({ name, version }) =>
      name === "auth0" ? { name, version: "4.0.0" } : { name, version },
    );
    const supported_triggers = [{ id: "post-login", version: "v2" }];
    await deployAndChange({ runtime: "node18", dependencies: old, supported_triggers });
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain("trigger: post-login v2 → post-login v3");
    expect(ran.stdout).toContain("runtime: node18 → node22");
    expect(ran.stdout).toMatch(/dependencies: .*auth0@4\.0\.0.* → .*auth0@7\.1\.0/);
    expect(setup.writes()).toEqual([]);
  });

  it("shows the lines of code that differ, and continues long ones", async () => {
    const long = `// only in Auth0 ${"x".repeat(100)}y`;
    const [first = "", ...rest] = CODE.split("\n");
    await deployAndChange({ code: [first, long, ...rest.slice(1)].join("\n") });
    const ran = await setup.run(["deploy", "--dry-run"], {}, { columns: 60 });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/code: lines added: 1, removed: 1 /);
    expect(ran.stdout).toContain(
      `  -// only in Auth0 ${"x".repeat(38)}\n    ${"x".repeat(56)}\n    ${"x".repeat(6)}y\n  +${rest[0]}\n`,
    );
    expect(ran.stdout.split("\n").filter((line) => line.length > 60)).toEqual([]);
  });

  it("replaces control characters of the code with spaces", async () => {
    await deployAndChange({ code: `\t\u001b[2Jclear\r\n${CODE}` });
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran.stdout).toContain("  -  [2Jclear\n");
  });

  it("prints names and versions in Auth0 without control characters", async () => {
    await deployAndChange({
      runtime: "node18\u001b[2J",
      secrets: [{ name: "OLD\u001b]0;title\u0007\n✓ deployed", value: "" }],
    });
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran.stderr).toContain("these secrets are only in Auth0: OLD ]0;title  ✓ deployed. With --prune");
    expect(ran.stdout).toContain("runtime: node18 [2J → node22");
    expect(ran.stderr).toContain("not set in the environment: OLD ]0;title  ✓ deployed. Set them");
    expect(ran.stdout + ran.stderr).not.toMatch(/[^\P{C}\n]/u);
  });

  it("breaks code of wide characters at the width of the output", async () => {
    await deployAndChange({ code: `// ${"名前".repeat(50)}\n${CODE}` });
    const ran = await setup.run(["deploy", "--dry-run"], {}, { columns: 60 });
    expect(ran.stdout).toContain(`  -// ${"名前".repeat(13)}\n    名`);
  });

  it("limits the number of lines of code that it shows", async () => {
    const unknown = Array.from({ length: 5000 }, (_, index) => `// ${index}`).join("\n");
    await deployAndChange({ code: unknown });
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/ … and \d+ more lines/);
    expect(ran.stdout.split("\n").length).toBeLessThan(100);
  });

  it("counts all lines of 100 kB as replaced if nearly every line differs, because a comparison would take long", async () => {
    const project = makeProject();
    const local = `exports.onExecutePostLogin = async () => {};\n${lines(12_000, "a")}\n// same`;
    writeFileSync(join(project.path, "dist/action.js"), local);
    await deployAndChange({ code: `// same\n${lines(12_000, "b")}` });
    const ran = await setup.deploy(["--dry-run"], {}, project.path);
    project.remove();
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("code: lines added: 12002, removed: 12001");
  });

  it("says that the code is unchanged if nothing differs", async () => {
    await deployAndChange({});
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(`would update "${NAME}": code unchanged; secrets set again: `);
    expect(ran.stdout).not.toMatch(/@@|→/);
    expect(setup.writes()).toEqual([]);
  });

  it("needs no secrets with --keep-secrets, and does not mention those in Auth0", async () => {
    await setup.deploy([], { SYNC_MANAGER: "off" });
    setup.forgetOperations();
    const ran = await setup.deploy(["--dry-run", "--keep-secrets"], NO_SECRETS);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(`would update "${NAME}": code unchanged\n`);
    expect(setup.writes()).toEqual([]);
  });
});

/** Different lines of eight characters, with the line break. */
function lines(count: number, mark: string): string {
  return Array.from({ length: count }, (_, index) => `//${mark}${index.toString(36).padStart(4, "0")}`).join(
    "\n",
  );
}
