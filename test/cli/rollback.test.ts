import { NAME, SCOPES, addOtherActions, overrideFirst, setUpDeploy } from "../support/cli/deploy";
import { auth0Error } from "../support/standin/auth0";
import { respondTo } from "../support/standin/backend";

const OTHERS = ["Terms (step)"];
const DEPLOY_VERSION = "POST /actions/actions/{id}/versions/{version}/deploy";

const setup = setUpDeploy("Terms");

/** Deploys versions with different code. */
async function deployVersions(count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    await setup.deploy();
    Object.assign(setup.action()?.live ?? {}, { code: `// version ${number}` });
  }
  setup.forgetOperations();
}

const rollback = async (...args: readonly string[]) => setup.run(["rollback", ...args]);

describe("rollback", () => {
  it("deploys the version before the current one, waits until it is live, and keeps the flow", async () => {
    await deployVersions(3);
    setup.auth0.readsUntilLive = 3;
    const ran = await rollback();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(
      /deployed version 2 \(\d{4}-\d\d-\d\d\) of "Entra enrichment" at contoso\.eu\.auth0\.com again, as version 4, and copied it to the draft\n/,
    );
    expect(setup.action()?.live).toMatchObject({ number: 4, code: "// version 2" });
    expect(setup.action()?.code).toBe("// version 2");
    expect(setup.flow()).toEqual([...OTHERS, NAME]);
    expect(setup.writes()).toEqual([DEPLOY_VERSION]);
    expect(ran.pausedMs).toBeGreaterThan(0);
  });

  it("finds the version before the current one if Auth0 lists the oldest first, and on later pages", async () => {
    await deployVersions(1);
    const action = setup.action();
    for (let number = 2; number <= 60; number++) addVersionLike(number);
    setup.auth0.isOldestVersionFirst = true;
    expect(await rollback()).toMatchObject({ code: 0, stderr: "" });
    expect(action?.live).toMatchObject({ number: 61, code: "// version 59" });
  });

  it("goes back from the version that is live, not from a newer one that is not live yet", async () => {
    await deployVersions(3);
    const action = setup.action();
    Object.assign(action ?? {}, { live: action?.versions[1] });
    expect(await rollback()).toMatchObject({ code: 0, stderr: "" });
    expect(action?.live).toMatchObject({ number: 4, code: "// version 1" });
  });

  it("deploys the version of --to", async () => {
    await deployVersions(3);
    const ran = await rollback("--to", "1");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(setup.action()?.live).toMatchObject({ number: 4, code: "// version 1" });
    await rollback("--to", "3");
    expect(setup.action()?.live).toMatchObject({ number: 5, code: "// version 3" });
  });

  it("skips versions that could not be built", async () => {
    await deployVersions(3);
    failVersion(2);
    const ran = await rollback();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(setup.action()?.live?.code).toBe("// version 1");
    const other = await rollback("--to", "2");
    expect(other.code).toBe(1);
    expect(other.stderr).toBe("there is no version 2 that can be deployed: the other versions are 3, 1\n");
  });

  it.each([
    ["--to 3", "version 3 is the current version: the other versions are 2, 1"],
    ["--to 9", "there is no version 9 that can be deployed: the other versions are 2, 1"],
  ])("lists the versions and writes nothing with %s", async (args, text) => {
    await deployVersions(3);
    expect(await rollback(...args.split(" "))).toMatchObject({ code: 1, stdout: "", stderr: `${text}\n` });
    expect(setup.writes()).toEqual([]);
  });

  it("lists the 10 latest of many versions", async () => {
    await deployVersions(1);
    for (let number = 2; number <= 60; number++) addVersionLike(number);
    const { code, stderr } = await rollback("--to", "61");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /: the other versions are 59, 58, 57, 56, 55, 54, 53, 52, 51, 50 and 49 earlier ones\n$/,
    );
  });

  it.each(["soon", "0", "-1", "1.5", "", "0x1"])("exits with 2 if --to is %j", async (to) => {
    const ran = await rollback("--to", to);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toBe("--to must be the number of a version, such as 3\n");
    expect(setup.standIn.requests).toEqual([]);
  });

  it("stops if there is only one version", async () => {
    await deployVersions(1);
    const stderr = "there is no version before 1, the current one: there is no other version\n";
    expect(await rollback()).toMatchObject({ code: 1, stderr });
    expect(setup.writes()).toEqual([]);
  });

  it("stops if the Action does not exist or is not deployed", async () => {
    const none = `there is no Action "${NAME}" at contoso.eu.auth0.com: run npm run deploy\n`;
    expect(await rollback()).toMatchObject({ code: 1, stderr: none });
    addOtherActions(setup, NAME);
    Object.assign(setup.action() ?? {}, { live: undefined, deployed: undefined });
    const draft = `"${NAME}" is not deployed: run npm run deploy\n`;
    expect(await rollback()).toMatchObject({ code: 1, stderr: draft });
    expect(setup.writes()).toEqual([]);
  });

  it.each(["read:actions", "create:actions"])("names the scope %s if it is missing", async (scope) => {
    await deployVersions(2);
    setup.setScopes(SCOPES.filter((each) => each !== scope));
    const ran = await rollback();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`grant ${scope} to DEPLOY_AUTH0_CLIENT_ID on the Auth0 Management API\n`);
    expect(setup.writes()).toEqual([]);
  });

  it("does not need the scope update:actions", async () => {
    await deployVersions(2);
    setup.setScopes(["read:actions", "create:actions"]);
    expect(await rollback()).toMatchObject({ code: 0, stderr: "" });
  });

  it("leaves a difference from the local files, which status reports", async () => {
    await setup.deploy();
    Object.assign(setup.action()?.live ?? {}, { runtime: "node18" });
    await setup.deploy();
    expect(await setup.run(["status"])).toMatchObject({ code: 0 });
    await rollback();
    const ran = await setup.run(["status"]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain("differs: node18 → node22");
    expect(ran.stdout).toContain("version 3");
    expect(await setup.deploy()).toMatchObject({ code: 0 });
    expect(await setup.run(["status"])).toMatchObject({ code: 0 });
  });
});

