import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { SECRETS, setUpDeploy } from "../support/cli/deploy";
import { makeProject, runCli } from "../support/cli/run";
import { AUTH0_DOMAIN } from "../support/standin/server";

const setup = setUpDeploy();
let project: ReturnType<typeof makeProject>;

beforeEach(() => {
  project = makeProject();
});

afterEach(() => {
  project.remove();
});

const put = (name: string, content: string | Buffer) => {
  writeFileSync(join(project.path, name), content);
};

/** Runs without any variable in the environment, except these. */
const run = async (args: readonly string[], env: Record<string, string> = {}) =>
  runCli(args, { env, folder: project.path, standIn: setup.standIn });

const storedSecret = (name: string) => setup.action()?.secrets.find((secret) => secret.name === name)?.value;

/** A file with all settings of a deployment. */
function settings(changes: Readonly<Record<string, string>> = {}): string {
  const all = {
    ...SECRETS,
    AUTH0_DOMAIN,
    DEPLOY_AUTH0_CLIENT_ID: "deployer",
    DEPLOY_AUTH0_CLIENT_SECRET: "deployer-secret-value",
    ...changes,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

describe("--env-file", () => {
  it("selects one of several files, so that development and production can be side by side", async () => {
    put(".env", settings({ AUTH0_DOMAIN: "development.example" }));
    put(".env.production", settings({ AZURE_CLIENT_SECRET: "production-value" }));
    const ran = await run(["deploy", "--env-file", ".env.production"]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(storedSecret("AZURE_CLIENT_SECRET")).toBe("production-value");
    const status = await run(["status", "--env-file", join(project.path, ".env.production")]);
    expect(status).toMatchObject({ code: 0, stderr: "" });
  });

  it("exits with 2 if its path is empty, as with a variable of a pipeline that is not set", async () => {
    put(".env", settings());
    const ran = await run(["deploy", "--env-file", ""]);
    expect(ran).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "--env-file needs the path of a file: it is empty\n",
    });
    // Of sync, 2 says that users failed.
    expect(await run(["sync", "--env-file", ""])).toMatchObject({ code: 1 });
  });

  it("does not use .env if another file is given", async () => {
    put(".env", settings());
    put("other.env", "USER_PHOTOS=on\n");
    const ran = await run(["deploy", "--env-file", "other.env"]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("not set: AZURE_TENANT_ID");
  });

  it("is overridden by the environment, even by an empty variable", async () => {
    put("mine.env", settings({ SYNC_MANAGER: "off" }));
    const env = { AZURE_CLIENT_SECRET: "environment-value", SYNC_MANAGER: "" };
    expect(await run(["deploy", "--env-file", "mine.env"], env)).toMatchObject({ code: 0 });
    expect(storedSecret("AZURE_CLIENT_SECRET")).toBe("environment-value");
    expect(storedSecret("SYNC_MANAGER")).toBeUndefined();
  });

  it.each(["deploy", "status", "rollback", "remove", "export", "doctor"])(
    "names a file that does not exist: %s",
    async (command) => {
      const ran = await run([command, "--env-file", "missing.env"]);
      expect(ran).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toBe("missing.env cannot be read (ENOENT): check the path of --env-file\n");
    },
  );

  it("is wrong usage without a file", async () => {
    expect(await run(["status", "--env-file"])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("the encoding of .env", () => {
  it("can be UTF-8 with a byte order mark, without losing the first variable", async () => {
    put(".env", `\uFEFF${settings()}`);
    expect(await run(["deploy"])).toMatchObject({ code: 0, stderr: "" });
    expect(storedSecret("AZURE_TENANT_ID")).toBe(SECRETS.AZURE_TENANT_ID);
  });

  it("can be UTF-8 with Windows line breaks and umlauts", async () => {
    put(".env", settings({ AZURE_CLIENT_SECRET: "grün-größer" }).replaceAll("\n", "\r\n"));
    expect(await run(["deploy"])).toMatchObject({ code: 0, stderr: "" });
    expect(storedSecret("AZURE_CLIENT_SECRET")).toBe("grün-größer");
    expect(storedSecret("USER_PHOTOS")).toBe("on");
  });

  const text = settings({ AZURE_CLIENT_SECRET: "grün-value" });
  const littleEndian = Buffer.from(text, "utf16le");
  const bigEndian = Buffer.from(littleEndian).swap16();

  it.each([
    ["UTF-16 LE with a byte order mark", Buffer.concat([Buffer.from([0xff, 0xfe]), littleEndian])],
    ["UTF-16 LE", littleEndian],
    ["UTF-16 LE without umlauts", Buffer.from(settings(), "utf16le")],
    ["UTF-16 BE with a byte order mark", Buffer.concat([Buffer.from([0xfe, 0xff]), bigEndian])],
    ["UTF-16 BE", bigEndian],
    ["UTF-16 BE without umlauts", Buffer.from(settings(), "utf16le").swap16()],
    ["Latin-1 with umlauts", Buffer.from(text, "latin1")],
  ])("is refused if it is %s", async (_, bytes) => {
    put(".env", bytes);
    const ran = await run(["deploy"]);
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toMatch(/^\.env is not UTF-8: save it as UTF-8\. /);
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(setup.standIn.requests).toEqual([]);
  });
});

describe("--version", () => {
  it("prints the version of package.json", async () => {
    expect(await run(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});
