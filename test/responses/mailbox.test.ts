/**
 * A mailbox that refuses the photo does not affect other users' photos, the token or the hint.
 */

import { type LoginInput, NATIVE, graphError, setUpLogins } from "../support/responses/login";

const { logIn } = setUpLogins();

const PHOTOS = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on", REFRESH_AFTER_SECONDS: "0" };
const PHOTO_ONLY = { ...PHOTOS, SYNC_PROFILE: "off", SYNC_MANAGER: "off", SYNC_DIRECT_REPORTS: "off" };
const JPEG = { bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]).toString("base64") };

const REFUSALS = [
  ["403 ErrorAccessDenied", graphError(403, "ErrorAccessDenied"), "permission"],
  ["401 UnknownError", graphError(401, "UnknownError"), "credentials"],
  [
    "429 with Retry-After",
    { ...graphError(429, "TooManyRequests"), headers: { "retry-after": "120" } },
    "throttled",
  ],
  ["429 without Retry-After", graphError(429, "TooManyRequests"), "throttled"],
  ["500", graphError(500, "InternalServerError"), "unavailable"],
  ["503 with Retry-After", { ...graphError(503, "x"), headers: { "retry-after": "30" } }, "throttled"],
] as const;

/** User `number` of the tenant. */
function personOf(number: number) {
  const user_id = `q${number}`;
  return {
    ...NATIVE,
    user: {
      ...NATIVE.user,
      user_id: `waad|${user_id}`,
      oid: `2744ccd1-0c75-43bd-836a-${String(number).padStart(12, "0")}`,
      identities: [{ provider: "waad", connection: "contoso", user_id, isSocial: false }],
    },
  };
}

let count = 0;

/** Logins of several users on one instance. */
function startInstance(settings: Record<string, string>) {
  const instance = `mailbox ${++count}`;
  return async (number: number, answers: LoginInput["answers"] = {}, aheadMs = 0) => {
    const event = personOf(number);
    const user = { body: { id: event.user.oid, displayName: "Me", userPrincipalName: "me@x.example" } };
    return logIn({ event, settings, instance, aheadMs, answers: { user, ...answers } });
  };
}

describe.each([
  ["all parts are due", PHOTOS],
  ["only the photo is due", PHOTO_ONLY],
])("mailbox refusals while %s", (_, settings) => {
  test.each(REFUSALS)(
    "a mailbox that refuses with %s is not requested for a while, but other mailboxes are",
    async (_, refusal, reason) => {
      const login = startInstance(settings);
      const refused = await login(1, { photoSized: refusal });
      expect(refused.line).toMatchObject({ photo: `failed:${reason}` });
      expect(refused.counts).toMatchObject({ entraToken: 1, photoSized: 1 });
      const again = await login(1, { photoSized: JPEG }, 5000);
      expect(again.line).toMatchObject({ photo: `failed:${reason}` });
      expect(again.counts.photoSized).toBe(0);
      const other = await login(2, { photoSized: JPEG }, 10_000);
      expect(other.line).toMatchObject({ photo: "updated" });
      // Graph accepts the token.
      expect(other.counts.entraToken).toBe(0);
      const later = await login(1, { photoSized: JPEG }, 130_000);
      expect(later.line).toMatchObject({ photo: "updated" });
    },
  );

  test.each(REFUSALS)(
    "three mailboxes in a row that refuse with %s open the circuit for all users",
    async (_, refusal, reason) => {
      const login = startInstance(settings);
      for (const number of [1, 2, 3]) {
        expect((await login(number, { photoSized: refusal })).counts.photoSized).toBe(1);
      }
      const fourth = await login(4, { photoSized: JPEG });
      expect(fourth.line).toMatchObject({ photo: `failed:${reason}` });
      expect(fourth.counts.photoSized).toBe(0);
      const later = await login(4, { photoSized: JPEG }, 130_000);
      expect(later.line).toMatchObject({ photo: "updated" });
    },
  );

  test("three refusals are not in a row if another user's photo was read in between", async () => {
    const login = startInstance(settings);
    const photoSized = graphError(403, "ErrorAccessDenied");
    await login(1, { photoSized });
    await login(2, { photoSized });
    await login(3, { photoSized: JPEG });
    await login(4, { photoSized });
    expect((await login(5, { photoSized: JPEG })).line).toMatchObject({ photo: "updated" });
  });

  test("three refusals of one user do not open the circuit for all users", async () => {
    const login = startInstance(settings);
    const photoSized = graphError(403, "ErrorAccessDenied");
    for (const aheadMs of [0, 70_000, 140_000]) {
      expect((await login(1, { photoSized }, aheadMs)).counts.photoSized).toBe(1);
    }
    expect((await login(2, { photoSized: JPEG }, 141_000)).line).toMatchObject({ photo: "updated" });
  });

  test("a mailbox that refuses with 403 leads to a hint that names the permission", async () => {
    const { line } = await startInstance(settings)(1, { photoSized: graphError(403, "ErrorAccessDenied") });
    expect(line.hint).toBe("grant ProfilePhoto.Read.All (application) and admin consent");
  });
});

