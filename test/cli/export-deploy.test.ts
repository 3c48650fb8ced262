import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENVIRONMENT, SECRETS, setUpDeploy } from "../support/cli/deploy";
import { type Ran, runCli } from "../support/cli/run";
import { formatYaml } from "../support/cli/yaml";

const FILE = "deploy-workflow.yaml";
const NAMES = ["AUTH0_DOMAIN", "DEPLOY_AUTH0_CLIENT_ID", "DEPLOY_AUTH0_CLIENT_SECRET"];
const JOBS = ["dry-run", "deploy"];

let out: string;
let ran: Ran;
let workflow: string;

beforeEach(async () => {
  out = mkdtempSync(join(tmpdir(), "export-"));
  ran = await runCli(["export", "--out", out], { env: ENVIRONMENT });
  workflow = readFileSync(join(out, FILE), "utf8");
});

afterEach(() => {
  rmSync(out, { recursive: true });
});

function job(name: string): string {
  const [, text = ""] = new RegExp(`^  ${name}:\\n((?:(?: {4}.*)?\\n)+)`, "m").exec(workflow) ?? [];
  return text;
}

function commandsOf(text: string): string[] {
  return [...text.matchAll(/\brun: (.*)$/gm)].map(([, command = ""]) => command);
}

describe("the deploy workflow", () => {
  it("is named in the output, with its settings", () => {
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(`deployment with GitHub Actions: ${join(out, FILE)}\n`);
    expect(ran.stdout).toContain(`names of 3 settings of deploy, without values: ${NAMES.join(", ")}\n`);
  });

  it("is well-formed and formatted", () => {
    expect(formatYaml(workflow)).toBe(workflow);
  });

  it("contains no value of a setting and no secret of the Action", () => {
    for (const value of Object.values(ENVIRONMENT).filter((text) => text !== "on")) {
      expect(workflow).not.toContain(value);
    }
    expect(workflow).not.toMatch(/AZURE_|USER_PHOTOS|\bAUTH0_CLIENT_/);
  });

  it("runs for pull requests, pushes to main and by hand", () => {
    expect(workflow).toContain(
      "\non:\n  push:\n    branches: [main]\n  pull_request:\n  workflow_dispatch:\n\n",
    );
  });

  it("can only read the repository", () => {
    expect(workflow).toContain("\npermissions:\n  contents: read\n\n");
    expect(workflow.match(/permissions:/g)).toHaveLength(1);
    expect(workflow.match(/persist-credentials: false/g)).toHaveLength(2);
  });

  it("uses the versions of actions that the sync workflow uses", () => {
    const usesOf = (text: string) => new Set(text.match(/uses: \S+@v\d+$/gm));
    expect(usesOf(workflow)).toEqual(usesOf(readFileSync(join(out, "sync-workflow.yaml"), "utf8")));
  });

  it("installs, tests and deploys, or installs and shows a dry run", () => {
    expect(commandsOf(job("deploy"))).toEqual(["npm ci", "npm test", "npm run deploy -- --keep-secrets"]);
    expect(commandsOf(job("dry-run"))).toEqual(["npm ci", "npm run deploy -- --dry-run --keep-secrets"]);
  });

  it("runs only scripts of package.json", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
    const named = commandsOf(workflow).map((command) => /^npm (?:run )?(\S+)/.exec(command)?.[1]);
    for (const name of named.filter((script) => script !== "ci"))
      expect(scripts).toHaveProperty([name ?? ""]);
  });

  it("uses only options of deploy", async () => {
    const options = new Set(workflow.match(/(?<= )--[a-z]\S+/g));
    expect([...options].sort()).toEqual(["--dry-run", "--keep-secrets"]);
    const { stdout } = await runCli(["deploy", "--help"]);
    for (const option of options) expect(stdout).toContain(`  ${option} `);
  });

  it.each(JOBS)("passes the credentials only to the step of %s that needs them", (name) => {
    const text = job(name);
    const [credentials = ""] = /^ {8}env:\n(?: {10}.*\n)+/m.exec(text) ?? [];
    expect(credentials).toBe(
      [
        "        env:",
        "          AUTH0_DOMAIN: ${{ vars.AUTH0_DOMAIN }}",
        "          DEPLOY_AUTH0_CLIENT_ID: ${{ secrets.DEPLOY_AUTH0_CLIENT_ID }}",
        "          DEPLOY_AUTH0_CLIENT_SECRET: ${{ secrets.DEPLOY_AUTH0_CLIENT_SECRET }}",
        "",
      ].join("\n"),
    );
    expect(text.trimEnd().endsWith(credentials.trimEnd())).toBe(true);
    expect(text.match(/\benv:/g)).toHaveLength(1);
  });

  it.each(JOBS)("ends %s after a time", (name) => {
    expect(Number(/^ {4}timeout-minutes: (\d+)$/m.exec(job(name))?.[1])).toBeLessThanOrEqual(30);
  });

  it("deploys only the default branch, one deployment after the other, with the credentials of production", () => {
    expect(job("deploy")).toContain(
      [
        "    if: >-",
        "      github.event_name != 'pull_request' &&",
        "      github.ref_name == github.event.repository.default_branch",
        "",
      ].join("\n"),
    );
    expect(job("deploy")).toContain("\n    environment: production\n");
    expect(job("deploy")).toContain(
      "\n    concurrency:\n      group: entra-deploy\n      cancel-in-progress: false\n",
    );
  });

  it("leaves out the dry run of pull requests that get no secrets", () => {
    expect(job("dry-run")).toContain(
      [
        "    if: >-",
        "      github.event_name == 'pull_request' &&",
        "      github.event.pull_request.head.repo.full_name == github.repository &&",
        "      github.actor != 'dependabot[bot]'",
        "",
      ].join("\n"),
    );
  });

  // In the concurrency group of the deployment, it could cancel a deployment that waits.
  it("starts the dry run without the environment and the concurrency group of the deployment", () => {
    expect(job("dry-run")).not.toMatch(/environment:|concurrency:/);
    expect(workflow).not.toMatch(/^concurrency:/m);
  });

  it("says how to deploy the first time and which credentials to add", () => {
    const comment = workflow.slice(0, workflow.indexOf("\nname:"));
    expect(comment).toContain('# 1. Run "npm run deploy" on your machine.');
    expect(comment).toContain(
      "AUTH0_DOMAIN (variable)\n#      DEPLOY_AUTH0_CLIENT_ID (secret)\n#      DEPLOY_AUTH0_CLIENT_SECRET (secret)\n",
    );
  });
});

describe("a run of the deploy workflow", () => {
  const setup = setUpDeploy();
  const withoutSecrets = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, undefined]));

  it("deploys without secret values after a first deployment with them", async () => {
    await setup.deploy();
    const { code } = await setup.deploy(["--keep-secrets"], withoutSecrets);
    expect(code).toBe(0);
    expect(setup.action()?.secrets.map(({ name }) => name)).toEqual(Object.keys(SECRETS));
  });

  it("needs only the scope read:actions for a dry run, and warns that a deployment needs more", async () => {
    await setup.deploy();
    setup.clients.set("reader", { secret: "reader-secret-value", scopes: ["read:actions"] });
    const dryRun = await setup.deploy(["--dry-run", "--keep-secrets"], {
      ...withoutSecrets,
      DEPLOY_AUTH0_CLIENT_ID: "reader",
      DEPLOY_AUTH0_CLIENT_SECRET: "reader-secret-value",
    });
    expect(dryRun.code).toBe(0);
    expect(dryRun.stderr).toMatch(/^! to deploy, grant create:actions update:actions .*\n$/);
  });
});
