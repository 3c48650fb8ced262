import { readFileSync } from "node:fs";
import { readConfig } from "../../src/cli/shared/config";
import { NAME, NO_SECRETS, setUpDeploy } from "../support/cli/deploy";

const setup = setUpDeploy();

/** A secret whose value was changed in the dashboard, and one that is not declared. */
const STORED = [
  { name: "AZURE_TENANT_ID", value: "changed-in-the-dashboard" },
  { name: "HOME_GROWN", value: "not-declared" },
];

describe("deploy --keep-secrets", () => {
  it("updates code, runtime and dependencies without any secret in the environment, and keeps the values in Auth0", async () => {
    await setup.deploy();
    const old = { code: "old", runtime: "node18", dependencies: [{ name: "auth0", version: "4.0.0" }] };
    Object.assign(setup.action() ?? {}, { ...old, secrets: STORED });
    setup.standIn.requests.length = 0;
    const ran = await setup.deploy(["--keep-secrets"], NO_SECRETS);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain("secrets are kept");
    const { runtime, dependencies } = readConfig();
    const expected = { code: readFileSync("dist/action.js", "utf8"), runtime, dependencies, secrets: STORED };
    expect(setup.action()).toMatchObject(expected);
    expect(setup.action()?.live).toMatchObject({ ...expected, number: 2 });
    const update = setup.standIn.requests.find(({ method }) => method === "PATCH");
    expect(JSON.parse(update?.body ?? "")).not.toHaveProperty("secrets");
  });

  it("does not send secrets that are set, valid or not", async () => {
    await setup.deploy();
    const { secrets } = setup.action() ?? {};
    const changes = { AZURE_CLIENT_SECRET: "another-value", PHOTO_SIZE: "huge", SYNC_MANAGER: "off" };
    const ran = await setup.deploy(["--keep-secrets"], changes);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(setup.action()?.secrets).toEqual(secrets);
    expect(setup.standIn.requests.map(({ body }) => body).join()).not.toContain("another-value");
  });

  it("stops if there is no Action yet, and writes nothing", async () => {
    const ran = await setup.deploy(["--keep-secrets"], NO_SECRETS);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      `there is no Action "${NAME}" at contoso.eu.auth0.com yet: deploy it once without --keep-secrets\n`,
    );
    expect(setup.writes()).toEqual([]);
  });

  it("is wrong usage together with --prune", async () => {
    const ran = await setup.deploy(["--keep-secrets", "--prune"]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toBe("use --keep-secrets or --prune, not both\n");
    expect(setup.standIn.requests).toEqual([]);
  });
});
