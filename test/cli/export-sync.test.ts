import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/cli/shared/config";
import { ENVIRONMENT, SECRETS } from "../support/cli/deploy";
import { type Ran, runCli } from "../support/cli/run";
import { formatYaml } from "../support/cli/yaml";

const CRON_JOB = "sync-cronjob.yaml";
const WORKFLOW = "sync-workflow.yaml";
const FILES = [CRON_JOB, WORKFLOW];

const SYNC = ["AUTH0_DOMAIN", "SYNC_AUTH0_CLIENT_ID", "SYNC_AUTH0_CLIENT_SECRET"];
const AZURE = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];

const LOGIN_ONLY = [
  "AUTH0_CLIENT_ID",
  "AUTH0_CLIENT_SECRET",
  "PERSIST_WITH",
  "GRAPH_TOKEN",
  "REFRESH_AFTER_SECONDS",
  "TIME_BUDGET_MS",
  "TOKEN_CLAIMS",
  "TOKEN_CLAIMS_NAMESPACE",
];

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "export-"));
});

afterEach(() => {
  rmSync(out, { recursive: true });
});

async function exportWith(env: Record<string, string> = {}): Promise<Ran> {
  const ran = await runCli(["export", "--out", out], { env });
  expect(ran.code).toBe(0);
  return ran;
}

const read = (path: string) => readFileSync(join(out, path), "utf8");

/** Names that the comment of the CronJob lists for the secret. */
const namesOfCronJob = () => matches(read(CRON_JOB), /^# {6}([A-Z][A-Z0-9_]+)$/gm);

/** Names that the workflow reads from `secrets` or `vars`. */
const namesOfWorkflow = (source: "secrets" | "vars") =>
  matches(read(WORKFLOW), new RegExp(`^ {10}(\\w+): \\$\\{\\{ ${source}\\.\\1 \\}\\}$`, "gm"));

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

function expectNames(names: readonly string[]): void {
  expect(namesOfCronJob()).toEqual(names);
  expect([...namesOfWorkflow("secrets"), ...namesOfWorkflow("vars")].sort()).toEqual([...names].sort());
}

describe("the settings of sync", () => {
  it("are listed in both files and in the output", async () => {
    const { stdout } = await exportWith(ENVIRONMENT);
    const names = [...SYNC, ...Object.keys(SECRETS)];
    expectNames(names);
    expect(stdout).toContain(`schedule of sync for Kubernetes: ${join(out, CRON_JOB)}\n`);
    expect(stdout).toContain(`schedule of sync for GitHub Actions: ${join(out, WORKFLOW)}\n`);
    expect(stdout).toContain(
      `names of ${names.length} settings of sync, without values: ${names.join(", ")}\n`,
    );
  });

  it("are the required ones if nothing is set", async () => {
    await exportWith();
    expectNames([...SYNC, ...AZURE]);
  });

  it("contain a certificate instead of a client secret if only the certificate is set", async () => {
    const pem = ["CERTIFICATE", "PRIVATE KEY"]
      .map((kind) => `-----BEGIN ${kind}-----\nMIIC\n-----END ${kind}-----`)
      .join("\n");
    await exportWith({ ...ENVIRONMENT, AZURE_CLIENT_SECRET: "", AZURE_CLIENT_CERTIFICATE: pem });
    expectNames([...SYNC, "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_CERTIFICATE", "USER_PHOTOS"]);
  });

  it("contain the credentials for Graph even if logins use the user's own token", async () => {
    await exportWith({ AZURE_TENANT_ID: SECRETS.AZURE_TENANT_ID, GRAPH_TOKEN: "idp" });
    expectNames([...SYNC, ...AZURE]);
  });

  it("do not contain settings that apply only to a login", async () => {
    const { secrets } = readConfig();
    await exportWith(Object.fromEntries(secrets.map(({ name }) => [name, "1"])));
    const shared = secrets.map(({ name }) => name).filter((name) => !LOGIN_ONLY.includes(name));
    expectNames([...SYNC, ...shared.filter((name) => name !== "AUTH0_DOMAIN")]);
    for (const name of LOGIN_ONLY) {
      for (const file of FILES) expect(read(file)).not.toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  it("are secrets in GitHub if they are credentials, and otherwise variables", async () => {
    await exportWith(ENVIRONMENT);
    expect(namesOfWorkflow("secrets")).toEqual([...SYNC.slice(1), ...AZURE]);
    expect(namesOfWorkflow("vars")).toEqual(["AUTH0_DOMAIN", "USER_PHOTOS"]);
  });

  it("have no value in any file or in the output", async () => {
    const env = {
      ...ENVIRONMENT,
      SYNC_AUTH0_CLIENT_ID: "sync-id-value",
      SYNC_AUTH0_CLIENT_SECRET: "sync-secret-value",
      ENTRA_CONNECTIONS: "connection-value",
    };
    const ran = await exportWith(env);
    const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.\w+$/.test(path),
    );
    expect(files).toEqual(expect.arrayContaining(FILES));
    const values = Object.values(env).filter((value) => value !== "on");
    for (const text of [...files.map(read), ran.stdout, ran.stderr]) {
      for (const value of values) expect(text).not.toContain(value);
    }
  });
});

describe.each(FILES)("%s", (file) => {
  it("is well-formed and formatted", async () => {
    await exportWith(ENVIRONMENT);
    expect(formatYaml(read(file))).toBe(read(file));
  });

  it("runs daily, away from the full hour", async () => {
    await exportWith(ENVIRONMENT);
    expect(read(file)).toMatch(/^ +(?:schedule|- cron): "17 3 \* \* \*"$/m);
  });
});

describe("the CronJob", () => {
  let lines: string[];

  beforeEach(async () => {
    await exportWith(ENVIRONMENT);
    lines = read(CRON_JOB).split("\n");
  });

  it("forbids concurrent runs and never restarts one", () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        "  concurrencyPolicy: Forbid",
        "      backoffLimit: 0",
        "          restartPolicy: Never",
      ]),
    );
  });

  it("runs the command without npm, and longer than the command runs", () => {
    const minutes =
      /"node", "--max-semi-space-size=4", "dist\/cli\.js", "sync", "--max-minutes", "(\d+)"\]$/m.exec(
        read(CRON_JOB),
      )?.[1];
    const seconds = /^ {6}activeDeadlineSeconds: (\d+)$/m.exec(read(CRON_JOB))?.[1];
    expect(minutes).toBe("600");
    expect(Number(seconds)).toBeGreaterThan(Number(minutes) * 60);
    expect(Number(seconds)).toBeLessThan(24 * 3600);
  });

  it("gives writes in progress two minutes to finish", () => {
    expect(lines).toContain("          terminationGracePeriodSeconds: 120");
  });

  it("runs without privileges and can write only to /tmp", () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        "            runAsNonRoot: true",
        "              type: RuntimeDefault",
        "                allowPrivilegeEscalation: false",
        "                readOnlyRootFilesystem: true",
        '                  drop: ["ALL"]',
      ]),
    );
    expect(lines.filter((line) => line.includes("mountPath:"))).toEqual([
      "                  mountPath: /tmp",
    ]);
  });

  it("reads its settings from the secret that its comment creates", () => {
    expect(lines).toContain("                    name: entra-sync");
    expect(read(CRON_JOB)).toContain("kubectl create secret generic entra-sync --from-env-file=.env.sync");
  });
});

