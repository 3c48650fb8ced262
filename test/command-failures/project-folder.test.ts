import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ActionConfig, readConfig } from "../../src/cli/shared/config";
import { ENVIRONMENT } from "../support/cli/deploy";
import { runCli } from "../support/cli/run";
import { SETTINGS, USER } from "../support/cli/tenant";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-project-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const FILE = "actions.config.json";

const putConfig = (config: unknown) => {
  writeFileSync(join(folder, FILE), typeof config === "string" ? config : JSON.stringify(config));
};

const status = async () => runCli(["status"], { env: ENVIRONMENT, folder });

describe("a command outside the project's folder", () => {
  it("prints one line that says where to run it: replay", async () => {
    expect(await runCli(["replay"], { folder })).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "test/fixtures does not exist: run the command in the project's folder\n",
    });
  });

  it.each([["deploy"], ["status"], ["rollback"], ["remove"], ["export"]])(
    "prints one line that says where to run it: %s",
    async (command) => {
      const ran = await runCli([command], { env: ENVIRONMENT, folder });
      expect(ran).toMatchObject({
        code: 1,
        stdout: "",
        stderr: `${FILE} cannot be read (ENOENT): run the command in the folder of the project\n`,
      });
    },
  );

  it.each([[["doctor"]], [["record", "--user", USER]]])(
    "prints one line without a path of this machine: %j",
    async (args) => {
      const ran = await runCli(args, { env: SETTINGS, folder });
      expect(ran.code).toBeGreaterThan(0);
      expect(ran.stderr.trim().split("\n")).toHaveLength(1);
      expect(ran.stderr).not.toContain(tmpdir());
    },
  );
});

describe("actions.config.json", () => {
  it.each<[string, Partial<Record<keyof ActionConfig, unknown>>, string]>([
    ["a missing field", { name: undefined }, "name: expected string, received undefined"],
    ["a field of the wrong type", { runtime: 22 }, "runtime: expected string, received number"],
    [
      "a wrong field in a list",
      { secrets: [{ name: "A", required: "yes", default: null, help: "A." }] },
      "secrets.0.required: expected boolean, received string",
    ],
    ["an unknown field", { extra: 1 } as object, 'Unrecognized key: "extra"'],
    ["a wrong position", { binding: { position: 0 } }, "binding.position: "],
  ])("is named with the field if it has %s", async (_, change, problem) => {
    putConfig({ ...readConfig(), ...change });
    const ran = await status();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/^actions\.config\.json is not valid \(.*\): correct it\n$/);
    expect(ran.stderr).toContain(`(${problem}`);
  });

  it("is named if it is not JSON, and if it is a folder", async () => {
    putConfig("{");
    expect(await status()).toMatchObject({ code: 1, stderr: `${FILE} is not JSON: correct it\n` });
    rmSync(join(folder, FILE));
    mkdirSync(join(folder, FILE));
    const text = `${FILE} cannot be read (EISDIR): make it readable\n`;
    expect(await status()).toMatchObject({ code: 1, stderr: text });
  });
});
