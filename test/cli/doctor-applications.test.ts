import {
  DEPLOY_CREDENTIALS,
  DEPLOY_SCOPES,
  SYNC_CREDENTIALS,
  SYNC_SCOPES,
  setUpDoctor,
} from "../support/cli/doctor";
import { respondTo } from "../support/standin/backend";

const doctor = setUpDoctor();

/** No credentials of the Action. */
const NO_ACTION = { AUTH0_CLIENT_ID: "", AUTH0_CLIENT_SECRET: "" };
const BOTH = { ...DEPLOY_CREDENTIALS, ...SYNC_CREDENTIALS };

/** Runs doctor without a user and returns a section of its output. */
async function runSection(title: string, changes: Readonly<Record<string, string>>) {
  const ran = await doctor.run(changes, []);
  const section = ran.stdout.split("\n\n").find((text) => text.startsWith(`${title}\n`)) ?? "";
  return { code: ran.code, section };
}

const ACTION_TITLE = "Auth0 Management API, used by the Action";
const DEPLOY_TITLE = "Auth0 Management API, used by deploy";
const SYNC_TITLE = "Auth0 Management API, used by sync";

const COMMANDS = [
  {
    command: "deploy",
    title: DEPLOY_TITLE,
    credentials: DEPLOY_CREDENTIALS,
    id: "DEPLOY_AUTH0_CLIENT_ID",
    secret: "DEPLOY_AUTH0_CLIENT_SECRET",
    scopes: DEPLOY_SCOPES,
  },
  {
    command: "sync",
    title: SYNC_TITLE,
    credentials: SYNC_CREDENTIALS,
    id: "SYNC_AUTH0_CLIENT_ID",
    secret: "SYNC_AUTH0_CLIENT_SECRET",
    scopes: SYNC_SCOPES,
  },
];