describe("the workflow", () => {
  beforeEach(async () => {
    await exportWith(ENVIRONMENT);
  });

  it("can only read the repository, and does not cancel a run in progress", () => {
    expect(read(WORKFLOW)).toContain("\npermissions:\n  contents: read\n\n");
    expect(read(WORKFLOW)).toContain("\nconcurrency:\n  group: entra-sync\n  cancel-in-progress: false\n");
  });

  it("ends within the limit of GitHub, after the command ends", () => {
    const timeout = Number(/^ {4}timeout-minutes: (\d+)$/m.exec(read(WORKFLOW))?.[1]);
    const command = Number(/ sync --max-minutes (\d+) /.exec(read(WORKFLOW))?.[1]);
    expect(timeout).toBeLessThanOrEqual(360);
    expect(command).toBeLessThan(timeout);
  });

  it("inserts no expression into a shell command", () => {
    const commands = read(WORKFLOW).match(/\brun: .*$/gm) ?? [];
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(command).not.toContain("${{");
  });

  it("passes --dry-run only if it is chosen", () => {
    const command = /run: exec (node .*)$/m.exec(read(WORKFLOW))?.[1] ?? "";
    const run = (value: string) =>
      spawnSync("sh", ["-c", `echo ${command}`], { env: { DRY_RUN: value }, encoding: "utf8" }).stdout;
    expect(run("")).toBe("node --max-semi-space-size=4 dist/cli.js sync --max-minutes 330\n");
    expect(run("true")).toBe("node --max-semi-space-size=4 dist/cli.js sync --max-minutes 330 --dry-run\n");
  });
});
