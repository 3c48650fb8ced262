import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { NAME, SECRETS, addOtherActions, setUpDeploy } from "../support/cli/deploy";
import { makeProject, runCli } from "../support/cli/run";
import { AUTH0_DOMAIN } from "../support/standin/server";

const VERSION = "8.44.0";

/** Where npm keeps the program. It is fetched in CI; elsewhere it is used if it has been fetched before. */
function findDeployCli(): string | undefined {
  const from = process.env.CI ? [] : ["--offline"];
  const which = [
    "exec",
    "--yes",
    ...from,
    `--package=auth0-deploy-cli@${VERSION}`,
    "-c",
    "command -v a0deploy",
  ];
  const { status, stdout } = spawnSync("npm", which, { encoding: "utf8", timeout: 120_000 });
  return status === 0 ? stdout.trim().split("\n").at(-1) : undefined;
}

const program = findDeployCli();
const describeWithDeployCli = program ? describe : describe.skip;
const suffix = program ? "" : ` (skipped: version ${VERSION} is not here; CI=1 fetches it)`;

jest.setTimeout(300_000);

const setup = setUpDeploy();
let project: ReturnType<typeof makeProject>;

beforeEach(() => {
  project = makeProject();
});

afterEach(() => {
  project.remove();
});

async function exportWith(changes: Record<string, string | undefined> = {}): Promise<void> {
  const options = { ...setup.options(changes), folder: project.path };
  expect(await runCli(["export", "--out", "exported"], options)).toMatchObject({ code: 0 });
}

/** Imports the exported files into the stand-in tenant with the real program. @param mappings `undefined`: not set */
async function importExported(mappings: Record<string, string> | undefined): Promise<string> {
  const scopes = ["read:actions", "create:actions", "update:actions", "delete:actions"];
  setup.clients.set("importer", { secret: "importer-secret-value", scopes });
  const args = [program ?? "", "import", "--input_file", join(project.path, "exported")];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: project.path,
    env: {
      PATH: process.env.PATH,
      HOME: project.path,
      ...setup.standIn.env,
      AUTH0_DOMAIN,
      AUTH0_CLIENT_ID: "importer",
      AUTH0_CLIENT_SECRET: "importer-secret-value",
      AUTH0_INCLUDED_ONLY: '["actions"]',
      ...(mappings && { AUTH0_KEYWORD_REPLACE_MAPPINGS: JSON.stringify(mappings) }),
    },
  });
  return stdout + stderr;
}

/** Value of a secret of the imported Action. */
function valueOf(secret: string): string | undefined {
  return setup.action()?.secrets.find(({ name }) => name === secret)?.value;
}

describeWithDeployCli(`export, imported by auth0-deploy-cli${suffix}`, () => {
  it("creates the same Action as deploy, even if it is repeated, and changes neither the flow nor other Actions", async () => {
    addOtherActions(setup, "Terms");
    const flow = structuredClone(setup.auth0.flow);
    await exportWith();
    expect(await importExported(SECRETS)).toContain("Import Successful");
    const imported = setup.action();
    expect(imported?.live ?? imported?.deployed).toMatchObject({
      code: readFileSync(join(project.path, "dist/action.js"), "utf8"),
    });
    expect(setup.auth0.flow).toEqual(flow);
    expect(setup.auth0.actions.map(({ name }) => name)).toEqual(["Terms", NAME]);

    const dryRun = await setup.deploy(["--dry-run"]);
    expect(dryRun.stdout).toContain(
      `would update "${NAME}": code unchanged; secrets set again: ${Object.keys(SECRETS).join(", ")}\n`,
    );
    expect(imported?.secrets).toEqual(Object.entries(SECRETS).map(([name, value]) => ({ name, value })));

    const { id } = imported ?? {};
    await importExported(SECRETS);
    expect(setup.auth0.actions).toHaveLength(2);
    expect(setup.action()).toMatchObject({ id, deployed: { number: 2 } });
    expect(setup.auth0.flow).toEqual(flow);
  });

  it("deploys placeholders and its own credentials as secrets if no mappings are set", async () => {
    await exportWith({ AUTH0_CLIENT_ID: "action-client", AUTH0_CLIENT_SECRET: "action-secret-value" });
    expect(await importExported(undefined)).toContain("Import Successful");
    expect(valueOf("AZURE_TENANT_ID")).toBe("##AZURE_TENANT_ID##");
    expect(valueOf("AUTH0_CLIENT_ID")).toBe("importer");
  });

  it("needs a PEM whose line breaks are escaped twice in the mappings", async () => {
    const pem = ["CERTIFICATE", "PRIVATE KEY"]
      .map((kind) => `-----BEGIN ${kind}-----\nMIIC\n-----END ${kind}-----\n`)
      .join("");
    await exportWith({ AZURE_CLIENT_SECRET: undefined, AZURE_CLIENT_CERTIFICATE: pem });
    const failure: unknown = await importExported({ ...SECRETS, AZURE_CLIENT_CERTIFICATE: pem }).catch(
      (error: unknown) => error,
    );
    expect(failure).toHaveProperty("code", 1);
    expect(JSON.stringify(failure)).toContain("Bad control character in string literal in JSON");
    expect(setup.action()).toBeUndefined();

    const escaped = pem.replaceAll("\n", "\\n");
    await importExported({ ...SECRETS, AZURE_CLIENT_CERTIFICATE: escaped });
    expect(valueOf("AZURE_CLIENT_CERTIFICATE")).toBe(pem);
  });
});