describe.each(COMMANDS)("doctor, credentials of $command", ({ title, credentials, id, secret, scopes }) => {
  it("pass with the scopes that it needs", async () => {
    doctor.addOwnApplications();
    const { code, section } = await runSection(title, credentials);
    expect(section).toMatch(/✓ +token +issued in \d+ ms/);
    for (const scope of scopes) expect(section).toMatch(new RegExp(`✓ +${scope} +granted$`, "m"));
    expect(section).not.toContain("unneeded");
    expect(code).toBe(0);
  });

  it("are named with each scope that is missing", async () => {
    doctor.addOwnApplications(["delete:actions"], ["read:logs"]);
    const { code, section } = await runSection(title, credentials);
    for (const scope of scopes) {
      expect(section).toMatch(new RegExp(`✗ +${scope} +grant ${scope} to ${id} on the Auth0 Management API`));
    }
    expect(code).toBe(1);
  });

  it("are named if Auth0 does not know them", async () => {
    const { code, section } = await runSection(title, credentials);
    expect(section).toMatch(new RegExp(`✗ +token +check ${id} and ${secret}: Auth0 refuses them$`, "m"));
    expect(code).toBe(1);
  });

  it("are named if the application is not authorized for the API", async () => {
    doctor.addOwnApplications([], []);
    const { section } = await runSection(title, credentials);
    expect(section).toContain(`authorize ${id} for the Auth0 Management API with ${scopes.join(", ")}`);
  });

  it.each([
    ["ID", { [secret]: "" }],
    ["secret", { [id]: "" }],
  ])("fail if only the %s is set", async (_, changes) => {
    const { code, section } = await runSection(title, { ...credentials, ...changes });
    expect(section).toMatch(new RegExp(`✗ +token +set both ${id} and ${secret}, or neither`));
    expect(code).toBe(1);
  });

  it.each(["", "not a host"])("fail if AUTH0_DOMAIN is %j", async (AUTH0_DOMAIN) => {
    const { code, section } = await runSection(title, { ...NO_ACTION, ...credentials, AUTH0_DOMAIN });
    expect(section).toMatch(
      /✗ +token +(?:set AUTH0_DOMAIN to the tenant's canonical domain|needs AUTH0_DOMAIN, see above)/,
    );
    expect(code).toBe(1);
  });

  it("are not tried if the Action needs AUTH0_DOMAIN too, which the settings report", async () => {
    const { stdout } = await doctor.run({ ...credentials, AUTH0_DOMAIN: "not a host" }, []);
    const section = stdout.split("\n\n").find((text) => text.startsWith(`${title}\n`));
    expect(section).toMatch(/– +token +needs AUTH0_DOMAIN$/m);
    expect(stdout).toMatch(/✗ +AUTH0_DOMAIN +not valid: set AUTH0_DOMAIN /);
  });

  it("are named with AUTH0_DOMAIN and the scopes if nothing is set", async () => {
    const { code, section } = await runSection(title, { ...NO_ACTION, AUTH0_DOMAIN: "" });
    expect(section).toContain(`– `);
    expect(section).toMatch(
      new RegExp(
        `token +not set: if you use \\w+, set AUTH0_DOMAIN, ${id} and ${secret}, with the scopes ${scopes.join(" ")}$`,
        "m",
      ),
    );
    expect(code).toBe(0);
  });

  it("are recommended in one row if those of the Action are used", async () => {
    const { code, section } = await runSection(title, {});
    expect(section.split("\n").slice(1)).toEqual([
      expect.stringMatching(
        new RegExp(`[!–] +token .*: set ${id} and ${secret} to the credentials of another application`),
      ),
    ]);
    expect(section).toContain(scopes.join(" "));
    expect(code).toBe(0);
  });

  it("are not needed if the Action has none either", async () => {
    const { code, section } = await runSection(title, NO_ACTION);
    expect(section).toMatch(new RegExp(`– +token .*${id} and ${secret}`));
    expect(code).toBe(0);
  });

  it("fail with the host's name if Auth0 is unavailable", async () => {
    doctor.backend.override = respondTo("auth0", { status: 503, body: {} });
    const { section } = await runSection(title, credentials);
    expect(section).toMatch(/✗ +token +contoso.eu.auth0.com responded with 503/);
  });
});

describe("doctor, credentials of deploy and sync", () => {
  it("print the remedy of a domain that both need once", async () => {
    const { stdout } = await doctor.run({ ...NO_ACTION, ...BOTH, AUTH0_DOMAIN: "not a host" }, []);
    expect(stdout.match(/set AUTH0_DOMAIN to/g)).toHaveLength(1);
    expect(stdout.match(/✗ +token +needs AUTH0_DOMAIN, see above$/gm)).toHaveLength(1);
  });
});

describe("doctor, unneeded scopes", () => {
  it.each<[string, string[], Record<string, string>, string[]]>([
    [
      "grants the narrower scope first",
      ["update:users"],
      BOTH,
      ["grant update:users_app_metadata to AUTH0_CLIENT_ID, then remove update:users from it"],
    ],
    [
      "removes the wider scope if the narrower one is granted",
      ["update:users_app_metadata", "update:users"],
      BOTH,
      ["remove update:users from AUTH0_CLIENT_ID"],
    ],
    [
      "sets the credentials of deploy first",
      ["update:users_app_metadata", "read:actions", "delete:actions"],
      SYNC_CREDENTIALS,
      [
        "deploy signs in with this application: set DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET to the credentials of another application, then remove read:actions, delete:actions from AUTH0_CLIENT_ID",
      ],
    ],
    [
      "sets the credentials of sync first",
      ["update:users_app_metadata", "read:users", "read:connections"],
      DEPLOY_CREDENTIALS,
      [
        "sync signs in with this application: set SYNC_AUTH0_CLIENT_ID and SYNC_AUTH0_CLIENT_SECRET to the credentials of another application, then remove read:connections from AUTH0_CLIENT_ID",
      ],
    ],
    [
      "keeps what sync writes with if the Action does not write",
      ["update:users"],
      { ...DEPLOY_CREDENTIALS, PERSIST_WITH: "action-api" },
      [
        "sync signs in with this application: set SYNC_AUTH0_CLIENT_ID and SYNC_AUTH0_CLIENT_SECRET to the credentials of another application, then remove update:users from AUTH0_CLIENT_ID",
      ],
    ],
    [
      "removes what nothing else uses",
      ["update:users_app_metadata", "read:actions", "read:connections", "delete:users"],
      BOTH,
      ["remove read:actions, read:connections, delete:users from AUTH0_CLIENT_ID"],
    ],
    [
      "counts scopes beyond the sixth",
      ["update:users_app_metadata", ..."abcdefgh".split("").map((letter) => `read:${letter}`)],
      BOTH,
      ["remove read:a, read:b, read:c, read:d, read:e, read:f and 2 more from AUTH0_CLIENT_ID"],
    ],
    [
      "recommends another application if deploy has the ID of the Action",
      ["update:users_app_metadata", ...DEPLOY_SCOPES],
      {
        DEPLOY_AUTH0_CLIENT_ID: "m2mClient",
        DEPLOY_AUTH0_CLIENT_SECRET: "Zx9-right-m2m-secret",
        ...SYNC_CREDENTIALS,
      },
      [
        "deploy signs in with this application: set DEPLOY_AUTH0_CLIENT_ID and DEPLOY_AUTH0_CLIENT_SECRET to the credentials of another application, then remove read:actions, create:actions, update:actions from AUTH0_CLIENT_ID",
      ],
    ],
  ])("%s", async (_, scopes, credentials, remedies) => {
    doctor.setScopes(scopes);
    doctor.addOwnApplications();
    const ran = await doctor.run(credentials, []);
    const printed = [...ran.stdout.matchAll(/! +unneeded scopes +(.*)$/gm)].map(([, text]) => text);
    expect(printed).toEqual(remedies);
    expect(ran.code).toBe(0);
  });

  it("names the variable of each application", async () => {
    doctor.addOwnApplications(
      [...DEPLOY_SCOPES, "delete:actions", "read:logs"],
      ["read:users", "update:users", "read:connections"],
    );
    expect((await runSection(ACTION_TITLE, BOTH)).section).not.toContain("unneeded");
    expect((await runSection(DEPLOY_TITLE, BOTH)).section).toMatch(
      /! +unneeded scopes +remove read:logs from DEPLOY_AUTH0_CLIENT_ID$/m,
    );
    expect((await runSection(SYNC_TITLE, BOTH)).section).toMatch(
      /! +unneeded scopes +grant update:users_app_metadata to SYNC_AUTH0_CLIENT_ID, then remove update:users from it/,
    );
  });
});
