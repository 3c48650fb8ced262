import fc from "fast-check";
import { secrets as declared } from "../actions.config.json";
import type { PostLoginApi, PostLoginEvent } from "../src/auth0";
import { createApi, createCache } from "../src/cli/shared/auth0-runtime";
import { readScenario } from "../src/cli/shared/scenario";
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
    await expect(handler({ ...event, user: hostile }, apiOf())).resolves.toBeUndefined();
  });

  it.each([undefined, {}, { cache: null, idToken: null, user: null }])(
    "does not throw for the api %j",
    async (api) => {
      const { handler, logged } = loadSourceAction();
      await handler(
        { ...event, secrets: { ...event.secrets, TOKEN_CLAIMS: "picture" } },
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
      },
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
    await handler(given, api);
    expect([logged, required, [...effects.idToken], [...effects.appMetadata]]).toEqual([[], [], [], []]);
  });
});
