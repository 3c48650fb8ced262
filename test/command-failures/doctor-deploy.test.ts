import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../src/cli/shared/config";
import { NOT_AFTER, NOT_BEFORE, encryptKey, rsaCertificate } from "../support/cli/certificates";
import { DEPLOY_CREDENTIALS, type DoctorDocument, setUpDoctor } from "../support/cli/doctor";
import { createTestClock, makeProject, runCli } from "../support/cli/run";
import { SETTINGS } from "../support/cli/tenant";

const doctor = setUpDoctor();
const DAY_MS = 86_400_000;

const { AZURE_CLIENT_SECRET = "", AUTH0_CLIENT_ID = "", AUTH0_CLIENT_SECRET = "", ...BASE } = SETTINGS;
const AUTH0 = { AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET };
const SECRET = { AZURE_CLIENT_SECRET };

/** Replaced by certificates before the tests, because creating one takes time. */
const PEMS: Record<string, string> = {};

beforeAll(async () => {
  const [first, second] = await Promise.all([rsaCertificate(), rsaCertificate(2048, "second")]);
  Object.assign(PEMS, {
    "<valid>": first.pem,
    "<other key>": `${first.cert}\n${second.key}`,
    "<no key>": first.cert,
    "<encrypted>": `${first.cert}\n${encryptKey(first.key, "pkcs8")}`,
    "<first line>": "-----BEGIN CERTIFICATE-----",
    "<too long>": first.pem + "# comment\n".repeat(300),
  });
});

type Environment = Record<string, string>;

/** Environments with the names of the settings that both commands reject. */
const TABLE: [about: string, environment: Environment, rejected: string[], now?: number][] = [
  ["AUTH0_DOMAIN alone", SECRET, []],
  ["all settings of the Management API", { ...SECRET, ...AUTH0 }, []],
  ["no client secret of the Management API", { ...SECRET, AUTH0_CLIENT_ID }, ["AUTH0_CLIENT_SECRET"]],
  [
    "PERSIST_WITH=management-api with AUTH0_DOMAIN alone",
    { ...SECRET, PERSIST_WITH: "management-api" },
    ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"],
  ],
  [
    "GRAPH_TOKEN=idp with AUTH0_DOMAIN alone",
    { ...SECRET, GRAPH_TOKEN: "idp" },
    ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"],
  ],
  ["GRAPH_TOKEN=idp without an app", { ...AUTH0, GRAPH_TOKEN: "idp", AZURE_CLIENT_ID: "" }, []],
  ["no tenant", { ...SECRET, AZURE_TENANT_ID: " " }, ["AZURE_TENANT_ID"]],
  ["a tenant that is not a GUID", { ...SECRET, AZURE_TENANT_ID: "contoso.com" }, ["AZURE_TENANT_ID"]],
  ["no credential", {}, ["AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE"]],
  ["a blank credential", { AZURE_CLIENT_SECRET: " " }, ["AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE"]],
  ["an invalid optional setting", { ...SECRET, PHOTO_SIZE: "7x7" }, ["PHOTO_SIZE"]],
  ["an empty optional setting", { ...SECRET, PHOTO_SIZE: "" }, []],
  ["claims without a namespace", { ...SECRET, TOKEN_CLAIMS: "manager" }, ["TOKEN_CLAIMS_NAMESPACE"]],
  ["a claim that needs no namespace", { ...SECRET, TOKEN_CLAIMS: "picture" }, []],
  [
    "an invalid namespace",
    { ...SECRET, TOKEN_CLAIMS: "manager", TOKEN_CLAIMS_NAMESPACE: "x" },
    ["TOKEN_CLAIMS_NAMESPACE"],
  ],
  ["a value of 4096 characters", { ...SECRET, ENTRA_CONNECTIONS: "x".repeat(4096) }, []],
  [
    "a value of more than 4096 characters",
    { ...SECRET, ENTRA_CONNECTIONS: "x".repeat(4097) },
    ["ENTRA_CONNECTIONS"],
  ],
  ["a certificate", { AZURE_CLIENT_CERTIFICATE: "<valid>" }, []],
  ["certificate and secret", { ...SECRET, AZURE_CLIENT_CERTIFICATE: "<valid>" }, []],
  ["the path of a certificate", { AZURE_CLIENT_CERTIFICATE: "./app.pem" }, ["AZURE_CLIENT_CERTIFICATE"]],
  [
    "the path of a certificate besides a secret",
    { ...SECRET, AZURE_CLIENT_CERTIFICATE: "./app.pem" },
    ["AZURE_CLIENT_CERTIFICATE"],
  ],
  ...["<other key>", "<no key>", "<encrypted>", "<first line>", "<too long>"].map(
    (pem): (typeof TABLE)[number] => [
      `the certificate ${pem}`,
      { AZURE_CLIENT_CERTIFICATE: pem },
      ["AZURE_CLIENT_CERTIFICATE"],
    ],
  ),
  [
    "an expired certificate",
    { AZURE_CLIENT_CERTIFICATE: "<valid>" },
    ["AZURE_CLIENT_CERTIFICATE"],
    NOT_AFTER.getTime() + DAY_MS,
  ],
  [
    "a certificate that is not valid yet",
    { AZURE_CLIENT_CERTIFICATE: "<valid>" },
    ["AZURE_CLIENT_CERTIFICATE"],
    NOT_BEFORE.getTime() - DAY_MS,
  ],
  [
    "a certificate that expires soon",
    { AZURE_CLIENT_CERTIFICATE: "<valid>" },
    [],
    NOT_AFTER.getTime() - 3 * DAY_MS,
  ],
];

