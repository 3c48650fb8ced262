import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENVIRONMENT, NAME, SECRETS } from "../support/cli/deploy";
import { runCli } from "../support/cli/run";

let out: string;
let readme: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "export-"));
  readme = join(out, "README.md");
});

afterEach(() => {
  rmSync(out, { recursive: true });
});

const exportAll = async () => runCli(["export", "--out", out], { env: ENVIRONMENT });

/** Text below a heading of the README. */
async function section(heading: string): Promise<string> {
  await exportAll();
  return (
    readFileSync(readme, "utf8")
      .split(/^## /m)
      .find((text) => text.startsWith(`${heading}\n`)) ?? ""
  );
}

describe("the README of export", () => {
  it("is named in one line of the output, without a warning", async () => {
    const { code, stdout, stderr } = await exportAll();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").filter((line) => line.includes("README"))).toEqual([
      `✓ how to use these files: ${readme}`,
    ]);
  });

  it("lists each file of the directory", async () => {
    await exportAll();
    const [introduction = ""] = readFileSync(readme, "utf8").split("\n## ");
    const listed = [...introduction.matchAll(/`(\S[^`]*\.[^`]*)`/g)].map(([, path = ""]) => path);
    const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.(?:json|js|tf|yaml)$/.test(path),
    );
    expect(listed.filter((path) => existsSync(join(out, path))).sort()).toEqual(files.sort());
    expect(files).toContain(`actions/${NAME}/code.js`);
  });

  it("warns that auth0-deploy-cli deploys placeholders as values, deletes Actions and leaves out the flow", async () => {
    const text = await section("auth0-deploy-cli");
    for (const name of Object.keys(SECRETS)) expect(text).toContain(`\`${name}\``);
    expect(text).toContain("placeholder, such as `##AZURE_TENANT_ID##`, is deployed as the value");
    expect(text).toContain("Do not set `AUTH0_ALLOW_DELETE`.");
    expect(text).toContain("Add the Action to the flow");
  });

  it("shows a line break of a PEM with two backslashes for auth0-deploy-cli", async () => {
    const text = await section("auth0-deploy-cli");
    expect(text).toContain(String.raw`a line break is ${"`"}\\n${"`"}`);
    expect(text).toContain(String.raw`-----BEGIN CERTIFICATE-----\\nMIIC`);
  });

  it("says for Terraform which variables to set and when to raise secrets_version", async () => {
    const text = await section("Terraform");
    for (const name of Object.keys(SECRETS)) expect(text).toContain(`\`${name.toLowerCase()}\``);
    expect(text).toContain("`TF_VAR_azure_tenant_id`");
    expect(text).toContain("raise `secrets_version`");
    expect(text).not.toMatch(/AUTH0_|a0deploy/);
  });

  it("has no link", async () => {
    await exportAll();
    expect(readFileSync(readme, "utf8")).not.toMatch(/\]\(|https?:/);
  });

  it("is written again by the next export, but does not replace a README of the user", async () => {
    await exportAll();
    const text = readFileSync(readme, "utf8");
    writeFileSync(readme, `${text}old`);
    await exportAll();
    expect(readFileSync(readme, "utf8")).toBe(text);
    writeFileSync(readme, "# Infrastructure\n");
    const { code, stdout } = await exportAll();
    expect(code).toBe(0);
    expect(stdout).toContain(
      `✓ how to use these files: docs/deploying.md (${readme} is yours and was kept)\n`,
    );
    expect(readFileSync(readme, "utf8")).toBe("# Infrastructure\n");
  });
});
