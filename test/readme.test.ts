import { readFileSync } from "node:fs";
import { readConfig } from "../src/cli/shared/config";
import { REASONS } from "./support/reasons";

const readme = readFileSync("README.md", "utf8");
const config = readConfig();
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
};
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Record<string, { version: string }>;
};

function shown(secret: (typeof config.secrets)[number]): string {
  if (secret.required) return "**required**";
  if (secret.default === null) return "–";
  return secret.default === "" ? "empty" : `\`${secret.default}\``;
}

describe("the README", () => {
  it("has the settings of actions.config.json, all of them and in order", () => {
    const rows = readme
      .split("\n")
      .filter((line) => /^\| `[A-Z0-9_]+` \| (\*\*required\*\*|–|empty|`[^`]*`) \|/.test(line));
    expect(rows).toEqual(
      config.secrets.map((secret) => `| \`${secret.name}\` | ${shown(secret)} | ${secret.help} |`),
    );
  });

  it("names only scripts that there are", () => {
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? "");
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it("explains every reason that the log line can give", () => {
    expect(REASONS.filter((reason) => !readme.includes(`| \`failed:${reason}\` |`))).toEqual([]);
    expect(
      ["config", "no_oid", "tenant_not_allowed"].filter(
        (reason) => !readme.includes(`| \`skipped\`, \`${reason}\` |`),
      ),
    ).toEqual([]);
  });

  it("shows a start that looks like the real one", () => {
    expect(readme).toMatch(
      /first-login-v2 {2}First login of a native Entra user[^]*Requests\n[^]*Log line \(\d+ of 256 bytes\)/,
    );
  });
});

describe("actions.config.json", () => {
  it("has the versions of package.json and the lock file", () => {
    for (const { name, version } of config.dependencies) {
      expect([name, manifest.dependencies[name], lock.packages[`node_modules/${name}`]?.version]).toEqual([
        name,
        version,
        version,
      ]);
    }
    expect(config.dependencies.map(({ name }) => name).sort()).toEqual(
      Object.keys(manifest.dependencies).sort(),
    );
  });

  it("stays within what Auth0 takes", () => {
    expect(config.secrets.length).toBeLessThanOrEqual(30);
    expect(config.dependencies.length).toBeLessThanOrEqual(10);
    expect(config).toMatchObject({
      runtime: "node22",
      supported_triggers: [{ id: "post-login", version: "v3" }],
      code: "dist/action.js",
    });
  });
});
