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

/** Imports what was exported, as the real program does it, into the stand-in tenant. */
async function importExported(): Promise<string> {
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
      AUTH0_KEYWORD_REPLACE_MAPPINGS: JSON.stringify(SECRETS),
    },
  });
  return stdout + stderr;
}

describeWithDeployCli(`export, imported by auth0-deploy-cli${suffix}`, () => {
  it("creates the same Action as deploy, also if it is repeated, and changes neither the flow nor other Actions", async () => {
    addOtherActions(setup, "Terms");
    const flow = structuredClone(setup.auth0.flow);
    const exported = await runCli(["export", "--out", "exported"], {
      ...setup.options(),
      folder: project.path,
    });
    expect(exported.code).toBe(0);
    const printed = await importExported();
    expect(printed).toContain("Import Successful");
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
    await importExported();
    expect(setup.auth0.actions).toHaveLength(2);
    expect(setup.action()).toMatchObject({ id, deployed: { number: 2 } });
    expect(setup.auth0.flow).toEqual(flow);
  });
});
