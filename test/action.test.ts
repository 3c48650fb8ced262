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
const newApi = () => createApi(createCache()).api;

describe("onExecutePostLogin with an unexpected event", () => {
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

  it("does not throw, and logs at most one line of at most 256 bytes", async () => {
    const { handler, logged } = loadSourceAction();
    let lineCount = 0;
    await fc.assert(
      fc.asyncProperty(secrets, connection, user, async (givenSecrets, givenConnection, givenUser) => {
        await handler(
          { secrets: givenSecrets, connection: givenConnection, user: givenUser } as PostLoginEvent,
          newApi(),
        );
        const newLines = logged.slice(lineCount);
        lineCount = logged.length;
        expect(newLines.length).toBeLessThanOrEqual(1);
        for (const line of newLines) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(256);
          expect(JSON.parse(line)).toHaveProperty("entra");
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([undefined, null, 5, "event", [], {}, { user: null }, { user: { identities: [event.user] } }])(
    "does not throw or log for %j",
    async (loginEvent) => {
      const { handler, logged } = loadSourceAction();
      await expect(handler(loginEvent as PostLoginEvent, newApi())).resolves.toBeUndefined();
      expect(logged).toEqual([]);
    },
  );

  it("does not throw if reading a property of the event throws", async () => {
    const { handler } = loadSourceAction();
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
      },
    );
    await expect(handler(throwing as PostLoginEvent, newApi())).resolves.toBeUndefined();
    await expect(handler({ ...event, user: throwing }, newApi())).resolves.toBeUndefined();
  });

  it.each([undefined, {}, { cache: null, idToken: null, user: null }])(
    "does not throw, and logs one line, for the api %j",
    async (api) => {
      const { handler, logged } = loadSourceAction();
      await handler(
        { ...event, secrets: { ...event.secrets, TOKEN_CLAIMS: "picture" } },
        api as PostLoginApi,
      );
      expect(logged).toHaveLength(1);
    },
  );

  it("does not throw, and logs one line, if the profile is too deeply nested for JSON.stringify", async () => {
    const { handler, logged } = loadSourceAction();
    let deep: unknown = {};
    for (let i = 0; i < 50_000; i++) deep = { deep };
    await handler(
      {
        ...stored,
        user: { ...stored.user, user_metadata: deep, app_metadata: { entra: deep } },
      },
      newApi(),
    );
    expect(logged).toHaveLength(1);
  });
});

describe("onExecutePostLogin with nothing to do", () => {
  it.each([
    ["the login is not an Entra login", readScenario("not-an-entra-user").event],
    [
      "every part is off",
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
  ])("loads no package, sends no request, and sets and logs nothing if %s", async (_, loginEvent) => {
    const { handler, logged, required } = loadSourceAction();
    const { api, effects } = createApi(createCache());
    await handler(loginEvent, api);
    expect([logged, required, [...effects.idToken], [...effects.appMetadata]]).toEqual([[], [], [], []]);
  });
});
