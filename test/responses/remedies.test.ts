/**
 * Hints in the log line for an administrator.
 */

import { type LoginInput, NATIVE, graphError, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

const PHOTOS = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" };
const refusal = (code: number, error = "invalid_client", status = 401) => ({
  status,
  body: { error, error_description: `AADSTS${code}: no. Trace ID: 1`, error_codes: [code] },
});

describe("Entra token", () => {
  test.each([
    [7000215, /AZURE_CLIENT_SECRET.*value/],
    [7000222, /AZURE_CLIENT_SECRET has expired/],
    [700016, /AZURE_CLIENT_ID/],
    [700027, /AZURE_CLIENT_CERTIFICATE/],
    [90002, /AZURE_TENANT_ID/],
    [7000112, /disabled/],
    [7000229, /consent/],
    [500011, /GRAPH_CLOUD/],
    [700024, /clock/],
    [53003, /conditional access/],
    [50034, /AZURE_TENANT_ID/],
    [650052, /enable Microsoft Graph/],
    [1234567, /AZURE_CLIENT_ID/],
  ])("the hint of an Entra token refused with AADSTS%d names the setting to change", async (code, remedy) => {
    const { line } = await logIn({ settings: PHOTOS, answers: { entraToken: refusal(code) } });
    expect(line).toMatchObject({ entra: "failed", profile: "failed:credentials" });
    expect(line.hint).toMatch(new RegExp(`^AADSTS${code}: `));
    expect(line.hint).toMatch(remedy);
  });

  test.each([200, 400, 401, 403, 429, 500, 503])(
    "the hint of an Entra token refused with a temporary error and status %d is to check the service status",
    async (status) => {
      const { line } = await logIn({
        answers: { entraToken: refusal(50033, "temporarily_unavailable", status) },
      });
      expect(line).toMatchObject({ profile: "failed:unavailable" });
      expect(line.hint).toMatch(/^AADSTS50033: check Microsoft's service status/);
    },
  );

  test("the hint of an Entra token refused with 429 names Entra", async () => {
    const { line } = await logIn({ answers: { entraToken: { status: 429, body: "" } } });
    expect(line).toMatchObject({ profile: "failed:throttled" });
    expect(line.hint).toMatch(/Entra throttles/);
  });
});

describe("Management token", () => {
  const refused = (error_description: string, status = 403) => ({
    managementToken: { status, body: { error: "access_denied", error_description } },
  });

  test.each([
    "Service not enabled within domain: https://login.contoso.example/api/v2/",
    "Service not found: https://login.contoso.example/api/v2/",
  ])(
    "the hint of a Management token refused for a custom domain is to use the canonical domain: %s",
    async (text) => {
      const { line } = await logIn({ answers: refused(text) });
      expect(line).toMatchObject({ saved: "failed:credentials" });
      expect(line.hint).toMatch(/^set AUTH0_DOMAIN to the canonical domain/);
    },
  );

  test.each([
    ["Unauthorized", 401],
    ['Client is not authorized to access "https://contoso.eu.auth0.com/api/v2/".', 403],
    ["Grant type 'client_credentials' not allowed for the client.", 403],
  ])(
    "the hint of a Management token refused with another error does not mention AUTH0_DOMAIN: %s",
    async (text, status) => {
      const { line } = await logIn({ answers: refused(text, status) });
      expect(line).toMatchObject({ saved: "failed:credentials" });
      expect(line.hint).toMatch(/AUTH0_CLIENT_ID/);
      expect(line.hint).not.toMatch(/AUTH0_DOMAIN/);
    },
  );
});

describe("write", () => {
  const refused = (statusCode: number, message: string, errorCode = "invalid_body") => ({
    userWrite: { status: statusCode, body: { statusCode, error: "Some Error", message, errorCode } },
  });

  test.each([
    { userWrite: { status: 413, body: "<html>" } },
    refused(413, "Request Entity Too Large"),
    refused(400, "Payload content length greater than maximum allowed: 1048576"),
    refused(400, "user_metadata or app_metadata is too large"),
    refused(400, "The user profile exceeds the maximum size of 10 KB"),
  ])(
    "the hint of a write refused because the profile is too large names the settings to lower: %#",
    async (answers) => {
      const instance = `too large ${JSON.stringify(answers)}`;
      const { line } = await logIn({ answers, instance });
      expect(line).toMatchObject({ entra: "failed", saved: "failed:too_large" });
      expect(line.hint).toMatch(/^lower PHOTO_SIZE or MAX_DIRECT_REPORTS/);
      // The next login sends no request.
      expect((await logIn({ answers, instance })).requests).toEqual([]);
    },
  );

  test.each([
    [refused(400, "Payload validation error"), "invalid", /invalid_body/],
    [refused(404, "The user does not exist.", "inexistent_user"), "user_not_found", /no such Auth0 user/],
    [refused(403, "Insufficient scope", "insufficient_scope"), "permission", /update:users_app_metadata/],
    [refused(401, "Invalid token", "invalid_token"), "credentials", /AUTH0_CLIENT_ID/],
  ])(
    "the hint of a write refused with Auth0's error JSON does not mention AUTH0_DOMAIN: %#",
    async (answers, reason, remedy) => {
      const { line } = await logIn({ answers });
      expect(line).toMatchObject({ saved: `failed:${reason}` });
      expect(line.hint).toMatch(remedy);
      expect(line.hint).not.toMatch(/AUTH0_DOMAIN/);
    },
  );
});

describe("fallbacks", () => {
  const identities = NATIVE.user.identities;

  test("the hint of a fallback names read:user_idp_tokens if the user's own token is missing", async () => {
    const answers = { userRead: { body: { identities } } };
    const { line, counts } = await logIn({ settings: { GRAPH_TOKEN: "idp" }, answers });
    expect(line).toMatchObject({ entra: "updated", hint: "grant read:user_idp_tokens to AUTH0_CLIENT_ID" });
    expect(counts.entraToken).toBe(1);
  });

  test("the hint of a fallback names both scopes if the user may not be read", async () => {
    const { line } = await logIn({ settings: { GRAPH_TOKEN: "idp" } });
    expect(line.hint).toBe("grant read:users and read:user_idp_tokens to AUTH0_CLIENT_ID");
  });

  test("the hint of a fallback is missing if the user's own token was used", async () => {
    const body = { identities: identities.map((identity) => ({ ...identity, access_token: "own" })) };
    const { line, counts } = await logIn({
      settings: { GRAPH_TOKEN: "idp" },
      answers: { userRead: { body } },
    });
    expect(line).not.toHaveProperty("hint");
    expect(counts.entraToken).toBe(0);
  });

  test("the hint of a fallback names read:users if the user principal name replaces an object id, and no new token is requested every minute", async () => {
    const event = { ...NATIVE, user: { ...NATIVE.user, oid: undefined, upn: "me@contoso.example" } };
    const login = { event, instance: "without read:users", settings: { REFRESH_AFTER_SECONDS: "0" } };
    const first = await logIn(login);
    expect(first.line).toMatchObject({ entra: "updated", hint: "grant read:users to AUTH0_CLIENT_ID" });
    expect(first.counts).toMatchObject({ managementToken: 1, userRead: 1 });
    for (const aheadMs of [61_000, 122_000]) {
      const later = await logIn({ ...login, aheadMs });
      expect(later.line.hint).toBe("grant read:users to AUTH0_CLIENT_ID");
      expect(later.counts).toMatchObject({ managementToken: 0, userRead: 1 });
    }
    // With a stored object id, the Auth0 user is not read.
    const stored = await logIn({ ...login, aheadMs: 200_000, stored: first.metadata });
    expect(stored.counts.userRead).toBe(0);
    expect(stored.line).not.toHaveProperty("hint");
  });
});

describe("priority", () => {
  const claims = { TOKEN_CLAIMS: "profile", TOKEN_CLAIMS_NAMESPACE: "https://contoso.example" };
  const user = (more: object) => ({
    user: { body: { id: NATIVE.user.oid, displayName: "Me", mail: "me@contoso.example", ...more } },
  });
  const plans = Array.from({ length: 120 }, (_, index) => ({
    servicePlanId: `plan-${index}`.padEnd(36, "0"),
  }));

  test.each<[string, LoginInput, RegExp]>([
    ["nothing", { answers: user({}) }, /^nothing$/],
    [
      "which ID token claims were left out",
      {
        settings: { ...claims, PROFILE_LIMIT_BYTES: "0" },
        answers: user({ proxyAddresses: ["x".repeat(9000)] }),
      },
      /^shorten TOKEN_CLAIMS/,
    ],
    [
      "what was trimmed",
      { settings: claims, answers: user({ assignedPlans: plans, provisionedPlans: plans }) },
      /^above PROFILE_LIMIT_BYTES, left out profile\.provisioned_plans/,
    ],
    [
      "the invalid setting before what was trimmed",
      {
        settings: { ...claims, SYNC_MANAGER: "perhaps" },
        answers: user({ assignedPlans: plans, provisionedPlans: plans }),
      },
      /^correct SYNC_MANAGER/,
    ],
    [
      "the failure before the invalid setting",
      { settings: { SYNC_MANAGER: "perhaps" }, answers: { manager: graphError(403, "x") } },
      /^grant User\.Read\.All/,
    ],
  ])("the hint tells %s", async (_, login, hint) => {
    const { line } = await logIn(login);
    expect(line.hint ?? "nothing").toMatch(hint);
  });
});
