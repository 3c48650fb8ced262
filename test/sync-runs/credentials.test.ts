import { createAuth0Tenant } from "../support/standin/auth0-tenant";
import { onRequest, setUpSync } from "../support/cli/sync";

const ALL = ["read:users", "update:users_app_metadata", "read:connections"];
/** Neither of the credentials of the sync. */
const NO_OWN = { SYNC_AUTH0_CLIENT_ID: "", SYNC_AUTH0_CLIENT_SECRET: "" };

describe("sync and its credentials for Auth0", () => {
  const setup = setUpSync();

  const expectNothingStored = () => {
    for (const index of setup.company.people.keys()) expect(setup.stored(index)).toEqual({ other: "kept" });
  };
  const grant = (scopes: readonly string[], id = "syncClient", secret = "sync-secret-value") => {
    const { users, connections } = setup.auth0;
    setup.auth0 = createAuth0Tenant({ users, connections, clients: new Map([[id, { secret, scopes }]]) });
    setup.backend.auth0 = setup.auth0;
  };

  it.each(["read:users", "read:connections"])("ends without the scope %s", async (missing) => {
    grant(ALL.filter((scope) => scope !== missing));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", users: 0, failed: { "run:permission": 1 } });
    expect(summary.hint).toContain(missing);
    expect(summary.hint).toContain("SYNC_AUTH0_CLIENT_ID");
    expect(code).toBe(1);
    expect(setup.count("userWrite")).toBe(0);
  });

  it("ends without the scope update:users_app_metadata", async () => {
    setup.employ(200);
    grant(ALL.filter((scope) => scope !== "update:users_app_metadata"));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", users: 200, failed: { "save:permission": 200 } });
    expect(summary.hint).toContain("update:users_app_metadata");
    expect(code).toBe(1);
    expect(setup.count("userWrite")).toBeLessThan(200);
    expectNothingStored();
  });

  it.each([
    ["a wrong secret", { SYNC_AUTH0_CLIENT_SECRET: "wrong" }, "SYNC_AUTH0_CLIENT_SECRET"],
    ["an unknown client", { SYNC_AUTH0_CLIENT_ID: "wrong" }, "SYNC_AUTH0_CLIENT_ID"],
  ])("ends with %s", async (_, env, name) => {
    const { code, summary, stderr } = await setup.run([], env);
    expect(summary).toMatchObject({ sync: "failed", users: 0, failed: { "run:credentials": 1 } });
    expect(summary.hint).toContain(name);
    expect(stderr).toContain(summary.hint);
    expect(code).toBe(1);
    expect(setup.count("managementToken")).toBe(1);
    expectNothingStored();
  });

  it("ends if the application has no grant for the Management API", async () => {
    grant([]);
    const { code, summary } = await setup.run();
    expect(summary.hint).toBe(
      "authorize SYNC_AUTH0_CLIENT_ID for the Auth0 Management API and grant it the scopes",
    );
    expect(code).toBe(1);
  });

  it("ends if the secret of the Entra app is wrong", async () => {
    setup.backend.override = onRequest("entraToken", () => ({
      status: 401,
      body: { error: "invalid_client", error_codes: [7000215], error_description: "AADSTS7000215: x" },
    }));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", users: 8, updated: 0 });
    expect(summary.hint).toMatch(/AZURE_CLIENT_SECRET/);
    expect(code).toBe(1);
    // As at a login, what is known of the user without Graph is stored.
    expect(setup.stored(0)).toMatchObject({ other: "kept", entra: { profile: {}, sync: {} } });
    expect(setup.stored(0)).not.toHaveProperty("manager");
  });

  it("requests another token if the Management token expires in the middle", async () => {
    setup.employ(100);
    setup.backend.override = onRequest("userWrite", (number) => {
      if (number === 20) setup.auth0.tokens.clear();
      return undefined;
    });
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "updated", updated: 100 });
    expect(summary.failed).toEqual({});
    expect(code).toBe(0);
    expect(setup.count("managementToken")).toBe(2);
    for (const index of setup.company.people.keys()) expect(setup.stored(index)).toHaveProperty("entra");
  });

  it("ends if every token is refused", async () => {
    setup.backend.override = onRequest("userWrite", () => ({ status: 401, body: { statusCode: 401 } }));
    const { code, summary } = await setup.run();
    expect(summary).toMatchObject({ sync: "failed", failed: { "save:credentials": 8 } });
    expect(code).toBe(1);
    expect(setup.count("userWrite")).toBe(16);
    expectNothingStored();
  });

  it.each(["SYNC_AUTH0_CLIENT_ID", "SYNC_AUTH0_CLIENT_SECRET"])("needs both, not only %s", async (name) => {
    const other = Object.keys(NO_OWN).find((key) => key !== name) ?? "";
    const { code, stdout, stderr } = await setup.run([], { [other]: "" });
    expect(stderr).toBe("set both SYNC_AUTH0_CLIENT_ID and SYNC_AUTH0_CLIENT_SECRET, or neither\n");
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(setup.backend.exchanges).toEqual([]);
  });

  it("uses the Action's own, with a warning, if no others are set", async () => {
    grant(ALL, "actionClient", "action-secret-value");
    const own = { AUTH0_CLIENT_ID: "actionClient", AUTH0_CLIENT_SECRET: "action-secret-value" };
    const { code, summary, stderr } = await setup.run([], { ...NO_OWN, ...own });
    expect(stderr).toMatch(/^! SYNC_AUTH0_CLIENT_ID is not set: using AUTH0_CLIENT_ID/);
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(code).toBe(0);
  });

  it("does not use the Action's own if others are set", async () => {
    const own = { AUTH0_CLIENT_ID: "actionClient", AUTH0_CLIENT_SECRET: "action-secret-value" };
    const { code, stderr } = await setup.run([], own);
    expect(stderr).not.toContain("!");
    expect(code).toBe(0);
    const subjects = setup.backend.exchanges.filter(({ target }) => target === "managementToken");
    expect(subjects.map(({ subject }) => subject)).toEqual(["syncClient"]);
  });

  it("needs some", async () => {
    const { code, stderr } = await setup.run([], NO_OWN);
    expect(stderr).toMatch(
      /^set SYNC_AUTH0_CLIENT_ID, SYNC_AUTH0_CLIENT_SECRET in the environment or in \.env/,
    );
    expect(code).toBe(1);
  });

  it("uses client credentials with a note if GRAPH_TOKEN is idp", async () => {
    const { code, summary, stderr } = await setup.run([], { GRAPH_TOKEN: "idp" });
    expect(stderr).toMatch(/^! GRAPH_TOKEN=idp does not apply/);
    expect(summary).toMatchObject({ sync: "updated", updated: 8 });
    expect(code).toBe(0);
    expect(setup.count("entraToken")).toBe(1);
  });
});