test("a 401 for the photo leads to no new token if Graph accepts the token for other parts", async () => {
  const login = startInstance(PHOTOS);
  await login(1, { photoSized: JPEG });
  const { line, counts } = await login(2, { photoSized: graphError(401, "UnknownError") });
  expect(line).toMatchObject({ entra: "partial", photo: "failed:credentials" });
  expect(counts).toMatchObject({ entraToken: 0, photoSized: 1, user: 1 });
});

test("a token from memory that Graph refuses with 401 for every part is renewed once", async () => {
  const login = startInstance(PHOTOS);
  await login(1, { photoSized: JPEG });
  const expired = graphError(401, "InvalidAuthenticationToken");
  const { line, counts } = await login(2, {
    user: [expired, { body: { id: personOf(2).user.oid, displayName: "Me" } }],
    photoSized: [expired, JPEG],
    manager: [expired, { body: { id: "m", displayName: "Grace" } }],
    directReports: [expired, { body: { value: [] } }],
  });
  expect(line).toMatchObject({ entra: "updated", photo: "updated", manager: "updated" });
  expect(counts).toMatchObject({ entraToken: 1, photoSized: 2, user: 2, manager: 2, directReports: 2 });
});

test("a token that cannot be renewed is logged with Entra's code and opens no circuit of a part", async () => {
  const login = startInstance(PHOTOS);
  await login(1, { photoSized: JPEG });
  const expired = graphError(401, "InvalidAuthenticationToken");
  const all = { user: expired, photoSized: expired, manager: expired, directReports: expired };
  const body = { error: "invalid_client", error_description: "AADSTS7000222: expired" };
  const { line, counts } = await login(2, { ...all, entraToken: { status: 401, body } });
  expect(line).toMatchObject({ entra: "failed", profile: "failed:credentials" });
  expect(line.hint).toMatch(/^AADSTS7000222/);
  expect(counts).toMatchObject({ entraToken: 1, user: 1, photoSized: 1, manager: 1, directReports: 1 });
  const healed = await login(2, { photoSized: JPEG }, 61_000);
  expect(healed.line).toMatchObject({ entra: "updated", photo: "updated" });
});

test("a 403 for the photo opens the circuit for all users at once if Graph also refuses another part", async () => {
  const login = startInstance(PHOTOS);
  const denied = graphError(403, "Authorization_RequestDenied");
  const { counts } = await login(1, { photoSized: denied, manager: denied });
  expect(counts).toMatchObject({ photoSized: 1, manager: 1 });
  const other = await login(2, { photoSized: JPEG });
  expect(other.line).toMatchObject({ photo: "failed:permission", manager: "failed:permission" });
  expect(other.counts).toMatchObject({ photoSized: 0, manager: 0 });
});

test("a token that Graph refuses with 403 for all parts is replaced after a minute", async () => {
  const login = startInstance({ ...PHOTOS, USER_PHOTOS: "off" });
  const denied = graphError(403, "Authorization_RequestDenied");
  await login(1, { user: denied, manager: denied, directReports: denied });
  const later = await login(2, {}, 61_000);
  expect(later.line).toMatchObject({ entra: "updated", profile: "updated" });
  expect(later.counts.entraToken).toBe(1);
});

test("consent for photos takes effect with a new token, a minute after three users were refused", async () => {
  const login = startInstance(PHOTO_ONLY);
  const photoSized = graphError(403, "Authorization_RequestDenied");
  for (const number of [1, 2, 3]) await login(number, { photoSized });
  const later = await login(4, { photoSized: JPEG }, 61_000);
  expect(later.line).toMatchObject({ photo: "updated" });
  expect(later.counts.entraToken).toBe(1);
});

test("a 401 for one part leads to no new token if the other parts have no response from Graph", async () => {
  const login = startInstance({ ...PHOTOS, USER_PHOTOS: "off" });
  await login(1);
  const down = { status: 503 };
  const user = graphError(401, "InvalidAuthenticationToken");
  const { line, counts } = await login(2, { user, manager: down, directReports: down });
  expect(line).toMatchObject({ profile: "failed:credentials", manager: "failed:unavailable" });
  expect(counts).toMatchObject({ entraToken: 0, user: 1 });
});

test.each([
  ["a request that Graph calls bad", graphError(400, "BadRequest")],
  ["a response that is no picture", { body: "<html>" }],
  ["a picture above the cap", { bytes: Buffer.alloc(300_000, 0xff).toString("base64") }],
])("three refusals are not in a row with %s between them", async (_, between) => {
  const login = startInstance(PHOTO_ONLY);
  const photoSized = graphError(403, "ErrorAccessDenied");
  await login(1, { photoSized });
  await login(2, { photoSized });
  await login(3, { photoSized: between });
  await login(4, { photoSized });
  expect((await login(5, { photoSized: JPEG })).line).toMatchObject({ photo: "updated" });
});

test("a manager that the user's own token cannot read requires a delegated permission", async () => {
  const identities = NATIVE.user.identities.map((identity) => ({ ...identity, access_token: "own" }));
  const answers = {
    userRead: { body: { identities } },
    manager: { body: { "@odata.type": "#microsoft.graph.user", id: "m" } },
  };
  const { line, counts } = await logIn({ settings: { GRAPH_TOKEN: "idp" }, answers });
  expect(line).toMatchObject({ manager: "failed:limited" });
  expect(line.hint).toBe("grant User.Read.All (delegated) and admin consent");
  expect(counts.entraToken).toBe(0);
});
