import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rsaCertificate } from "../support/cli/certificates";
import {
  DEPLOY_CREDENTIALS,
  type DoctorDocument,
  SYNC_CREDENTIALS,
  setUpDoctor,
} from "../support/cli/doctor";
import { type RunOptions, makeProject, runCli } from "../support/cli/run";
import { USER } from "../support/cli/tenant";
import { type Override, noOverride, respondTo } from "../support/standin/backend";

const doctor = setUpDoctor();

describe("doctor --json", () => {
  const ARGS = ["--user", USER, "--json"];

  it("prints one document with all checks", async () => {
    const { code, stdout, stderr } = await doctor.run({}, ARGS);
    const document = JSON.parse(stdout) as DoctorDocument;
    expect(stdout).toBe(`${JSON.stringify(document)}\n`);
    expect(Object.keys(document)).toEqual(["doctor", "sections"]);
    expect(document.doctor).toBe("passed");
    expect(document.sections.map(({ title }) => title)).toEqual([
      "Settings",
      "Microsoft Entra ID, global cloud",
      "Microsoft Graph",
      "Auth0 Management API, used by the Action",
      "Auth0 Management API, used by deploy",
      "Auth0 Management API, used by sync",
    ]);
    expect(document.sections[0]?.checks).toEqual([
      { mark: "ok", name: "settings", text: "8 settings of the Action, all valid" },
    ]);
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("prints failures with their URLs, and the last line on standard error", async () => {
    doctor.tenant.roles = ["User.Read.All"];
    const { code, stdout, stderr } = await doctor.run({}, ARGS);
    const document = JSON.parse(stdout) as DoctorDocument;
    expect(document.doctor).toBe("failed");
    expect(document.sections[2]?.checks).toContainEqual({
      mark: "failed",
      name: "photo",
      text: "grant ProfilePhoto.Read.All (application) and admin consent",
      url: expect.stringMatching(/^https:\/\/entra.microsoft.com\/#view\//) as string,
    });
    expect(stderr).toMatch(/^1 check failed\. /);
    expect(code).toBe(1);
  });

  it("prints the complete text and the URL of every check", async () => {
    doctor.tenant.roles = [];
    const missing = JSON.parse((await doctor.run({}, ["--json"])).stdout) as DoctorDocument;
    const refused = missing.sections[2]?.checks.filter(({ mark }) => mark === "failed") ?? [];
    expect(refused).toHaveLength(4);
    for (const { url } of refused) expect(url).toMatch(/^https:/);
    doctor.tenant.roles = ["User.Read.All", "ProfilePhoto.Read.All"];
    const ran = await doctor.run({}, ["--user", "00000000-0000-4000-8000-000000000000", "--json"]);
    const unknown = (JSON.parse(ran.stdout) as DoctorDocument).sections[2]?.checks ?? [];
    expect(unknown.filter(({ text }) => text.includes("check --user"))).toHaveLength(4);
    expect(Object.keys(unknown[0] ?? {})).toEqual(["mark", "name", "text"]);
  });

  it.each<[string, string[], number]>([
    ["a settings file that does not exist", ["--env-file", "missing.env"], 1],
    ["an ID that is not a GUID", ["--user", "wquack@example.com"], 2],
  ])("prints the error of %s", async (_, args, code) => {
    const ran = await doctor.run({}, [...args, "--json"]);
    const document = JSON.parse(ran.stdout) as { error: string };
    expect(document).toEqual({ doctor: "failed", error: ran.stderr.trim() });
    expect(document.error).not.toBe("");
    expect(ran.code).toBe(code);
  });
});

interface Case {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly override?: Override;
  readonly options?: RunOptions;
  setUp?(): unknown;
}

const MANY_SCOPES = [
  "update:users",
  "delete:users",
  "read:actions",
  "read:connections",
  "read:client_grants",
];

const CASES: Record<string, Case> = {
  "no failure": {},
  "no settings": {
    env: Object.fromEntries(
      ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AUTH0_DOMAIN"].map((name) => [name, ""]),
    ),
  },
  "invalid settings": { env: invalidSettings() },
  "half of the credentials": { env: { DEPLOY_AUTH0_CLIENT_ID: "x", SYNC_AUTH0_CLIENT_SECRET: "x" } },
  "wrong secrets": { env: { AZURE_CLIENT_SECRET: "wrong", AUTH0_CLIENT_SECRET: "wrong" } },
  "missing permissions": {
    args: [],
    setUp: () => (doctor.tenant.roles = []),
    env: { SYNC_GROUPS: "on" },
  },
  "limited responses": { setUp: () => (doctor.tenant.limited = true), env: { SYNC_GROUPS: "on" } },
  "an unknown user": { args: ["--user", "00000000-0000-4000-8000-000000000000"] },
  "user tokens": { env: { GRAPH_TOKEN: "idp", AZURE_CLIENT_ID: "", AZURE_CLIENT_SECRET: "" } },
  "no Management API": { env: { AUTH0_CLIENT_ID: "", AUTH0_CLIENT_SECRET: "" } },
  "unneeded scopes": {
    setUp: () => {
      doctor.setScopes([...MANY_SCOPES, ...["a", "b", "c", "d", "e", "f"].map((name) => `read:${name}`)]);
    },
  },
  "missing scopes": {
    setUp: () => {
      doctor.setScopes(["read:logs"]);
      doctor.addOwnApplications(["read:logs"], ["read:logs"]);
    },
    env: { ...DEPLOY_CREDENTIALS, ...SYNC_CREDENTIALS },
  },
  "an unauthorized application": {
    setUp: () => {
      doctor.setScopes([]);
      doctor.addOwnApplications([], []);
    },
    env: { ...DEPLOY_CREDENTIALS, ...SYNC_CREDENTIALS },
  },
  "503 of all hosts": { override: respondTo("everything", { status: 503, body: {} }) },
  "503 of Graph": { override: respondTo("graph", { status: 503, body: {} }) },
  "HTML of all hosts": { override: respondTo("everything", { body: "<html>" }) },
  "HTML of Graph": { override: respondTo("graph", { body: "<html>" }) },
  throttling: { override: respondTo("graph", { status: 429, headers: { "retry-after": "17" }, body: {} }) },
  "an untrusted certificate": { options: { isTrusted: false } },
  "a failed name resolution": { options: { unresolved: new Set(["login.microsoftonline.com"]) } },
};

/** Every setting with a value that is not valid, if it has such values. */
function invalidSettings(): Record<string, string> {
  const { secrets } = JSON.parse(readFileSync("actions.config.json", "utf8")) as {
    secrets: { name: string }[];
  };
  return Object.fromEntries(secrets.map(({ name }) => [name, "x,".repeat(2500)]));
}

describe("doctor on 80 columns", () => {
  it.each(Object.entries(CASES))("fits them for %s, except for URLs", async (_, each) => {
    each.setUp?.();
    doctor.backend.override = each.override ?? noOverride;
    const args = each.args ?? ["--user", USER];
    const { stdout, stderr } = await doctor.run(each.env ?? {}, args, { columns: 80, ...each.options });
    const long = `${stdout}${stderr}`.split("\n").filter((text) => text.length > 80);
    expect(long.filter((text) => !/^ {5}https:\/\/\S+$/.test(text))).toEqual([]);
  });

  it("fits them for a problem of the certificate, with its command", async () => {
    const { pem } = await rsaCertificate(4096);
    const { stdout } = await doctor.run({ AZURE_CLIENT_CERTIFICATE: pem }, [], { columns: 80 });
    expect(stdout).toMatch(/✗ {2}AZURE_CLIENT_CERTIFICATE {3}has more than 4096 characters/);
    expect(stdout.split("\n").filter((text) => text.length > 80)).toEqual([]);
  });

  it("writes a long name on a line of its own, and the text below in its column", async () => {
    const { stdout } = await doctor.run({ AZURE_CLIENT_SECRET: "" }, [], { columns: 80 });
    expect(stdout).toMatch(
      /^ {2}✗ {2}AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE\n {20,}not set: set one of them in the/m,
    );
  });

  it("keeps a URL whole", async () => {
    doctor.tenant.roles = [];
    const { stdout } = await doctor.run({}, [], { columns: 80 });
    expect(stdout).toMatch(/^ {5}https:\/\/entra\.microsoft\.com\/#view\/\S+\/appId\/[0-9a-f-]{36}$/m);
  });
});

describe("doctor with a .env file", () => {
  it("names the quotes that a PEM with several lines needs", async () => {
    const { pem } = await rsaCertificate();
    const project = makeProject();
    writeFileSync(join(project.path, ".env"), `AZURE_CLIENT_CERTIFICATE=${pem}`);
    const { stdout } = await runCli(["doctor"], { folder: project.path, standIn: doctor.standIn });
    project.remove();
    expect(stdout).toMatch(
      /✗ +AZURE_CLIENT_CERTIFICATE +has only the first line of the PEM: put the whole value in quotes/,
    );
  });

  it("prints a warning for each misspelled name and for lines that cannot be read, and passes", async () => {
    const project = makeProject();
    writeFileSync(join(project.path, ".env"), "SYNC_GROUP=on\nfoo bar\nSYNC_MANAGER=off\n");
    const ran = await doctor.run({ SYNC_PROFILES: "off" }, undefined, { folder: project.path });
    project.remove();
    expect(ran.stdout).toMatch(
      /! +SYNC_GROUP +is not a setting \(\.env, line 1\): did you mean SYNC_GROUPS\?$/m,
    );
    expect(ran.stdout).toMatch(/! +\.env, line 2 +cannot be read: write NAME=value/);
    expect(ran.stdout).toMatch(
      /! +SYNC_PROFILES +is not a setting \(environment\): did you mean SYNC_PROFILE\?/,
    );
    expect(ran.stdout).toMatch(/– +manager +off/);
    expect(ran.code).toBe(0);
  });
});
