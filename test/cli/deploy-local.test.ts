import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ActionConfig, readConfig } from "../../src/cli/shared/config";
import { rsaCertificate } from "../support/cli/certificates";
import { SECRETS, setUpDeploy } from "../support/cli/deploy";
import { makeProject, runCli } from "../support/cli/run";

const setup = setUpDeploy();
let project: ReturnType<typeof makeProject>;

beforeEach(() => {
  project = makeProject();
});

afterEach(() => {
  project.remove();
});

const put = (path: string, text: string) => {
  writeFileSync(join(project.path, path), text);
};

const putConfig = (change: Partial<ActionConfig>) => {
  put("actions.config.json", JSON.stringify({ ...readConfig(), ...change }));
};

async function expectRejectedWithoutRequest(
  text: string,
  over: Record<string, string | undefined> = {},
): Promise<void> {
  const ran = await setup.deploy([], over, project.path);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toContain(text);
  expect(ran.stderr.trim().split("\n")).toHaveLength(1);
  expect(setup.standIn.requests).toEqual([]);
}

describe("deploy, before its first request", () => {
  it("names the build command if dist/action.js does not exist", async () => {
    rmSync(join(project.path, "dist/action.js"));
    await expectRejectedWithoutRequest("dist/action.js does not exist: run npm run build");
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
  ])("rejects code with %s", async (_, code, text) => {
    put("dist/action.js", code);
    await expectRejectedWithoutRequest(text);
  });

  it("rejects code of more than 100 kB", async () => {
    put("dist/action.js", `exports.onExecutePostLogin = async () => {};//${"x".repeat(100_000)}`);
    await expectRejectedWithoutRequest("dist/action.js has 100046 bytes; Auth0 allows 100000");
  });

  it("names all missing credentials", async () => {
    await expectRejectedWithoutRequest(
      "not set: AZURE_TENANT_ID, AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE (set them in the environment or in .env, see .env.example)",
      { AZURE_TENANT_ID: undefined, AZURE_CLIENT_SECRET: "  " },
    );
  });

  it.each([
    [
      "AZURE_TENANT_ID",
      "contoso.com",
      "AZURE_TENANT_ID is not valid: set AZURE_TENANT_ID to a valid value. Directory (tenant) ID",
    ],
    [
      "AZURE_CLIENT_CERTIFICATE",
      "no PEM",
      "AZURE_CLIENT_CERTIFICATE is not PEM: set it to the content of a PEM file",
    ],
    [
      "TOKEN_CLAIMS",
      "manager",
      "TOKEN_CLAIMS_NAMESPACE is not set, and TOKEN_CLAIMS needs it: set it to a URL",
    ],
    ["PHOTO_SIZE", "huge", "PHOTO_SIZE is not valid: set PHOTO_SIZE to 48x48, 64x64"],
    [
      "TIME_BUDGET_MS",
      "20000",
      "TIME_BUDGET_MS is not valid: set TIME_BUDGET_MS to a number from 1000 to 15000",
    ],
    ["ENTRA_CONNECTIONS", "x".repeat(4097), "ENTRA_CONNECTIONS has more than 4096 characters"],
  ])("names %s if its value is invalid, without the value", async (name, value, text) => {
    await expectRejectedWithoutRequest(text, { [name]: value });
  });

  it("requires all AUTH0_ settings of the Action or none", async () => {
    await expectRejectedWithoutRequest("not set: AUTH0_CLIENT_SECRET", { AUTH0_CLIENT_ID: "runtime" });
  });

  it("uses AUTH0_DOMAIN alone as the tenant to deploy to, not as a secret of the Action", async () => {
    expect(await setup.deploy([], {}, project.path)).toMatchObject({ code: 0 });
    expect(setup.action()?.secrets.map(({ name }) => name)).toEqual(Object.keys(SECRETS));
  });

  it("rejects more than 30 secrets and more than 10 dependencies", async () => {
    const more = Array.from({ length: 31 }, (_, index) => `MORE_${index}`);
    putConfig({
      secrets: [
        ...readConfig().secrets,
        ...more.map((name) => ({ name, required: false, default: null, help: "More." })),
      ],
      dependencies: more.slice(0, 11).map((name) => ({ name, version: "1.0.0" })),
    });
    const over = Object.fromEntries(more.map((name) => [name, "set"]));
    await expectRejectedWithoutRequest(
      "11 dependencies are declared; Auth0 allows 10; 35 secrets are set; Auth0 allows 30",
      over,
    );
  });

  it.each([
    [{ AUTH0_DOMAIN: undefined }, "set AUTH0_DOMAIN to the tenant's canonical domain"],
    [{ AUTH0_DOMAIN: "not a host" }, "set AUTH0_DOMAIN to the tenant's canonical domain"],
    [
      { DEPLOY_AUTH0_CLIENT_SECRET: undefined },
      "set both DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET, or neither",
    ],
    [
      { DEPLOY_AUTH0_CLIENT_ID: undefined, DEPLOY_AUTH0_CLIENT_SECRET: undefined },
      "a machine-to-machine application with the scopes read:actions create:actions update:actions",
    ],
  ])("names the missing credentials of the deployment if the environment has %j", async (over, text) => {
    const ran = await setup.deploy([], over, project.path);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(text);
    expect(setup.standIn.requests).toEqual([]);
  });
});

describe(".env", () => {
  it("sets what the environment does not set", async () => {
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

  it("keeps the line breaks of a PEM", async () => {
    const pem = (await rsaCertificate()).pem.trim();
    put(".env", `AZURE_CLIENT_CERTIFICATE="${pem}"\n`);
    expect(await setup.deploy([], { AZURE_CLIENT_SECRET: undefined }, project.path)).toMatchObject({
      code: 0,
    });
    expect(setup.action()?.secrets).toContainEqual({ name: "AZURE_CLIENT_CERTIFICATE", value: pem });
  });

  it("is named if it cannot be read", async () => {
    mkdirSync(join(project.path, ".env"));
    await expectRejectedWithoutRequest(".env cannot be read (EISDIR): make it a readable file");
  });
});

describe(".env.example", () => {
  it("contains all declared settings and the credentials of deploy and sync", () => {
    const { secrets } = readConfig();
    const named = readFileSync(".env.example", "utf8").match(/^(?:# )?[A-Z][A-Z0-9_]+(?==)/gm) ?? [];
    expect(named.map((name) => name.replace("# ", ""))).toEqual([
      "DEPLOY_AUTH0_CLIENT_ID",
      "DEPLOY_AUTH0_CLIENT_SECRET",
      "SYNC_AUTH0_CLIENT_ID",
      "SYNC_AUTH0_CLIENT_SECRET",
      ...secrets.map(({ name }) => name),
    ]);
  });

  it("is the output of env-example", async () => {
    const { stdout } = await runCli(["env-example"]);
    expect(readFileSync(".env.example", "utf8")).toBe(stdout);
  });
});
