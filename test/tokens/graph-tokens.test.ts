import nock from "nock";
import { createCache } from "../../src/cli/shared/auth0-runtime";
import { type Deadline, startDeadline } from "../../src/http/deadline";
import { Failure } from "../../src/http/failure";
import { readConfiguration } from "../../src/login/configuration";
import { createTokenSource } from "../../src/tokens/graph-tokens";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
let apps = 0;
const deadlines: Deadline[] = [];

afterEach(() => {
  for (const deadline of deadlines.splice(0)) deadline.end();
});

function createSource(
  more: { secrets?: Record<string, string>; identity?: unknown; readIdentity?: () => Promise<unknown> } = {},
) {
  const secrets = {
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: `app-${String(apps++)}`,
    AZURE_CLIENT_SECRET: "s",
    ...more.secrets,
  };
  const deadline = startDeadline(3000);
  deadlines.push(deadline);
  const context = {
    settings: readConfiguration(secrets).settings,
    tenantId: TENANT,
    cache: createCache(),
    deadline,
    readIdentity: jest.fn(more.readIdentity ?? (async () => Promise.resolve(more.identity))),
  };
  return {
    tokens: createTokenSource(context),
    /** The token source of the next login. */
    nextSource: () => createTokenSource(context),
    context,
  };
}

const mockEntra = (value = "t", status = 200) =>
  nock("https://login.microsoftonline.com")
    .post(/token/)
    .query(true)
    .reply(status, { token_type: "Bearer", expires_in: 3599, access_token: value });
const USE_IDP = { GRAPH_TOKEN: "idp" };
const identityToken = { access_token: "delegated" };

describe("application token", () => {
  it("is requested once for concurrent callers, without reading the Auth0 user", async () => {
    mockEntra();
    const { tokens, context } = createSource();
    const [first, second] = await Promise.all([tokens.current(), tokens.current()]);
    expect(first).toEqual({ value: "t", kind: "application", renewable: false });
    expect(second).toMatchObject({ value: "t" });
    expect(context.readIdentity).not.toHaveBeenCalled();
  });

  it("is renewed by a new request if it was cached", async () => {
    mockEntra("old");
    const { tokens, nextSource } = createSource();
    await tokens.current();
    const next = nextSource();
    const cached = await next.current();
    expect(cached).toMatchObject({ value: "old", renewable: true });
    mockEntra("new");
    expect(await next.renew(cached)).toMatchObject({ value: "new" });
  });

  it("is not renewed if it is new", async () => {
    mockEntra();
    const { tokens } = createSource();
    expect(await tokens.renew(await tokens.current())).toBeUndefined();
  });

  it("is requested again in the next login after drop()", async () => {
    mockEntra("old");
    const { tokens, nextSource } = createSource();
    tokens.drop(await tokens.current());
    mockEntra("new");
    expect(await nextSource().current()).toMatchObject({ value: "new" });
  });

  it("is not requested again in the next login if Entra refused the first request", async () => {
    nock("https://login.microsoftonline.com")
      .post(/token/)
      .query(true)
      .reply(401, { error: "invalid_client" });
    const { tokens, nextSource } = createSource();
    await expect(tokens.current()).rejects.toMatchObject({ reason: "credentials" });
    await expect(nextSource().current()).rejects.toMatchObject({ reason: "credentials" });
  });
});

describe("delegated token", () => {
  it("comes from the identity of the Auth0 user", async () => {
    const { tokens } = createSource({ secrets: USE_IDP, identity: identityToken });
    expect(await tokens.current()).toEqual({ value: "delegated", kind: "delegated", renewable: true });
  });

  it("is replaced by the application token in renew()", async () => {
    const { tokens } = createSource({ secrets: USE_IDP, identity: identityToken });
    mockEntra();
    expect(await tokens.renew(await tokens.current())).toMatchObject({ value: "t", kind: "application" });
  });

  it.each([
    ["is missing", {}],
    ["is not a string", { access_token: 5 }],
    ["contains a line break", { access_token: "a\r\nb" }],
  ])("is replaced by the application token if it %s", async (_, identity) => {
    mockEntra();
    const { tokens } = createSource({ secrets: USE_IDP, identity });
    expect(await tokens.current()).toMatchObject({ kind: "application" });
    expect(tokens.missingScopes()).toEqual(["read:user_idp_tokens"]);
  });

  it("is replaced by the application token if reading the Auth0 user is refused", async () => {
    mockEntra();
    const readIdentity = async () => Promise.reject(new Failure("permission"));
    const { tokens } = createSource({ secrets: USE_IDP, readIdentity });
    expect(await tokens.current()).toMatchObject({ kind: "application" });
    expect(tokens.missingScopes()).toEqual(["read:users", "read:user_idp_tokens"]);
  });

  it("is replaced without missing scopes if the Management API does not respond", async () => {
    mockEntra();
    const readIdentity = async () => Promise.reject(new Failure("timeout"));
    const { tokens } = createSource({ secrets: USE_IDP, readIdentity });
    expect(await tokens.current()).toMatchObject({ kind: "application" });
    expect(tokens.missingScopes()).toEqual([]);
  });

  it("has no replacement without an app registration, and fails with no_identity_token if it is missing", async () => {
    const { tokens } = createSource({ secrets: { ...USE_IDP, AZURE_CLIENT_SECRET: "" }, identity: {} });
    await expect(tokens.current()).rejects.toMatchObject({
      reason: "credentials",
      details: { service: "auth0", code: "no_identity_token" },
    });
    const other = createSource({ secrets: { ...USE_IDP, AZURE_CLIENT_SECRET: "" }, identity: identityToken });
    expect(await other.tokens.renew(await other.tokens.current())).toBeUndefined();
  });
});
