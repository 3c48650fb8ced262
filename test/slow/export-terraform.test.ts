import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENVIRONMENT } from "../support/cli/deploy";
import { runCli } from "../support/cli/run";

const isInstalled = spawnSync("terraform", ["version"]).status === 0;
const describeWithTerraform = isInstalled ? describe : describe.skip;

describeWithTerraform(`export for Terraform${isInstalled ? "" : " (skipped: it is not installed)"}`, () => {
  it("is formatted as terraform fmt formats it", async () => {
    const out = mkdtempSync(join(tmpdir(), "export-"));
    await runCli(["export", "--out", out], { env: ENVIRONMENT });
    const text = readFileSync(join(out, "entra-enrichment.tf"), "utf8");
    rmSync(out, { recursive: true });
    const { status, stdout } = spawnSync("terraform", ["fmt", "-"], { input: text, encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toBe(text);
  });
});