/** Runs both commands. */
async function runBoth(
  environment: Environment,
  { folder = doctor.folder, now = Date.parse("2026-11-25T00:00:00Z") } = {},
) {
  Object.assign(doctor.tenant, { apps: undefined });
  doctor.setScopes(["update:users_app_metadata", "read:users", "read:user_idp_tokens"]);
  doctor.addOwnApplications();
  const values = Object.entries({ ...BASE, ...DEPLOY_CREDENTIALS, ...environment });
  const env = Object.fromEntries(values.map(([name, value]) => [name, PEMS[value] ?? value]));
  const options = { env, folder, standIn: doctor.standIn, clock: { ...createTestClock(), now: () => now } };
  const deployed = await runCli(["deploy", "--dry-run"], options);
  const isDeployRejected = doctor.standIn.requests.length === 0;
  const checked = await runCli(["doctor", "--json"], options);
  const { sections } = JSON.parse(checked.stdout) as DoctorDocument;
  const [settings] = sections;
  const failed = settings?.checks.filter(({ mark }) => mark === "failed").map(({ name }) => name);
  return { deployed, isDeployRejected, failed, sections };
}

describe("doctor and deploy agree", () => {
  const rows = TABLE.map(([about, environment, rejected, now]) => ({ about, environment, rejected, now }));

  it.each(rows)("about an environment with $about", async ({ environment, rejected, now }) => {
    const { deployed, isDeployRejected, failed, sections } = await runBoth(environment, now ? { now } : {});
    expect(failed).toEqual(rejected);
    expect(isDeployRejected).toBe(rejected.length > 0);
    expect(deployed.code).toBe(rejected.length > 0 ? 1 : 0);
    for (const name of rejected) expect(deployed.stderr).toContain(name);
    const others = sections.slice(1).flatMap(({ checks }) => checks);
    expect(others.filter(({ mark }) => mark === "failed")).toEqual([]);
  });

  it("about more than 30 secrets", async () => {
    const project = makeProject();
    const names = Array.from({ length: 30 }, (_, index) => `MORE_${index}`);
    const config = readConfig();
    const secrets = names.map((name) => ({ name, required: false, default: null, help: "More." }));
    const changed = { ...config, secrets: [...config.secrets, ...secrets] };
    writeFileSync(join(project.path, "actions.config.json"), JSON.stringify(changed));
    const more = Object.fromEntries(names.map((name) => [name, "set"]));
    const { deployed, failed } = await runBoth({ ...SECRET, ...more }, { folder: project.path });
    project.remove();
    expect(failed).toEqual(["35 secrets"]);
    expect(deployed.stderr).toContain("35 secrets are set; Auth0 allows 30: remove those");
  });
});

describe("doctor, checks of a certificate", () => {
  it("signs in with a valid one and prints its expiry date", async () => {
    const { sections } = await runBoth({ AZURE_CLIENT_CERTIFICATE: "<valid>" });
    expect(sections[0]?.checks).toContainEqual({
      mark: "ok",
      name: "AZURE_CLIENT_CERTIFICATE",
      text: expect.stringContaining("valid until 2028-01-01") as string,
    });
    expect(sections[1]?.checks).toMatchObject([{ mark: "ok", name: "token" }]);
  });

  it("prints a warning with the days that are left", async () => {
    const now = NOT_AFTER.getTime() - 3 * DAY_MS;
    const { sections } = await runBoth({ AZURE_CLIENT_CERTIFICATE: "<valid>" }, { now });
    expect(sections[0]?.checks).toContainEqual({
      mark: "warning",
      name: "AZURE_CLIENT_CERTIFICATE",
      text: expect.stringContaining("expires on 2028-01-01, in 3 days") as string,
    });
  });

  it("does not recommend to remove the secret if the certificate cannot be used", async () => {
    const { sections } = await runBoth({ ...SECRET, AZURE_CLIENT_CERTIFICATE: "<no key>" });
    expect(sections[0]?.checks.map(({ mark }) => mark)).toEqual(["failed"]);
    expect(sections[1]?.checks).toMatchObject([
      { mark: "unchecked", text: "needs a usable AZURE_CLIENT_CERTIFICATE" },
    ]);
    expect(doctor.standIn.requests.filter(({ host }) => host.startsWith("login"))).toEqual([]);
  });
});
