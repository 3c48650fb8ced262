import nock from "nock";
import { createApi, createCache } from "../src/cli/shared/auth0-runtime";
import { readScenario } from "../src/cli/shared/scenario";
import { loadSourceAction } from "./support/source-action";

const event = readScenario("first-login-v2").event as {
  user: Record<string, unknown>;
  secrets: Record<string, string>;
  connection: object;
};
const newApi = () => createApi(createCache()).api;

describe("invalid settings", () => {
  const log = async (secrets: object, more = {}) => {
    const { handler, logged } = loadSourceAction();
    await handler({ ...event, ...more, secrets: { ...event.secrets, ...secrets } }, newApi());
    return JSON.parse(logged[0] ?? "null") as Record<string, string> | null;
  };

  it.each([
    [{ AZURE_TENANT_ID: "contoso.onmicrosoft.com" }, "set AZURE_TENANT_ID"],
    [{ AZURE_CLIENT_ID: "" }, "set AZURE_CLIENT_ID"],
    [{ AUTH0_CLIENT_SECRET: "" }, "set AUTH0_CLIENT_SECRET"],
    [
      { GRAPH_TOKEN: "idp", AUTH0_DOMAIN: "", AUTH0_CLIENT_ID: "", AUTH0_CLIENT_SECRET: "" },
      "set AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET",
    ],
  ])("send no request and log what to set: %j", async (secrets, hint) => {
    expect(await log(secrets)).toEqual({
      entra: "skipped",
      reason: "config",
      ms: expect.any(Number) as number,
      hint,
    });
  });

  it("are replaced by the default, and named in the hint if nothing failed", async () => {
    nock("https://login.microsoftonline.com").post(/token/).query(true).reply(500);
    nock("https://contoso.eu.auth0.com").post("/oauth/token").reply(500);
    const line = await log({ SYNC_MANAGER: "maybe", SYNC_DIRECT_REPORTS: "off", USER_PHOTOS: "off" });
    expect(line).toMatchObject({ manager: "failed:unavailable" });
    const claimsOnly = await log({
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      USER_PHOTOS: "maybe",
      AUTH0_DOMAIN: "",
      AUTH0_CLIENT_ID: "",
      AUTH0_CLIENT_SECRET: "",
    });
    expect(claimsOnly).toMatchObject({
      entra: "updated",
      profile: "updated",
      saved: "action-api",
      hint: expect.stringContaining("USER_PHOTOS") as string,
    });
  });

  it("are named in the hint if they are in the connection metadata", async () => {
    const secrets = {
      SYNC_PROFILE: "claims",
      SYNC_MANAGER: "off",
      SYNC_DIRECT_REPORTS: "off",
      SYNC_USER_PHOTOS: "off",
      AUTH0_DOMAIN: "",
      AUTH0_CLIENT_ID: "",
      AUTH0_CLIENT_SECRET: "",
    };
    const line = await log(secrets, {
      connection: { ...event.connection, metadata: { sync_user_photos: "perhaps" } },
    });
    expect(line?.hint).toContain("sync_user_photos");
  });
});

describe("a login without an object ID", () => {
  it("logs no_oid and sends no request if the user has no identity of the Entra connection", async () => {
    const { handler, logged } = loadSourceAction();
    await handler({ ...event, user: { ...event.user, identities: [] } }, newApi());
    expect(logged).toEqual([expect.stringContaining('"reason":"no_oid"')]);
  });

  it("logs the missing scope if the Management API refuses to read the user", async () => {
    nock("https://contoso.eu.auth0.com")
      .post("/oauth/token")
      .reply(200, { access_token: "m", expires_in: 86_400 })
      .get(/users/)
      .query(true)
      .reply(403, { statusCode: 403 });
    const { handler, logged } = loadSourceAction();
    const identities = [{ connection: "partner", provider: "oidc", user_id: "u" }];
    await handler(
      {
        ...event,
        connection: { name: "partner", strategy: "oidc" },
        user: { ...event.user, oid: undefined, upn: undefined, identities },
        secrets: { ...event.secrets, ENTRA_CONNECTIONS: "partner" },
      },
      newApi(),
    );
    expect(JSON.parse(logged[0] ?? "{}")).toMatchObject({
      reason: "no_oid",
      hint: "grant read:users to AUTH0_CLIENT_ID",
    });
  });
});

describe("50 logins in parallel", () => {
  it("share one Entra token and one Management API token, and store the data of the right user", async () => {
    const ids = Array.from(
      { length: 50 },
      (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
    );
    nock("https://login.microsoftonline.com")
      .post(/token/)
      .query(true)
      .delay(30)
      .reply(200, { token_type: "Bearer", expires_in: 3599, access_token: "t" });
    nock("https://contoso.eu.auth0.com")
      .post("/oauth/token")
      .delay(30)
      .reply(200, { access_token: "m", expires_in: 86_400 });
    const written = new Map<string, { manager: string; entra: { profile: { oid: string; city: string } } }>();
    for (const id of ids) {
      const graph = nock("https://graph.microsoft.com");
      graph
        .get(`/v1.0/users/${id}`)
        .query(true)
        .reply(200, { id, city: `City ${id}`, displayName: id });
      graph
        .get(`/v1.0/users/${id}/manager`)
        .query(true)
        .reply(200, { id: "m", displayName: `Manager of ${id}` });
      graph.get(`/v1.0/users/${id}/directReports`).query(true).reply(200, { value: [] });
      nock("https://contoso.eu.auth0.com")
        .patch(`/api/v2/users/waad%7C${id}`)
        .reply(200, (_, body) => {
          written.set(id, (body as { app_metadata: never }).app_metadata);
          return {};
        });
    }
    const { handler, logged } = loadSourceAction();
    const cache = createCache();
    await Promise.all(
      ids.map(async (id) => {
        const user = {
          ...event.user,
          user_id: `waad|${id}`,
          oid: id,
          identities: [{ connection: "contoso", provider: "waad", user_id: id }],
        };
        await handler(
          {
            ...event,
            user,
            secrets: { ...event.secrets, USER_PHOTOS: "off", TIME_BUDGET_MS: "15000" },
          },
          createApi(cache).api,
        );
      }),
    );
    expect(logged).toHaveLength(50);
    expect(new Set(logged.map((line) => (JSON.parse(line) as { entra: string }).entra))).toEqual(
      new Set(["updated"]),
    );
    for (const id of ids) {
      expect(written.get(id)).toMatchObject({
        manager: `Manager of ${id}`,
        entra: { profile: { oid: id, city: `City ${id}` } },
      });
    }
  });
});

describe("GRAPH_TOKEN=idp", () => {
  it.each([
    [403, "permission", "grant read:users and read:user_idp_tokens to AUTH0_CLIENT_ID"],
    [500, "unavailable", "check Auth0's service status and AUTH0_DOMAIN: unavailable"],
  ])("logs what to change if reading the user's access token fails with %d", async (status, reason, hint) => {
    nock("https://contoso.eu.auth0.com")
      .post("/oauth/token")
      .reply(200, { access_token: "m", expires_in: 86_400 })
      .get(/users/)
      .query(true)
      .reply(status, {})
      .patch(/users/)
      .reply(200, {});
    const secrets = { ...event.secrets, GRAPH_TOKEN: "idp", AZURE_CLIENT_SECRET: "", USER_PHOTOS: "off" };
    const { handler, logged } = loadSourceAction();
    await handler({ ...event, secrets }, newApi());
    expect(JSON.parse(logged[0] ?? "{}")).toMatchObject({
      profile: `failed:${reason}`,
      manager: `failed:${reason}`,
      hint,
    });
  });
});
