import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const FILES = [
  "build.mjs",
  "rolldown.config.mjs",
  "package.json",
  "package-lock.json",
  "actions.config.json",
  "tsconfig.json",
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "build-"));
  for (const name of [...FILES, "src"]) cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function build(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["build.mjs", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const append = (file: string, text: string) => {
  appendFileSync(join(folder, file), text);
};

describe("the build", () => {
  it("prints nothing if it succeeds", () => {
    expect(build()).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(existsSync(join(folder, "dist/action.js"))).toBe(true);
  });

  it("prints one line with the place of a syntax error, and builds again after it is corrected", () => {
    append("src/bounded-map.ts", "\nconst = 1;");
    const expected = /^build failed: src\/bounded-map\.ts:\d+:7 [A-Z].*\n$/;
    for (const args of [[], ["--if-changed"]]) {
      const { status, stdout, stderr } = build(...args);
      expect([status, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(expected);
      expect(stderr).not.toContain("\u001b");
    }
    cpSync("src/bounded-map.ts", join(folder, "src/bounded-map.ts"));
    expect(build("--if-changed")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("prints one line for each import that cannot be found", () => {
    for (const name of ["json", "auth0"]) append(`src/${name}.ts`, `\nimport "./missing-${name}";\n`);
    append("src/action.ts", '\nimport "./auth0";\n');
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n").sort()).toEqual([
      expect.stringMatching(
        /^build failed: src\/auth0\.ts:\d+:8 Could not resolve '\.\/missing-auth0' in src\/auth0\.ts$/,
      ),
      expect.stringMatching(
        /^build failed: src\/json\.ts:\d+:8 Could not resolve '\.\/missing-json' in src\/json\.ts$/,
      ),
    ]);
  });

  it("prints a warning on one line, and builds", () => {
    append("src/action.ts", '\nimport "package-that-is-missing";\n');
    const { status, stderr } = build();
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^warning: src\/action\.ts:\d+:8 Could not resolve 'package-that-is-missing'[^\n]*\n/,
    );
    expect(stderr).not.toContain("\u001b");
  });

  it("says how to install the packages if they are missing", () => {
    rmSync(join(folder, "node_modules"));
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^build failed: Cannot find package 'rolldown'.*: run npm ci\n$/);
  });
});
