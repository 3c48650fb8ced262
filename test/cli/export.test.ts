import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/cli/shared/config";
import { ENVIRONMENT, NAME, SECRETS } from "../support/cli/deploy";
import { type Ran, makeProject, runCli, startCli } from "../support/cli/run";

type Parse = (text: string) => [Record<string, unknown> | null, unknown];

/** A parser of Terraform's language, if it is installed. */
function findParser(): Parse | undefined {
  try {
    return (createRequire(__filename)("hcl2-parser") as { parseToObject: Parse }).parseToObject;
  } catch {
    return undefined;
  }
}

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "export-"));
});

afterEach(() => {
  rmSync(out, { recursive: true });
});

async function exportTo(directory: string, env: Record<string, string> = {}): Promise<Ran> {
  return runCli(["export", "--out", directory], { env });
}

const read = (path: string) => readFileSync(join(out, path), "utf8");

describe("export", () => {
  it("writes the declared Action for auth0-deploy-cli, with placeholders for its secrets", async () => {
    expect(await exportTo(out, ENVIRONMENT)).toMatchObject({ code: 0 });
    const { runtime, dependencies, supported_triggers } = readConfig();
    expect(JSON.parse(read(`actions/${NAME}.json`))).toEqual({
      name: NAME,
      code: `./actions/${NAME}/code.js`,
      runtime,
      dependencies,
      secrets: Object.keys(SECRETS).map((name) => ({ name, value: `##${name}##` })),
      supported_triggers,
      deployed: true,
    });
    expect(read(`actions/${NAME}/code.js`)).toBe(readFileSync("dist/action.js", "utf8"));
  });

  it("writes no triggers, because they would replace the whole flow", async () => {
    await exportTo(out, ENVIRONMENT);
    expect(readdirSync(out).sort()).toEqual([
      "README.md",
      "actions",
      "deploy-workflow.yaml",
      "entra-enrichment.tf",
      "sync-cronjob.yaml",
      "sync-workflow.yaml",
    ]);
    expect(read("entra-enrichment.tf")).not.toContain("auth0_trigger_actions");
  });

  it("neither writes nor prints the value of a secret", async () => {
    const ran = await exportTo(out, ENVIRONMENT);
    const written = [
      "README.md",
      `actions/${NAME}.json`,
      `actions/${NAME}/code.js`,
      "entra-enrichment.tf",
    ].map(read);
    for (const text of [...written, ran.stdout, ran.stderr]) {
      for (const name of ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"] as const) {
        expect(text).not.toContain(SECRETS[name]);
      }
      expect(text).not.toContain("deployer");
    }
    for (const text of written) expect(text).not.toContain("DEPLOY_AUTH0");
  });

  it("contains the required secrets if nothing is set", async () => {
    expect(await exportTo(out)).toMatchObject({ code: 0 });
    const { secrets } = JSON.parse(read(`actions/${NAME}.json`)) as { secrets: { name: string }[] };
    expect(secrets.map(({ name }) => name)).toEqual([
      "AZURE_TENANT_ID",
      "AZURE_CLIENT_ID",
      "AZURE_CLIENT_SECRET",
    ]);
  });

  it("writes the same files again and keeps other files of the directory", async () => {
    await exportTo(out, ENVIRONMENT);
    const first = read(`actions/${NAME}.json`) + read("entra-enrichment.tf");
    writeFileSync(join(out, "tenant.json"), "{}");
    await exportTo(out, ENVIRONMENT);
    expect(read(`actions/${NAME}.json`) + read("entra-enrichment.tf")).toBe(first);
    expect(read("tenant.json")).toBe("{}");
  });

  it.each(["##AZURE_TENANT_ID##", "@@TENANTS@@"])(
    "rejects code that contains %s, and writes nothing",
    async (text) => {
      const project = makeProject();
      const path = join(project.path, "dist/action.js");
      writeFileSync(path, `${readFileSync(path, "utf8")}\n// ${text}\n`);
      const ran = await runCli(["export", "--out", join(out, "new")], { folder: project.path });
      project.remove();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain(
        `dist/action.js contains ${text}, which auth0-deploy-cli would replace as a placeholder`,
      );
      expect(existsSync(join(out, "new"))).toBe(false);
    },
  );

  it("names a directory that it cannot write to", async () => {
    writeFileSync(join(out, "file"), "");
    const ran = await exportTo(join(out, "file"));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/cannot be written \(E\w+\): choose another directory with --out\n$/);
  });

  it("lists its options with --help, and exits with 2 on wrong usage", async () => {
    expect((await runCli(["export", "--help"])).stdout).toContain("--out <dir>");
    expect(await runCli(["export", "--bogus"])).toMatchObject({ code: 2 });
    expect(await runCli(["export", "--out"])).toMatchObject({ code: 2 });
  });
});

