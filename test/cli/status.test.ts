import { NAME, NO_SECRETS, SCOPES, addOtherActions, setUpDeploy } from "../support/cli/deploy";

const setup = setUpDeploy("Terms");

type Changes = Record<string, string | undefined>;

/** Changes the version that logins run. */
const changeLive = (changes: object) => Object.assign(setup.action()?.live ?? {}, changes);

async function status(changes: Changes = {}) {
  setup.forgetOperations();
  const ran = await setup.run(["status"], changes);
  expect(setup.writes()).toEqual([]);
  expect(ran.stdout + ran.stderr).not.toMatch(/-value|standin-token|8f2c7a10/);
  return ran;
}

describe("status", () => {
  it("exits with 0 if nothing differs, and prints version, date and position in the flow", async () => {
    setup.auth0.now = () => Date.parse("2026-03-01T10:00:00Z");
    await setup.deploy();
    const ran = await status();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toBe(
      [
        `"${NAME}" at contoso.eu.auth0.com`,
        "  ✓  deployed      version 1, 2026-03-01T10:00:00Z",
        "  ✓  code          same as the local files",
        "  ✓  runtime       same as the local files",
        "  ✓  dependencies  same as the local files",
        "  ✓  trigger       same as the local files",
        "  ✓  secrets       AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, USER_PHOTOS",
        "  ✓  flow          position 2 of 2 in the post-login flow",
        "",
      ].join("\n"),
    );
  });

  it.each<[string, RegExp, () => unknown, Changes?]>([
    [
      "the code",
      /✗ +code +differs: lines only in the local file: \d+, only in Auth0: 1/,
      () => changeLive({ code: "old" }),
    ],
    ["the runtime", /✗ +runtime +differs: node18 → node22/, () => changeLive({ runtime: "node18" })],
    [
      "a dependency",
      /✗ +dependencies +differs: auth0@4\.0\.0 → .*auth0@7\.1\.0/,
      () => changeLive({ dependencies: [{ name: "auth0", version: "4.0.0" }] }),
    ],
    [
      "the trigger",
      /✗ +trigger +differs: post-login v2 → post-login v3/,
      () => changeLive({ supported_triggers: [{ id: "post-login", version: "v2" }] }),
    ],
    [
      "a secret that is set here only",
      /✗ +secrets +not in Auth0: SYNC_MANAGER\n/,
      () => {},
      { SYNC_MANAGER: "off" },
    ],
    [
      "a secret that is in Auth0 only",
      /✗ +secrets +only in Auth0: USER_PHOTOS\n/,
      () => {},
      { USER_PHOTOS: undefined },
    ],
    ["the flow", /✗ +flow +not in the flow/, () => setup.auth0.flow.pop()],
  ])("exits with 1 and marks one row if only %s differs", async (_, row, change, changes = {}) => {
    await setup.deploy();
    change();
    const ran = await status(changes);
    expect(ran).toMatchObject({ code: 1, stderr: "" });
    expect(ran.stdout).toMatch(row);
    expect(ran.stdout.match(/✗/g)).toHaveLength(1);
    expect(ran.stdout).toContain("Run `npm run deploy -- --dry-run`");
  });

  it("exits with 1 if there is no Action, and if there is only a draft", async () => {
    const missing = await status();
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain("✗  deployed  no: there is no Action with this name");
    addOtherActions(setup, NAME);
    Object.assign(setup.action() ?? {}, { live: undefined, deployed: undefined });
    const draft = await status();
    expect(draft.code).toBe(1);
    expect(draft.stdout).toContain("✗  deployed  no: there is only a draft");
  });

  it("compares the secrets with the declaration if none is set in the environment", async () => {
    await setup.deploy();
    expect(await status(NO_SECRETS)).toMatchObject({ code: 0, stderr: "" });
    changeLive({ secrets: [{ name: "AZURE_TENANT_ID" }, { name: "HOME_GROWN" }] });
    const ran = await status(NO_SECRETS);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/✗ +secrets +only in Auth0: HOME_GROWN\n/);
  });

  it.each([
    ["same", 0, {}],
    ["different", 1, { SYNC_MANAGER: "off" }],
  ])("mentions changes of the draft that are not deployed if the version is %s", async (_, code, changes) => {
    await setup.deploy();
    Object.assign(setup.action() ?? {}, { code: "edited in the dashboard" });
    const ran = await status(changes);
    expect(ran.code).toBe(code);
    expect(ran.stdout).toContain(
      "The draft in Auth0 has changes that are not deployed. The next deployment replaces them.",
    );
  });

  it("prints names and versions in Auth0 without control characters", async () => {
    await setup.deploy();
    changeLive({ dependencies: [{ name: "\u009b31mred\u001b[2J", version: "1\u202e" }] });
    const { stdout } = await status();
    expect(stdout).toContain("differs:  31mred [2J@1  → ");
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
  });

  it("needs read:actions only", async () => {
    await setup.deploy();
    setup.setScopes(["read:actions"]);
    expect(await status()).toMatchObject({ code: 0, stderr: "" });
    setup.setScopes(SCOPES.slice(1));
    const ran = await status();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("grant read:actions to DEPLOY_AUTH0_CLIENT_ID on the Auth0 Management API");
  });

  it("prints one JSON document with --json", async () => {
    await setup.deploy();
    const same = await setup.run(["status", "--json"]);
    expect([same.code, same.stderr]).toEqual([0, ""]);
    expect(JSON.parse(same.stdout)).toMatchObject({
      status: "same",
      domain: "contoso.eu.auth0.com",
      action: { name: NAME, id: setup.action()?.id },
      deployed: { version: 1, date: expect.any(String) as string },
      differences: [],
      secrets: { missing: [], additional: [] },
      has_draft_changes: false,
      flow: { trigger: "post-login", position: 2, count: 2 },
    });
    changeLive({ runtime: "node18" });
    setup.auth0.flow.pop();
    const other = await setup.run(["status", "--json"], { SYNC_MANAGER: "off" });
    expect(other.code).toBe(1);
    const document = JSON.parse(other.stdout) as object;
    expect(document).toMatchObject({
      status: "different",
      differences: [{ what: "runtime", detail: "node18 → node22" }],
      secrets: { missing: ["SYNC_MANAGER"] },
    });
    expect(document).not.toHaveProperty("flow");
  });

  it("exits with 2 on wrong usage", async () => {
    expect(await setup.run(["status", "--bogus"])).toMatchObject({ code: 2, stdout: "" });
    expect(setup.standIn.requests).toEqual([]);
  });
});
