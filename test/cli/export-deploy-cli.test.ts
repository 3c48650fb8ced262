import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { NAME, SECRETS, type World, addOthers, createWorld } from "./deploy-tenant";
import { makeProject, runCli } from "./run";
import { DOMAIN } from "./standin-management";

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

jest.setTimeout(120_000);

let world: World;
let project: ReturnType<typeof makeProject>;

beforeEach(async () => {
  world = await createWorld();
  project = makeProject();
});

afterEach(async () => {
  project.remove();
  await world.close();
});

/** Imports what was exported, as the real program does it, into the stand-in tenant. */
async function importExported(): Promise<string> {
  const scopes = ["read:actions", "create:actions", "update:actions", "delete:actions"];
  world.tenant.state.clients.set("importer", { secret: "importer-secret-value", scopes });
  const args = [program ?? "", "import", "--input_file", join(project.path, "exported")];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: project.path,
    env: {
      PATH: process.env.PATH,
      HOME: project.path,
      ...world.standIn.env,
      AUTH0_DOMAIN: DOMAIN,
      AUTH0_CLIENT_ID: "importer",
      AUTH0_CLIENT_SECRET: "importer-secret-value",
      AUTH0_INCLUDED_ONLY: '["actions"]',
      AUTH0_KEYWORD_REPLACE_MAPPINGS: JSON.stringify(SECRETS),
    },
  });
  return stdout + stderr;
}

describeWithDeployCli(`export, imported by auth0-deploy-cli${suffix}`, () => {
  it("makes the Action that deploy makes, again and again the same, and touches neither flow nor others", async () => {
    addOthers(world.tenant, "Terms");
    const flow = structuredClone(world.tenant.state.flow);
    const exported = await runCli(["export", "--out", "exported"], {
      ...world.options(),
      cwd: project.path,
    });
    expect(exported.code).toBe(0);
    const printed = await importExported();
    expect(printed).toContain("Import Successful");
    const imported = world.ours();
    expect(imported?.live ?? imported?.deployed).toMatchObject({
      code: readFileSync(join(project.path, "dist/action.js"), "utf8"),
    });
    expect(world.tenant.state.flow).toEqual(flow);
    expect(world.tenant.state.actions.map(({ name }) => name)).toEqual(["Terms", NAME]);

    const dryRun = await world.deploy(["--dry-run"]);
    expect(dryRun.stdout).toContain(
      `would update "${NAME}": code unchanged; secrets set again: ${Object.keys(SECRETS).join(", ")}\n`,
    );
    expect(imported?.secrets).toEqual(Object.entries(SECRETS).map(([name, value]) => ({ name, value })));

    const { id } = imported ?? {};
    await importExported();
    expect(world.tenant.state.actions).toHaveLength(2);
    expect(world.ours()).toMatchObject({ id, deployed: { number: 2 } });
    expect(world.tenant.state.flow).toEqual(flow);
  });
});
