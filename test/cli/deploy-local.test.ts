import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ActionConfig, readConfig } from "../../src/cli/shared/config";
import { SECRETS, type DeploySetup, startDeploySetup } from "../support/cli/deploy";
import { makeProject, runCli } from "../support/cli/run";

let setup: DeploySetup;
let project: ReturnType<typeof makeProject>;

beforeEach(async () => {
  setup = await startDeploySetup();
  project = makeProject();
});

afterEach(async () => {
  project.remove();
  await setup.close();
});

const put = (path: string, text: string) => {
  writeFileSync(join(project.path, path), text);
};

const putConfig = (change: Partial<ActionConfig>) => {
  put("actions.config.json", JSON.stringify({ ...readConfig(), ...change }));
};

async function expectRefusedUnsent(
  text: string,
  over: Record<string, string | undefined> = {},
): Promise<void> {
  const ran = await setup.deploy([], over, project.path);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toContain(text);
  expect(ran.stderr.trim().split("\n")).toHaveLength(1);
  expect(setup.standIn.requests).toEqual([]);
}

describe("what deploy checks before it sends anything", () => {
  it("asks for a build where there is none", async () => {
    rmSync(join(project.path, "dist/action.js"));
    await expectRefusedUnsent("dist/action.js does not exist: run npm run build");
  });

  it.each([
    [
      "a syntax error",
      "exports.onExecutePostLogin = async (",
      "Auth0 would refuse dist/action.js (Unexpected",
    ],
    ["no handler", "exports.other = 1;", "Invalid function signature"],
    ["a handler that is not async", "exports.onExecutePostLogin = () => {};", "Invalid function signature"],
    ["a package that is not declared", 'require("lodash");', "Cannot find module 'lodash'"],
  ])("refuses code with %s", async (_, code, text) => {
    put("dist/action.js", code);
    await expectRefusedUnsent(text);
  });

  it("refuses code of more than 100 kB", async () => {
    put("dist/action.js", `exports.onExecutePostLogin = async () => {};//${"x".repeat(100_000)}`);
    await expectRefusedUnsent("dist/action.js has 100046 bytes, Auth0 takes 100000");
  });

  it("names every credential that is missing", async () => {
    await expectRefusedUnsent(
      "not set: AZURE_TENANT_ID, AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE (environment or .env",
      { AZURE_TENANT_ID: undefined, AZURE_CLIENT_SECRET: "  " },
    );
  });

  it.each([
    ["AZURE_TENANT_ID", "contoso.com", "AZURE_TENANT_ID is not understood. Directory (tenant) ID"],
    ["AZURE_CLIENT_CERTIFICATE", "no PEM", "AZURE_CLIENT_CERTIFICATE is not understood. PEM with"],
    ["PHOTO_SIZE", "huge", "PHOTO_SIZE is not understood. Size of the photo: 48x48"],
    ["TIME_BUDGET_MS", "20000", "TIME_BUDGET_MS is not understood."],
    ["ENTRA_CONNECTIONS", "x".repeat(4097), "ENTRA_CONNECTIONS has more than 4096 characters"],
  ])("reports %s where its value is no good, without the value", async (name, value, text) => {
    await expectRefusedUnsent(text, { [name]: value });
  });

  it("wants all of the Action's own AUTH0_ settings or none of them", async () => {
    await expectRefusedUnsent("not set: AUTH0_CLIENT_SECRET", { AUTH0_CLIENT_ID: "runtime" });
  });

  it("takes AUTH0_DOMAIN alone for where to deploy, and no setting of the Action", async () => {
    expect(await setup.deploy([], {}, project.path)).toMatchObject({ code: 0 });
    expect(setup.action()?.secrets.map(({ name }) => name)).toEqual(Object.keys(SECRETS));
  });

  it("refuses more than 30 secrets, and more than 10 dependencies", async () => {
    const more = Array.from({ length: 31 }, (_, index) => `MORE_${index}`);
    putConfig({
      secrets: [
        ...readConfig().secrets,
        ...more.map((name) => ({ name, required: false, default: null, help: "More." })),
      ],
      dependencies: more.slice(0, 11).map((name) => ({ name, version: "1.0.0" })),
    });
    const over = Object.fromEntries(more.map((name) => [name, "set"]));
    await expectRefusedUnsent(
      "11 dependencies are declared, Auth0 takes 10; 35 secrets are set, Auth0 keeps 30",
      over,
    );
  });

  it.each([
    [{ AUTH0_DOMAIN: undefined }, "set AUTH0_DOMAIN to the tenant's own domain"],
    [{ AUTH0_DOMAIN: "not a host" }, "set AUTH0_DOMAIN to the tenant's own domain"],
    [
      { DEPLOY_AUTH0_CLIENT_SECRET: undefined },
      "set both DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET, or neither",
    ],
    [
      { DEPLOY_AUTH0_CLIENT_ID: undefined, DEPLOY_AUTH0_CLIENT_SECRET: undefined },
      "a machine-to-machine application with the scopes read:actions create:actions update:actions",
    ],
  ])("says what it needs to sign in where it has %j", async (over, text) => {
    const ran = await setup.deploy([], over, project.path);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(text);
    expect(setup.standIn.requests).toEqual([]);
  });
});

describe(".env", () => {
  it("gives what the environment does not, and the environment wins", async () => {
    put(".env", '# ours\nAZURE_CLIENT_SECRET="from the file"\nSYNC_MANAGER=off\nUSER_PHOTOS=off\n');
    expect(await setup.deploy([], { AZURE_CLIENT_SECRET: undefined }, project.path)).toMatchObject({
      code: 0,
    });
    const secrets = Object.fromEntries(
      (setup.action()?.secrets ?? []).map(({ name, value }) => [name, value]),
    );
    expect(secrets).toMatchObject({
      AZURE_CLIENT_SECRET: "from the file",
      SYNC_MANAGER: "off",
      USER_PHOTOS: "on",
    });
  });

  it("keeps a PEM of several lines as it is", async () => {
    const pem = ["CERTIFICATE", "PRIVATE KEY"]
      .map((kind) => `-----BEGIN ${kind}-----\nMIIC\n-----END ${kind}-----`)
      .join("\n");
    put(".env", `AZURE_CLIENT_CERTIFICATE="${pem}"\n`);
    expect(await setup.deploy([], { AZURE_CLIENT_SECRET: undefined }, project.path)).toMatchObject({
      code: 0,
    });
    expect(setup.action()?.secrets).toContainEqual({ name: "AZURE_CLIENT_CERTIFICATE", value: pem });
  });

  it("is reported where it cannot be read", async () => {
    mkdirSync(join(project.path, ".env"));
    await expectRefusedUnsent(".env cannot be read (EISDIR): make it a file that you may read");
  });
});

describe(".env.example", () => {
  it("names every setting that is declared, and what signs in to deploy", () => {
    const { secrets } = readConfig();
    const named = readFileSync(".env.example", "utf8").match(/^(?:# )?[A-Z][A-Z0-9_]+(?==)/gm) ?? [];
    expect(named.map((name) => name.replace("# ", ""))).toEqual([
      "DEPLOY_AUTH0_CLIENT_ID",
      "DEPLOY_AUTH0_CLIENT_SECRET",
      ...secrets.map(({ name }) => name),
    ]);
  });

  it("is what env-example writes", async () => {
    const { stdout } = await runCli(["env-example"]);
    expect(readFileSync(".env.example", "utf8")).toBe(stdout);
  });
});