const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("export to a directory that the file system cannot create", () => {
  // As a separate process, because mkdir of Node with `recursive` would not return.
  it("exits with 1 and names the directory", async () => {
    const { code, stdout, stderr } = await startCli(["export", "--out", "/proc/export/new"]).ended;
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.replaceAll("\n", " ")).toBe(
      `/proc/export/new/actions/${NAME}.json cannot be written (ENOENT): choose another directory with --out `,
    );
  });
});

const parse = findParser();
const describeWithParser = parse ? describe : describe.skip;

describeWithParser(`export for Terraform${parse ? "" : " (skipped: hcl2-parser is not installed)"}`, () => {
  it("contains the Action of actions.config.json", async () => {
    await exportTo(out, ENVIRONMENT);
    const [parsed, error] = parse?.(read("entra-enrichment.tf")) ?? [];
    expect(error ?? null).toBeNull();
    const { name, runtime, dependencies, supported_triggers } = readConfig();
    expect(parsed).toMatchObject({
      resource: {
        auth0_action: {
          entra_enrichment: [
            {
              name,
              runtime,
              dependencies,
              deploy: true,
              code: `\${file("\${path.module}/actions/${NAME}/code.js")}`,
              secrets_wo: Object.keys(SECRETS).map((secret) => ({
                name: secret,
                value: `\${var.${secret.toLowerCase()}}`,
              })),
              secrets_wo_version: "${var.secrets_version}",
            },
          ],
        },
        auth0_trigger_action: {
          entra_enrichment: [
            { trigger: supported_triggers[0]?.id, action_id: "${auth0_action.entra_enrichment.id}" },
          ],
        },
      },
    });
  });

  it("contains every secret as a sensitive, ephemeral variable without a default", async () => {
    await exportTo(out, ENVIRONMENT);
    const [parsed] = parse?.(read("entra-enrichment.tf")) ?? [];
    const { secrets_version, ...variables } = (parsed?.variable ?? {}) as Record<
      string,
      Record<string, unknown>[]
    >;
    expect(Object.keys(variables).sort()).toEqual(
      Object.keys(SECRETS)
        .map((name) => name.toLowerCase())
        .sort(),
    );
    for (const [variable] of Object.values(variables)) {
      expect(variable).toMatchObject({ type: "${string}", sensitive: true, ephemeral: true });
      expect(variable).not.toHaveProperty("default");
    }
    expect(secrets_version).toMatchObject([{ type: "${number}", default: 1 }]);
  });

  it("requires the first versions that keep the values of secrets out of the state", async () => {
    await exportTo(out, ENVIRONMENT);
    const [parsed] = parse?.(read("entra-enrichment.tf")) ?? [];
    expect(parsed?.terraform).toEqual([
      {
        required_version: ">= 1.11.0",
        required_providers: [{ auth0: { source: "auth0/auth0", version: ">= 1.52.0" } }],
      },
    ]);
    // With `secrets`, Terraform stores the values as plain text.
    expect(read("entra-enrichment.tf")).not.toMatch(/^ *secrets \{/m);
  });

  it("says that a changed value needs a higher secrets_version", async () => {
    await exportTo(out, ENVIRONMENT);
    expect(read("entra-enrichment.tf")).toContain(
      "\n# - After you change only the value of a secret, raise secrets_version.",
    );
  });
});
