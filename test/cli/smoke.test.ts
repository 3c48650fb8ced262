/**
 * One run of each command as a separate process, as an administrator runs it.
 */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT, NAME, setUpDeploy } from "../support/cli/deploy";
import { type Ran, type RunOptions, startCli } from "../support/cli/run";
import { SETTINGS as SYNC_SETTINGS, setUpSync } from "../support/cli/sync";
import { SETTINGS, USER, setUpTenant } from "../support/cli/tenant";

const tenant = setUpTenant();

async function runProcess(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return startCli(args, options).ended;
}

test("dist/cli.js lists the commands with --help", async () => {
  const { code, stdout, stderr } = await runProcess(["--help"]);
  const managing = ["deploy", "status", "rollback", "remove"];
  for (const command of ["replay", "setup", "doctor", ...managing, "export", "record", "sync"])
    expect(stdout).toContain(command);
  expect([code, stderr]).toEqual([0, ""]);
});

test("dist/cli.js replay plays a scenario", async () => {
  const { code, stdout, stderr } = await runProcess(["replay"]);
  expect(stdout).toContain("as expected");
  expect([code, stderr]).toEqual([0, ""]);
});

test("dist/cli.js setup prints the steps", async () => {
  const { code, stdout, stderr } = await runProcess(["setup"], { env: SETTINGS, folder: tenant.folder });
  expect(stdout).toContain("az ad app permission add");
  expect([code, stderr]).toEqual([0, ""]);
});

test("dist/cli.js doctor checks a tenant", async () => {
  const { folder, standIn } = tenant;
  const { code, stdout, stderr } = await runProcess(["doctor", "--user", USER], {
    env: SETTINGS,
    folder,
    standIn,
  });
  expect(stdout).toMatch(/✓ +photo +read: image\/jpeg/);
  expect([code, stderr]).toEqual([0, ""]);
});

describe("dist/cli.js", () => {
  const setup = setUpDeploy();

  test("deploy creates the Action", async () => {
    const { code, stdout, stderr } = await runProcess(["deploy"], setup.options());
    expect(stdout).toContain(`created "${NAME}"`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(setup.flow()).toEqual([NAME]);
  });

  test("status compares the Action with the local files", async () => {
    await setup.deploy();
    const { code, stdout, stderr } = await runProcess(["status"], setup.options());
    expect(stdout).toContain("1 of 1 in the post-login flow");
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("rollback deploys the version before", async () => {
    await setup.deploy();
    await setup.deploy();
    const { code, stdout, stderr } = await runProcess(["rollback"], setup.options());
    expect(stdout).toContain("deployed version 1");
    expect([code, stderr]).toEqual([0, ""]);
    expect(setup.action()?.live?.number).toBe(3);
  });

  test("remove removes the Action from the flow", async () => {
    await setup.deploy();
    const { code, stdout, stderr } = await runProcess(["remove"], setup.options());
    expect(stdout).toContain(`removed "${NAME}"`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(setup.flow()).toEqual([]);
  });
});

test("dist/cli.js itself reads the file of --env-file, not Node", async () => {
  const { folder } = tenant;
  const { code, stderr } = await runProcess(["doctor", "--env-file", "missing.env"], { folder });
  expect([code, stderr]).toEqual([1, "missing.env cannot be read (ENOENT): check the path of --env-file\n"]);
});

test("dist/cli.js export writes the files", async () => {
  const { folder } = tenant;
  const { code } = await runProcess(["export", "--out", "exported"], { env: ENVIRONMENT, folder });
  expect(code).toBe(0);
  expect(readdirSync(join(folder, "exported")).sort()).toEqual([
    "README.md",
    "actions",
    "deploy-workflow.yaml",
    "entra-enrichment.tf",
    "sync-cronjob.yaml",
    "sync-workflow.yaml",
  ]);
});

test("dist/cli.js record writes a scenario", async () => {
  const { folder, standIn } = tenant;
  const args = ["record", "--user", USER, "--scenario", "mine"];
  const { code, stderr } = await runProcess(args, { env: SETTINGS, folder, standIn });
  expect([code, stderr]).toEqual([0, ""]);
  expect(readdirSync(join(folder, "test/fixtures/mine"))).toHaveLength(4);
});

test("dist/cli.js env-example prints .env.example", async () => {
  const { code, stdout } = await runProcess(["env-example"]);
  expect([code, stdout]).toEqual([0, readFileSync(".env.example", "utf8")]);
});

describe("dist/cli.js sync", () => {
  const setup = setUpSync();

  test("updates all users", async () => {
    const { folder, standIn } = setup;
    const env = { ...SYNC_SETTINGS, TMPDIR: folder };
    const { code, stdout, stderr } = await runProcess(["sync"], { env, folder, standIn });
    expect(JSON.parse(stdout)).toMatchObject({ sync: "updated", users: 8, updated: 8 });
    expect([code, stderr]).toEqual([0, "Users in Auth0\n"]);
  });
});
