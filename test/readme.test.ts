import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
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

function defaultCell(secret: (typeof config.secrets)[number]): string {
  if (secret.required) return "**required**";
  if (secret.default === null) return "–";
  return secret.default === "" ? "empty" : `\`${secret.default}\``;
}

const pages = [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
  ...[".github/CONTRIBUTING.md", ".github/SECURITY.md", "test/fixtures/README.md"],
];

/** Whether the file of a relative link exists and, if the link has a fragment, the heading in it. */
function targetExists(page: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(file)) return false;
  if (heading === undefined) return true;
  const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
  return headings.includes(heading);
}

describe("documentation", () => {
  it("lists exactly the settings of actions.config.json in README.md", () => {
    const rows = readme.split("\n").filter((line) => /^\| `[A-Z0-9_]+` \|/.test(line));
    const expected = config.secrets.map(
      (secret) => `| \`${secret.name}\` | ${defaultCell(secret)} | ${secret.help} |`,
    );
    expect(rows.sort()).toEqual(expected.sort());
  });

  it.each(pages)("mentions only scripts of package.json in %s", (page) => {
    const scripts = [...readFileSync(page, "utf8").matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map(
      (match) => match[1] ?? "",
    );
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it.each(pages)("writes --silent before the name of the script in %s", (page) => {
    expect(readFileSync(page, "utf8")).not.toMatch(/npm (?:run [a-z:]+|start|test) --silent/);
  });

  it.each(pages)("links only to files and headings that exist in %s", (page) => {
    const targets = [
      ...readFileSync(page, "utf8").matchAll(/(?:\]\(|(?:src|srcset)=")(?!https?:)([^)"]+)[)"]/g),
    ].map((match) => match[1] ?? "");
    expect(targets.filter((target) => !targetExists(page, target))).toEqual([]);
  });

  it("explains every reason of the log line in README.md", () => {
    expect(REASONS.filter((reason) => !readme.includes(`| \`failed:${reason}\` |`))).toEqual([]);
    expect(
      ["config", "no_oid", "tenant_not_allowed"].filter(
        (reason) => !readme.includes(`| \`skipped\`, \`${reason}\` |`),
      ),
    ).toEqual([]);
  });

  it("shows the page of a login before the first heading of README.md, and the page of a run in docs/sync.md", () => {
    expect(readme.slice(0, readme.indexOf("\n## "))).toContain('<img src="docs/images/login.png" alt="');
    expect(readFileSync("docs/sync.md", "utf8")).toContain('<img src="images/sync.png" alt="');
  });

  it("shows an example of the output of npm start in README.md", () => {
    expect(readme).toMatch(
      /first-login-v2 {2}First login of a native Entra user[^]*?\n\nRequests\n[^]*Log line \(\d+ of 256 bytes\)/,
    );
  });
});

describe("actions.config.json", () => {
  it("has the dependencies and versions of package.json and package-lock.json", () => {
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

  it("declares the trigger, the runtime and the file, and stays within the numbers of secrets and packages that Auth0 allows", () => {
    expect(config.secrets.length).toBeLessThanOrEqual(30);
    expect(config.dependencies.length).toBeLessThanOrEqual(10);
    expect(config).toMatchObject({
      runtime: "node22",
      supported_triggers: [{ id: "post-login", version: "v3" }],
      code: "dist/action.js",
    });
  });
});
