import fc from "fast-check";
import nock from "nock";
import { secrets as declared } from "../actions.config.json";
import type { PostLoginApi, PostLoginEvent } from "../src/auth0";
import { createApi, createCache } from "../src/cli/replay/auth0-runtime";
import { readScenario } from "../src/cli/replay/scenario";
import { loadSourceAction } from "./support/source-action";

const event = readScenario("first-login-v2").event as {
  user: Record<string, unknown>;
  secrets: Record<string, string>;
  connection: object;
};
const stored = readScenario("unchanged").event as typeof event;
const apiOf = () => createApi(createCache()).api;

describe("whatever event it is given", () => {
  const secretNames = declared.map(({ name }) => name);
  const text = fc.oneof(fc.string(), fc.constantFrom("on", "off", "idp", "0", "1000", "claims", "contoso"));
  const secrets = fc.oneof(
    fc.dictionary(fc.constantFrom(...secretNames), fc.oneof(text, fc.jsonValue())),
    fc.dictionary(fc.constantFrom(...secretNames), text).map((more) => ({ ...event.secrets, ...more })),
    fc.jsonValue(),
  );
  const connection = fc.oneof(
    fc.record({
      name: fc.constantFrom("contoso", "other"),
      strategy: fc.constantFrom("waad", "auth0"),
      metadata: fc.jsonValue(),
    }),
    fc.jsonValue(),
  );
  const identity = fc.oneof(
    fc.record({
      connection: fc.constantFrom("contoso", "other"),
      provider: fc.constantFrom("waad", "auth0"),
      user_id: fc.jsonValue(),
      profileData: fc.jsonValue(),
    }),
    fc.jsonValue(),
  );
  const appMetadata = fc.oneof(
    fc.dictionary(
      fc.constantFrom("thumbnailPhoto", "manager", "directReports", "entra", "__proto__"),
      fc.oneof(
        fc.jsonValue(),
        fc.dictionary(
          fc.constantFrom("identity", "profile", "photo", "sync", "trimmed", "manager"),
          fc.jsonValue(),
        ),
      ),
    ),
    fc.jsonValue(),
  );
  const user = fc.oneof(
    fc.record({
      identities: fc.oneof(fc.array(identity, { maxLength: 3 }), fc.jsonValue()),
      app_metadata: appMetadata,
      user_id: fc.jsonValue(),
      oid: fc.jsonValue(),
      upn: fc.jsonValue(),
      tenantid: fc.jsonValue(),
    }),
    appMetadata.map((app_metadata) => ({ ...event.user, app_metadata })),
    fc.jsonValue(),
  );

  it("does not throw, and logs at most one line that Auth0 keeps whole", async () => {
    const { handler, logged } = loadSourceAction();
    let lines = 0;
    await fc.assert(
      fc.asyncProperty(secrets, connection, user, async (givenSecrets, givenConnection, givenUser) => {
        await handler(
          { secrets: givenSecrets, connection: givenConnection, user: givenUser } as PostLoginEvent,
          apiOf(),
        );
        const fresh = logged.slice(lines);
        lines = logged.length;
        expect(fresh.length).toBeLessThanOrEqual(1);
        for (const line of fresh) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(256);
          expect(JSON.parse(line)).toHaveProperty("entra");
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([undefined, null, 5, "event", [], {}, { user: null }, { user: { identities: [event.user] } }])(
    "does not throw for %j",
    async (given) => {
      const { handler, logged } = loadSourceAction();
      await expect(handler(given as PostLoginEvent, apiOf())).resolves.toBeUndefined();
      expect(logged).toEqual([]);
    },
  );

  it("does not throw for an event whose properties do", async () => {
    const { handler } = loadSourceAction();
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
      },
    );
    await expect(handler(hostile as PostLoginEvent, apiOf())).resolves.toBeUndefined();
    await expect(handler({ ...event, user: hostile } as PostLoginEvent, apiOf())).resolves.toBeUndefined();
  });

  it.each([undefined, {}, { cache: null, idToken: null, user: null }])(
    "does not throw for the api %j",
    async (api) => {
      const { handler, logged } = loadSourceAction();
      await handler(
        { ...event, secrets: { ...event.secrets, TOKEN_CLAIMS: "picture" } } as PostLoginEvent,
        api as PostLoginApi,
      );
      expect(logged).toHaveLength(1);
    },
  );

  it("does not throw where the profile is nested deeper than JSON can be written", async () => {
    const { handler, logged } = loadSourceAction();
    let deep: unknown = {};
    for (let i = 0; i < 50_000; i++) deep = { deep };
    await handler(
      {
        ...stored,
        user: { ...stored.user, user_metadata: deep, app_metadata: { entra: deep } },
      } as PostLoginEvent,
      apiOf(),
    );
    expect(logged).toHaveLength(1);
  });
});

describe("a login that has nothing to do", () => {
  it.each([
    ["is not Entra's", readScenario("not-an-entra-user").event],
    [
      "has every part off",
      {
        ...event,
        secrets: {
          ...event.secrets,
          SYNC_PROFILE: "off",
          SYNC_MANAGER: "off",
          SYNC_DIRECT_REPORTS: "off",
          USER_PHOTOS: "off",
          TOKEN_CLAIMS: "picture",
        },
      },
    ],
  ])("loads, asks, sets and logs nothing where it %s", async (_, given) => {
    const { handler, logged, required } = loadSourceAction();
    const { api, effects } = createApi(createCache());
    await handler(given as PostLoginEvent, api);
    expect([logged, required, [...effects.idToken], [...effects.appMetadata]]).toEqual([[], [], [], []]);
  });
});

describe("bad settings", () => {
  const log = async (secrets: object, more = {}) => {
    const { handler, logged } = loadSourceAction();
    await handler(
      { ...event, ...more, secrets: { ...event.secrets, ...secrets } } as PostLoginEvent,
      apiOf(),
    );
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
  ])("are one line and no request: %j", async (secrets, hint) => {
    expect(await log(secrets)).toEqual({
      entra: "skipped",
      reason: "config",
      ms: expect.any(Number) as number,
      hint,
    });
  });

  it("are named where a default is used instead", async () => {
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

  it("are named where they are the connection's own", async () => {
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

describe("an identity that is not there", () => {
  it("is one line without a request where the connection is Entra", async () => {
    const { handler, logged } = loadSourceAction();
    await handler({ ...event, user: { ...event.user, identities: [] } } as PostLoginEvent, apiOf());
    expect(logged).toEqual([expect.stringContaining('"reason":"no_oid"')]);
  });

  it("says which scope would help where the Auth0 user could not be read", async () => {
    nock("https://contoso.eu.auth0.com")
      .post("/oauth/token")
      .reply(200, { access_token: "m", expires_in: 86_400 })
      .get(/users/)
      .query(true)
      .reply(403, { statusCode: 403 });
    const { handler, logged } = loadSourceAction();
    await handler(
      { ...event, user: { ...event.user, oid: undefined, upn: undefined } } as PostLoginEvent,
      apiOf(),
    );
    expect(JSON.parse(logged[0] ?? "{}")).toMatchObject({
      reason: "no_oid",
      hint: "grant read:users to AUTH0_CLIENT_ID",
    });
  });
});

describe("many logins at once", () => {
  it("share one Entra and one Management token, and nobody gets another's data", async () => {
    const people = Array.from(
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
    for (const id of people) {
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
      people.map(async (id) => {
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
          } as PostLoginEvent,
          createApi(cache).api,
        );
      }),
    );
    expect(logged).toHaveLength(50);
    expect(new Set(logged.map((line) => (JSON.parse(line) as { entra: string }).entra))).toEqual(
      new Set(["updated"]),
    );
    for (const id of people) {
      expect(written.get(id)).toMatchObject({
        manager: `Manager of ${id}`,
        entra: { profile: { oid: id, city: `City ${id}` } },
      });
    }
  });
});
