import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../src/cli/shared/config";
import { NAME, SECRETS, type World, addOthers, createWorld, writes } from "./deploy-tenant";
import { makeProject } from "./run";

jest.setTimeout(60_000);

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.close();
});

describe("deploy", () => {
  it("creates the Action as it is declared, runs it once, deploys it and adds it at the end of the flow", async () => {
    addOthers(world.tenant, "Terms", "Risk");
    const ran = await world.deploy();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    const config = readConfig();
    expect(world.ours()).toMatchObject({
      name: NAME,
      code: readFileSync("dist/action.js", "utf8"),
      runtime: config.runtime,
      dependencies: config.dependencies,
      supported_triggers: config.supported_triggers,
      secrets: Object.entries(SECRETS).map(([name, value]) => ({ name, value })),
    });
    expect(world.ours()?.live?.number).toBe(1);
    expect(world.flow()).toEqual(["Terms (step)", "Risk (step)", NAME]);
    expect(writes(world.tenant)).toEqual([
      "POST /actions/actions",
      "POST /actions/actions/{id}/test",
      "POST /actions/actions/{id}/deploy",
      "PATCH /actions/triggers/post-login/bindings",
    ]);
    expect(ran.stdout).toContain("added as 3 of 3 in the post-login flow");
  });

  it("ends with the same Action and the same flow when it runs again", async () => {
    addOthers(world.tenant, "Terms");
    await world.deploy();
    const { id, code } = world.ours() ?? {};
    const flow = structuredClone(world.tenant.state.flow);
    const again = await world.deploy();
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(world.tenant.state.actions).toHaveLength(2);
    expect(world.ours()).toMatchObject({ id, code });
    expect(world.tenant.state.flow).toEqual(flow);
    expect(
      world.tenant.operations.filter((operation) => operation.startsWith("PATCH /actions/trig")),
    ).toHaveLength(1);
    expect(again.stdout).toContain("stays 2 of 2 in the post-login flow");
  });

  it("leaves the Action where an administrator has moved it", async () => {
    addOthers(world.tenant, "Terms");
    await world.deploy();
    world.tenant.state.flow.reverse();
    const ran = await world.deploy();
    expect(ran.code).toBe(0);
    expect(world.flow()).toEqual([NAME, "Terms (step)"]);
  });

  it("finds the Action and the whole flow on later pages", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `Step ${index}`);
    addOthers(world.tenant, ...names);
    await world.deploy();
    expect(world.flow()).toEqual([...names.map((name) => `${name} (step)`), NAME]);
    const again = await world.deploy();
    expect(again.code).toBe(0);
    expect(world.tenant.state.actions).toHaveLength(61);
    expect(world.flow()).toHaveLength(61);
  });

  it.each([
    ["first", [NAME, "Terms (step)", "Risk (step)"]],
    [2, ["Terms (step)", NAME, "Risk (step)"]],
    [9, ["Terms (step)", "Risk (step)", NAME]],
  ] as const)("binds at position %s as actions.config.json says", async (position, flow) => {
    addOthers(world.tenant, "Terms", "Risk");
    const project = makeProject();
    const config = { ...readConfig(), binding: { position } };
    writeFileSync(join(project.path, "actions.config.json"), JSON.stringify(config));
    const ran = await world.deploy([], {}, project.path);
    project.remove();
    expect(ran.code).toBe(0);
    expect(world.flow()).toEqual(flow);
  });

  it("leaves the flow alone with --no-bind, not even reading it", async () => {
    addOthers(world.tenant, "Terms");
    const ran = await world.deploy(["--no-bind"]);
    expect(ran.code).toBe(0);
    expect(world.flow()).toEqual(["Terms (step)"]);
    expect(world.ours()?.live?.number).toBe(1);
    expect(world.tenant.operations.join()).not.toContain("bindings");
  });

  it("says with --dry-run what it would create, and sends nothing that writes", async () => {
    addOthers(world.tenant, "Terms");
    const ran = await world.deploy(["--dry-run"]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(
      `would create "${NAME}" with the secrets ${Object.keys(SECRETS).join(", ")}`,
    );
    expect(ran.stdout).toContain("would add it to the post-login flow, as 2 of 2");
    expect(writes(world.tenant)).toEqual([]);
  });

  it("says with --dry-run what it would update, and what stays", async () => {
    await world.deploy();
    Object.assign(world.ours() ?? {}, { code: "old", runtime: "node18" });
    const before = writes(world.tenant).length;
    const ran = await world.deploy(["--dry-run"], { SYNC_MANAGER: "off" });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      `would update "${NAME}": code, runtime changed; secrets added: SYNC_MANAGER;`,
    );
    expect(ran.stdout).toContain("is in the post-login flow, 1 of 1");
    expect(writes(world.tenant)).toHaveLength(before);
  });

  it("stops at secrets that are no longer set here, and lists them", async () => {
    await world.deploy([], { SYNC_MANAGER: "off", PHOTO_SIZE: "96x96" });
    const before = writes(world.tenant).length;
    const ran = await world.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "the Action in Auth0 has secrets that are not set here: PHOTO_SIZE, SYNC_MANAGER. Set them, or remove them from it with --prune\n",
    );
    expect(writes(world.tenant)).toHaveLength(before);
  });

  it("removes them with --prune", async () => {
    await world.deploy([], { SYNC_MANAGER: "off" });
    const ran = await world.deploy(["--prune"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("secrets removed: SYNC_MANAGER");
    expect(world.ours()?.secrets.map(({ name }) => name)).toEqual(Object.keys(SECRETS));
  });

  it("sends no credential that it signs in with, and nothing that is not declared", async () => {
    await world.deploy([], { HOME_GROWN_SECRET: "undeclared", SYNC_PROFILE: " " });
    expect(world.ours()?.secrets.map(({ name }) => name)).toEqual(Object.keys(SECRETS));
  });

  it("signs in with the Action's own credentials for want of others, and warns", async () => {
    const scopes = ["read:actions", "create:actions", "update:actions", "update:users_app_metadata"];
    world.tenant.state.clients.set("runtime", { secret: "runtime-secret-value", scopes });
    const ran = await world.deploy([], {
      AUTH0_CLIENT_ID: "runtime",
      AUTH0_CLIENT_SECRET: "runtime-secret-value",
      DEPLOY_AUTH0_CLIENT_ID: undefined,
      DEPLOY_AUTH0_CLIENT_SECRET: undefined,
    });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("signing in with the Action's own AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET");
    expect(world.ours()?.secrets.map(({ name }) => name)).toContain("AUTH0_CLIENT_SECRET");
  });

  it("prints no secret, no token, no colour and no progress where nobody watches", async () => {
    const runs = [
      await world.deploy(),
      await world.deploy([], { CI: "true" }),
      await world.deploy(["--dry-run"]),
    ];
    const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(printed).not.toMatch(/-value|standin-token|8f2c7a10/);
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    expect(printed).not.toMatch(/[\u001b\r]/);
  });

  it("explains itself with --help, and takes wrong usage for that", async () => {
    const help = await world.deploy(["--help"]);
    expect(help.code).toBe(0);
    for (const option of ["--dry-run", "--no-bind", "--prune", "--wait"])
      expect(help.stdout).toContain(option);
    for (const args of [["--bogus"], ["--wait", "soon"], ["now"]]) {
      expect(await world.deploy(args)).toMatchObject({ code: 2 });
    }
    expect(world.standIn.requests).toEqual([]);
  });
});