describe("rollback, if Auth0 does not do it", () => {
  it.each([
    [400, "Auth0 refused the request (400, the version is not built)"],
    [409, "Auth0 reports a conflict (409, the version is not built)"],
    [503, "contoso.eu.auth0.com is unavailable (503); run the command again"],
  ])("prints its reason after %s, and keeps the live version", async (status, text) => {
    await deployVersions(2);
    const error = auth0Error(status, "Error", "the version is not built");
    setup.backend.override = respondTo(DEPLOY_VERSION, error);
    const ran = await rollback();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`could not deploy the version: ${text}`);
    expect(setup.action()?.live?.number).toBe(2);
    expect(setup.writes()).toEqual([DEPLOY_VERSION]);
  });

  it("names the host if the connection is closed", async () => {
    await deployVersions(2);
    setup.backend.override = respondTo(DEPLOY_VERSION, (response) => response.socket?.destroy());
    const ran = await rollback();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^could not deploy the version: cannot connect to contoso\.eu\.auth0\.com \(\w+\)/,
    );
    expect(setup.writes()).toEqual([DEPLOY_VERSION]);
  });

  it("waits after 429 and tries again", async () => {
    await deployVersions(2);
    const error = auth0Error(429, "Too Many Requests", "slow", "too_many", { "retry-after": "1" });
    setup.backend.override = overrideFirst(DEPLOY_VERSION, respondTo(DEPLOY_VERSION, error));
    expect(await rollback()).toMatchObject({ code: 0, stderr: "" });
    expect(setup.action()?.live?.code).toBe("// version 1");
  });

  it("stops waiting for the version after two minutes, and says how to continue", async () => {
    await deployVersions(2);
    setup.auth0.readsUntilLive = 1000;
    const ran = await rollback();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "Auth0 is still putting the new version live after 120 s: run npm run status later\n",
    );
  });
});

function addVersionLike(number: number): void {
  const action = setup.action();
  const first = action?.versions[0];
  if (!action || !first) return;
  action.versions.push({ ...first, id: `${action.id}-v${number}`, number, code: `// version ${number}` });
  action.deployed = action.live = action.versions.at(-1);
}

/** Lists the version as one whose build failed. */
function failVersion(number: number): void {
  setup.backend.override = (exchange, response) => {
    if (exchange.operation !== "GET /actions/actions/{id}/versions") return false;
    const versions = (setup.action()?.versions ?? []).map((version) => ({
      ...version,
      status: version.number === number ? "failed" : "built",
    }));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ versions, total: versions.length, page: 0, per_page: 50 }));
    return true;
  };
}
