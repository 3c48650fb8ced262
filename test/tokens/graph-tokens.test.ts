import nock from "nock";
import { createCache } from "../../src/cli/shared/auth0-runtime";
import { type Deadline, startDeadline } from "../../src/http/deadline";
import { Failure } from "../../src/http/failure";
import { readConfiguration } from "../../src/login/configuration";
import { createTokenSource } from "../../src/tokens/graph-tokens";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
let apps = 0;
const budgets: Deadline[] = [];

afterEach(() => {
  for (const budget of budgets.splice(0)) budget.end();
});

function source(
  more: { secrets?: Record<string, string>; identity?: unknown; readIdentity?: () => Promise<unknown> } = {},
) {
  const secrets = {
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: `app-${String(apps++)}`,
    AZURE_CLIENT_SECRET: "s",
    ...more.secrets,
  };
  const budget = startDeadline(3000);
  budgets.push(budget);
  const context = {
    settings: readConfiguration(secrets).settings,
    tenantId: TENANT,
    cache: createCache(),
    deadline: budget,
    readIdentity: jest.fn(more.readIdentity ?? (async () => Promise.resolve(more.identity))),
  };
  return { tokens: createTokenSource(context), again: () => createTokenSource(context), context };
}

const entra = (value = "t", status = 200) =>
  nock("https://login.microsoftonline.com")
    .post(/token/)
    .query(true)
    .reply(status, { token_type: "Bearer", expires_in: 3599, access_token: value });
const idp = { GRAPH_TOKEN: "idp" };
const ownToken = { access_token: "own" };

describe("the app's token", () => {
  it("is one for all who ask, and no Auth0 user is read for it", async () => {
    entra();
    const { tokens, context } = source();
    const [first, second] = await Promise.all([tokens.current(), tokens.current()]);
    expect(first).toEqual({ value: "t", kind: "application", renewable: false });
    expect(second).toMatchObject({ value: "t" });
    expect(context.readIdentity).not.toHaveBeenCalled();
  });

  it("is renewed by a new request if it was kept", async () => {
    entra("old");
    const { tokens, again } = source();
    await tokens.current();
    const later = again();
    const kept = await later.current();
    expect(kept).toMatchObject({ value: "old", renewable: true });
    entra("new");
    expect(await later.renew(kept)).toMatchObject({ value: "new" });
  });

  it("is not renewed where it is new", async () => {
    entra();
    const { tokens } = source();
    expect(await tokens.renew(await tokens.current())).toBeUndefined();
  });

  it("is forgotten when it is refused, and asked for again later", async () => {
    entra("old");
    const { tokens, again } = source();
    tokens.drop(await tokens.current());
    entra("new");
    expect(await again().current()).toMatchObject({ value: "new" });
  });

  it("is not asked for again within a minute of being refused", async () => {
    nock("https://login.microsoftonline.com")
      .post(/token/)
      .query(true)
      .reply(401, { error: "invalid_client" });
    const { tokens, again } = source();
    await expect(tokens.current()).rejects.toMatchObject({ reason: "credentials" });
    await expect(again().current()).rejects.toMatchObject({ reason: "credentials" });
  });
});

describe("the user's own token", () => {
  it("is read from the Auth0 user", async () => {
    const { tokens } = source({ secrets: idp, identity: ownToken });
    expect(await tokens.current()).toEqual({ value: "own", kind: "delegated", renewable: true });
  });

  it("gives way to the app's where it has expired", async () => {
    const { tokens } = source({ secrets: idp, identity: ownToken });
    entra();
    expect(await tokens.renew(await tokens.current())).toMatchObject({ value: "t", kind: "application" });
  });

  it.each([
    ["is missing", {}],
    ["is no text", { access_token: 5 }],
    ["would break a header", { access_token: "a\r\nb" }],
  ])("gives way to the app's where it %s", async (_, identity) => {
    entra();
    const { tokens } = source({ secrets: idp, identity });
    expect(await tokens.current()).toMatchObject({ kind: "application" });
    expect(tokens.missingScopes()).toEqual(["read:user_idp_tokens"]);
  });

  it("gives way to the app's where the Auth0 user cannot be read", async () => {
    entra();
    const readIdentity = async () => Promise.reject(new Failure("permission"));
    const { tokens } = source({ secrets: idp, readIdentity });
    expect(await tokens.current()).toMatchObject({ kind: "application" });
    expect(tokens.missingScopes()).toEqual(["read:users", "read:user_idp_tokens"]);
  });

  it("is not blamed on a scope if the Management API does not respond", async () => {
    entra();
    const readIdentity = async () => Promise.reject(new Failure("timeout"));
    const { tokens } = source({ secrets: idp, readIdentity });
    expect(await tokens.current()).toMatchObject({ kind: "application" });
    expect(tokens.missingScopes()).toEqual([]);
  });

  it("has no substitute without an app, and the remedy names the scopes", async () => {
    const { tokens } = source({ secrets: { ...idp, AZURE_CLIENT_SECRET: "" }, identity: {} });
    await expect(tokens.current()).rejects.toMatchObject({
      reason: "credentials",
      details: { service: "auth0", code: "no_identity_token" },
    });
    const own = source({ secrets: { ...idp, AZURE_CLIENT_SECRET: "" }, identity: ownToken });
    expect(await own.tokens.renew(await own.tokens.current())).toBeUndefined();
  });
});
