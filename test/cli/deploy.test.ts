import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../src/cli/shared/config";
import { NAME, SECRETS, addOtherActions, setUpDeploy } from "../support/cli/deploy";
import { makeProject } from "../support/cli/run";

const setup = setUpDeploy();

describe("deploy", () => {
  it("creates the declared Action, tests it, deploys it and adds it at the end of the flow", async () => {
    addOtherActions(setup, "Terms", "Risk");
    const ran = await setup.deploy();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    const config = readConfig();
    expect(setup.action()).toMatchObject({
      name: NAME,
      code: readFileSync("dist/action.js", "utf8"),
      runtime: config.runtime,
      dependencies: config.dependencies,
      supported_triggers: config.supported_triggers,
      secrets: Object.entries(SECRETS).map(([name, value]) => ({ name, value })),
    });
    expect(setup.action()?.live?.number).toBe(1);
    expect(setup.flow()).toEqual(["Terms (step)", "Risk (step)", NAME]);
    expect(setup.writes()).toEqual([
      "POST /actions/actions",
      "POST /actions/actions/{id}/test",
      "POST /actions/actions/{id}/deploy",
      "PATCH /actions/triggers/post-login/bindings",
    ]);
    expect(ran.stdout).toContain("added to the post-login flow, position 3 of 3");
  });

  it("leaves the same Action and the same flow after a second run", async () => {
    addOtherActions(setup, "Terms");
    await setup.deploy();
    const { id, code } = setup.action() ?? {};
    const flow = structuredClone(setup.auth0.flow);
    const again = await setup.deploy();
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(setup.auth0.actions).toHaveLength(2);
    expect(setup.action()).toMatchObject({ id, code });
    expect(setup.auth0.flow).toEqual(flow);
    expect(
      setup.operations().filter((operation) => operation.startsWith("PATCH /actions/trig")),
    ).toHaveLength(1);
    expect(again.stdout).toContain("already in the post-login flow, position 2 of 2");
  });

  it("sends a changed version of the trigger to Auth0, and a second run ends the same", async () => {
    await setup.deploy();
    const project = makeProject();
    const supported_triggers = [{ id: "post-login", version: "v2" }];
    const config = { ...readConfig(), supported_triggers };
    writeFileSync(join(project.path, "actions.config.json"), JSON.stringify(config));
    const ran = await setup.deploy([], {}, project.path);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain("trigger changed");
    expect(setup.action()?.live).toMatchObject({ number: 2, supported_triggers });
    const again = await setup.deploy([], {}, project.path);
    project.remove();
    expect(again.stdout).toContain("code unchanged");
    expect(setup.action()?.live).toMatchObject({ number: 3, supported_triggers });
    expect(setup.flow()).toEqual([NAME]);
  });

  it("keeps the position of the Action in the flow if an administrator has moved it", async () => {
    addOtherActions(setup, "Terms");
    await setup.deploy();
    setup.auth0.flow.reverse();
    const ran = await setup.deploy();
    expect(ran.code).toBe(0);
    expect(setup.flow()).toEqual([NAME, "Terms (step)"]);
  });

  it("finds the Action and the whole flow on later pages", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `Step ${index}`);
    addOtherActions(setup, ...names);
    await setup.deploy();
    expect(setup.flow()).toEqual([...names.map((name) => `${name} (step)`), NAME]);
    const again = await setup.deploy();
    expect(again.code).toBe(0);
    expect(setup.auth0.actions).toHaveLength(61);
    expect(setup.flow()).toHaveLength(61);
  });

  it.each([
    ["first", [NAME, "Terms (step)", "Risk (step)"]],
    [2, ["Terms (step)", NAME, "Risk (step)"]],
    [9, ["Terms (step)", "Risk (step)", NAME]],
  ] as const)("adds the Action at position %s of actions.config.json", async (position, flow) => {
    addOtherActions(setup, "Terms", "Risk");
    const project = makeProject();
    const config = { ...readConfig(), binding: { position } };
    writeFileSync(join(project.path, "actions.config.json"), JSON.stringify(config));
    const ran = await setup.deploy([], {}, project.path);
    project.remove();
    expect(ran.code).toBe(0);
    expect(setup.flow()).toEqual(flow);
  });

  it("neither reads nor changes the flow with --no-bind", async () => {
    addOtherActions(setup, "Terms");
    const ran = await setup.deploy(["--no-bind"]);
    expect(ran.code).toBe(0);
    expect(setup.flow()).toEqual(["Terms (step)"]);
    expect(setup.action()?.live?.number).toBe(1);
    expect(setup.operations().join()).not.toContain("bindings");
  });

  it("prints with --dry-run what it would create, and writes nothing", async () => {
    addOtherActions(setup, "Terms");
    const ran = await setup.deploy(["--dry-run"]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(
      `would create "${NAME}" with the secrets ${Object.keys(SECRETS).join(", ")}`,
    );
    expect(ran.stdout).toContain("would add it to the post-login flow, position 2 of 2");
    expect(setup.writes()).toEqual([]);
  });

  it("prints with --dry-run what it would update, and writes nothing", async () => {
    await setup.deploy();
    Object.assign(setup.action() ?? {}, { code: "old", runtime: "node18" });
    const before = setup.writes().length;
    const ran = await setup.deploy(["--dry-run"], { SYNC_MANAGER: "off" });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      `would update "${NAME}": code, runtime changed; secrets added: SYNC_MANAGER;`,
    );
    expect(ran.stdout).toContain("already in the post-login flow, position 1 of 1");
    expect(setup.writes()).toHaveLength(before);
  });

  it("stops if secrets of the Action are no longer set, and lists them", async () => {
    await setup.deploy([], { SYNC_MANAGER: "off", PHOTO_SIZE: "96x96" });
    const before = setup.writes().length;
    const ran = await setup.deploy();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "the Action in Auth0 has secrets that are not set in the environment: PHOTO_SIZE, SYNC_MANAGER. Set them, remove them from the Action with --prune, or keep all secrets with --keep-secrets\n",
    );
    expect(setup.writes()).toHaveLength(before);
  });

  it("removes secrets that are no longer set with --prune", async () => {
    await setup.deploy([], { SYNC_MANAGER: "off" });
    const ran = await setup.deploy(["--prune"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("secrets removed: SYNC_MANAGER");
    expect(setup.action()?.secrets.map(({ name }) => name)).toEqual(Object.keys(SECRETS));
  });

  it("saves neither its own credentials nor undeclared variables as secrets", async () => {
    await setup.deploy([], { HOME_GROWN_SECRET: "undeclared", SYNC_PROFILE: " " });
    expect(setup.action()?.secrets.map(({ name }) => name)).toEqual(Object.keys(SECRETS));
  });

  it("signs in with the Action's own credentials if no others are set, and prints a warning", async () => {
    const scopes = ["read:actions", "create:actions", "update:actions", "update:users_app_metadata"];
    setup.clients.set("runtime", { secret: "runtime-secret-value", scopes });
    const ran = await setup.deploy([], {
      AUTH0_CLIENT_ID: "runtime",
      AUTH0_CLIENT_SECRET: "runtime-secret-value",
      DEPLOY_AUTH0_CLIENT_ID: undefined,
      DEPLOY_AUTH0_CLIENT_SECRET: undefined,
    });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("signing in with the Action's own AUTH0_CLIENT_ID, which then needs more");
    expect(setup.action()?.secrets.map(({ name }) => name)).toContain("AUTH0_CLIENT_SECRET");
  });

  it("prints no secret, token, color or progress if the output is not a terminal", async () => {
    const runs = [
      await setup.deploy(),
      await setup.deploy([], { CI: "true" }),
      await setup.deploy(["--dry-run"]),
    ];
    const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(printed).not.toMatch(/-value|standin-token|8f2c7a10/);
    // eslint-disable-next-line no-control-regex -- the test looks for them
    expect(printed).not.toMatch(/[\u001b\r]/);
  });

  it("lists its options with --help, and exits with 2 on wrong usage", async () => {
    const help = await setup.deploy(["--help"]);
    expect(help.code).toBe(0);
    for (const option of ["--dry-run", "--no-bind", "--prune", "--wait"])
      expect(help.stdout).toContain(option);
    for (const args of [["--bogus"], ["--wait", "soon"], ["now"]]) {
      expect(await setup.deploy(args)).toMatchObject({ code: 2 });
    }
    expect(setup.standIn.requests).toEqual([]);
  });
});
