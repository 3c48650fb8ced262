/**
 * What the log line tells an administrator to change.
 */

import { type LoginInput, NATIVE, graphError, setUpLogins } from "./login";

const { logIn } = setUpLogins();

jest.setTimeout(60_000);

const PHOTOS = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" };
const refusal = (code: number, error = "invalid_client", status = 401) => ({
  status,
  body: { error, error_description: `AADSTS${code}: no. Trace ID: 1`, error_codes: [code] },
});

describe("a token that Entra refuses", () => {
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
  ])("with AADSTS%d says what to change, though every part failed", async (code, remedy) => {
    const { line } = await logIn({ settings: PHOTOS, answers: { token: refusal(code) } });
    expect(line).toMatchObject({ entra: "failed", profile: "failed:credentials" });
    expect(line.hint).toMatch(new RegExp(`^AADSTS${code}: `));
    expect(line.hint).toMatch(remedy);
  });

  test.each([200, 400, 401, 403, 429, 500, 503])(
    "for now is unavailable, with whatever status: %d",
    async (status) => {
      const { line } = await logIn({ answers: { token: refusal(50033, "temporarily_unavailable", status) } });
      expect(line).toMatchObject({ profile: "failed:unavailable" });
      expect(line.hint).toMatch(/^AADSTS50033: check Microsoft's service status/);
    },
  );

  test("because it throttles the app says that it is Entra", async () => {
    const { line } = await logIn({ answers: { token: { status: 429, body: "" } } });
    expect(line).toMatchObject({ profile: "failed:throttled" });
    expect(line.hint).toMatch(/Entra throttles/);
  });
});

describe("a token that Auth0 refuses", () => {
  const refused = (error_description: string, status = 403) => ({
    mgmtToken: { status, body: { error: "access_denied", error_description } },
  });

  test.each([
    "Service not enabled within domain: https://login.contoso.example/api/v2/",
    "Service not found: https://login.contoso.example/api/v2/",
  ])("because AUTH0_DOMAIN is a custom domain says so: %s", async (text) => {
    const { line } = await logIn({ answers: refused(text) });
    expect(line).toMatchObject({ saved: "failed:credentials" });
    expect(line.hint).toMatch(/^set AUTH0_DOMAIN to the canonical domain/);
  });

  test.each([
    ["Unauthorized", 401],
    ['Client is not authorized to access "https://contoso.eu.auth0.com/api/v2/".', 403],
    ["Grant type 'client_credentials' not allowed for the client.", 403],
  ])("never blames the domain: %s", async (text, status) => {
    const { line } = await logIn({ answers: refused(text, status) });
    expect(line).toMatchObject({ saved: "failed:credentials" });
    expect(line.hint).toMatch(/AUTH0_CLIENT_ID/);
    expect(line.hint).not.toMatch(/AUTH0_DOMAIN/);
  });
});

describe("a write that Auth0 refuses", () => {
  const refused = (statusCode: number, message: string, errorCode = "invalid_body") => ({
    mgmtPatch: { status: statusCode, body: { statusCode, error: "Some Error", message, errorCode } },
  });

  test.each([
    { mgmtPatch: { status: 413, body: "<html>" } },
    refused(413, "Request Entity Too Large"),
    refused(400, "Payload content length greater than maximum allowed: 1048576"),
    refused(400, "user_metadata or app_metadata is too large"),
    refused(400, "The user profile exceeds the maximum size of 10 KB"),
  ])("because the profile is too large says what to lower: %#", async (answers) => {
    const instance = `too large ${JSON.stringify(answers)}`;
    const { line } = await logIn({ answers, instance });
    expect(line).toMatchObject({ entra: "failed", saved: "failed:too_large" });
    expect(line.hint).toMatch(/^lower PHOTO_SIZE or MAX_DIRECT_REPORTS/);
    // The next login could not save it either.
    expect((await logIn({ answers, instance })).requests).toEqual([]);
  });

  test.each([
    [refused(400, "Payload validation error"), "invalid", /invalid_body/],
    [refused(404, "The user does not exist.", "inexistent_user"), "user_not_found", /no such Auth0 user/],
    [refused(403, "Insufficient scope", "insufficient_scope"), "permission", /update:users_app_metadata/],
    [refused(401, "Invalid token", "invalid_token"), "credentials", /AUTH0_CLIENT_ID/],
  ])("in its own words never blames the domain: %#", async (answers, reason, remedy) => {
    const { line } = await logIn({ answers });
    expect(line).toMatchObject({ saved: `failed:${reason}` });
    expect(line.hint).toMatch(remedy);
    expect(line.hint).not.toMatch(/AUTH0_DOMAIN/);
  });
});

describe("a silent fallback", () => {
  const identities = NATIVE.user.identities;

  test("names read:user_idp_tokens if the user's own token is missing", async () => {
    const answers = { mgmtUser: { body: { identities } } };
    const { line, counts } = await logIn({ settings: { GRAPH_TOKEN: "idp" }, answers });
    expect(line).toMatchObject({ entra: "updated", hint: "grant read:user_idp_tokens to AUTH0_CLIENT_ID" });
    expect(counts.token).toBe(1);
  });

  test("names both scopes if the user may not be read", async () => {
    const { line } = await logIn({ settings: { GRAPH_TOKEN: "idp" } });
    expect(line.hint).toBe("grant read:users and read:user_idp_tokens to AUTH0_CLIENT_ID");
  });

  test("says nothing if the user's own token was used", async () => {
    const body = { identities: identities.map((identity) => ({ ...identity, access_token: "own" })) };
    const { line, counts } = await logIn({
      settings: { GRAPH_TOKEN: "idp" },
      answers: { mgmtUser: { body } },
    });
    expect(line).not.toHaveProperty("hint");
    expect(counts.token).toBe(0);
  });

  test("names read:users if the user principal name replaces an object id, and costs no new token a minute", async () => {
    const event = { ...NATIVE, user: { ...NATIVE.user, oid: undefined, upn: "me@contoso.example" } };
    const login = { event, instance: "without read:users", settings: { REFRESH_AFTER_SECONDS: "0" } };
    const first = await logIn(login);
    expect(first.line).toMatchObject({ entra: "updated", hint: "grant read:users to AUTH0_CLIENT_ID" });
    expect(first.counts).toMatchObject({ mgmtToken: 1, mgmtUser: 1 });
    for (const aheadMs of [61_000, 122_000]) {
      const later = await logIn({ ...login, aheadMs });
      expect(later.line.hint).toBe("grant read:users to AUTH0_CLIENT_ID");
      expect(later.counts).toMatchObject({ mgmtToken: 0, mgmtUser: 1 });
    }
    // With the object id stored, the Auth0 user need not be read at all.
    const stored = await logIn({ ...login, aheadMs: 200_000, stored: first.metadata });
    expect(stored.counts.mgmtUser).toBe(0);
    expect(stored.line).not.toHaveProperty("hint");
  });
});

describe("further hints", () => {
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
      "what was left out of the ID token",
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
  ])("tell %s", async (_, login, hint) => {
    const { line } = await logIn(login);
    expect(line.hint ?? "nothing").toMatch(hint);
  });
});
