import nock from "nock";
import { createCache } from "../../src/cli/shared/auth0-runtime";
import { createManagement } from "../../src/management/client";
import { type Deadline, startDeadline } from "../../src/http/deadline";

const USER = "auth0|a b";
const changes = { manager: "Grace", thumbnailPhoto: null };
let clients = 0;
const budgets: Deadline[] = [];

afterEach(() => {
  for (const budget of budgets.splice(0)) budget.end();
});

/** An application of its own for each test: what one is refused is remembered. */
function management(cache = createCache(), budgetMs = 3000) {
  const app = {
    domain: "contoso.eu.auth0.com",
    clientId: `client-${String(clients++)}`,
    clientSecret: "the secret",
  };
  const budget = startDeadline(budgetMs);
  budgets.push(budget);
  return {
    edge: createManagement(app, cache, budget),
    again: () => createManagement(app, cache, budget),
    budget,
  };
}

const isGrant = (body: Record<string, unknown>) =>
  body.grant_type === "client_credentials" &&
  /^client-\d+$/.test(String(body.client_id)) &&
  body.client_secret === "the secret" &&
  body.audience === "https://contoso.eu.auth0.com/api/v2/";
const auth0 = () => nock("https://contoso.eu.auth0.com");
const tokens = (value = "m") =>
  auth0().post("/oauth/token", isGrant).reply(200, { access_token: value, expires_in: 86_400 });
const bearer = (value: string) => ({ reqheaders: { authorization: `Bearer ${value}` } });

describe("writing app_metadata", () => {
  it("is one PATCH of the user, encoded, with one token", async () => {
    tokens();
    auth0().patch("/api/v2/users/auth0%7Ca%20b", { app_metadata: changes }).reply(200, {});
    await expect(management().edge.writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("uses one token for all calls, also in the next login", async () => {
    const { edge, again } = management();
    tokens();
    auth0().get(/users/).reply(200, { user_id: USER }).patch(/users/).reply(200, {});
    await expect(edge.readUser(USER, false)).resolves.toEqual({ user_id: USER });
    await expect(again().writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("is repeated once with a new token where a kept one is refused", async () => {
    const { edge, again } = management();
    tokens("old");
    nock("https://contoso.eu.auth0.com", bearer("old"))
      .get(/users/)
      .reply(200, {})
      .patch(/users/)
      .reply(401, {});
    await edge.readUser(USER, false);
    tokens("new");
    nock("https://contoso.eu.auth0.com", bearer("new")).patch(/users/).reply(200, {});
    await expect(again().writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("is not repeated where a new token is refused", async () => {
    tokens();
    auth0().patch(/users/).reply(401, {});
    await expect(management().edge.writeAppMetadata(USER, changes)).rejects.toMatchObject({
      reason: "credentials",
    });
  });

  it.each([
    [400, { statusCode: 400, message: "Payload validation error: secret data" }, "invalid"],
    [403, { statusCode: 403, errorCode: "insufficient_scope" }, "permission"],
    [404, { statusCode: 404, errorCode: "inexistent_user" }, "user_not_found"],
    [404, "<html>", "invalid"],
    [429, {}, "throttled"],
    [500, "<html>", "unavailable"],
    [503, {}, "unavailable"],
    [302, "", "invalid"],
    [200, "<html>", "invalid"],
    [200, "", "invalid"],
    [200, "null", "invalid"],
    [200, "[]", "invalid"],
  ])("fails by %d %j as %s, and says no more", async (status, body, reason) => {
    tokens();
    auth0()
      .patch(/users/)
      .reply(status, body as nock.Body, { location: "https://evil.example/" });
    await expect(management().edge.writeAppMetadata(USER, changes)).rejects.toMatchObject({
      reason,
      message: reason,
    });
  });

  it("fails where the connection breaks, and at the deadline", async () => {
    tokens();
    auth0().patch(/users/).replyWithError("ECONNRESET");
    await expect(management().edge.writeAppMetadata(USER, changes)).rejects.toMatchObject({
      reason: "unavailable",
    });
    tokens();
    auth0().patch(/users/).delay(2000).reply(200, {});
    const { edge } = management(createCache(), 200);
    await expect(edge.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason: "timeout" });
    nock.abortPendingRequests();
  });
});

describe("the token", () => {
  it.each([
    [401, { error: "access_denied" }, "credentials"],
    [403, { error: "unauthorized_client" }, "credentials"],
    [400, {}, "invalid"],
    [429, {}, "throttled"],
    [500, "<html>", "unavailable"],
    [200, "<html>", "invalid"],
    [200, {}, "invalid"],
    [200, { access_token: "line\nbreak" }, "invalid"],
  ])("is not to be had by %d %j: %s", async (status, body, reason) => {
    auth0()
      .post("/oauth/token")
      .reply(status, body as nock.Body);
    await expect(management().edge.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason });
  });

  it("is asked for ahead, once, where that is wanted", async () => {
    const { edge } = management();
    tokens();
    auth0().patch(/users/).reply(200, {});
    edge.warm();
    await expect(edge.writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("that was asked for ahead and failed is told when it is used", async () => {
    const { edge } = management();
    auth0().post("/oauth/token").reply(401, {});
    edge.warm();
    await expect(edge.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason: "credentials" });
  });
});

it("remembers a refusal, so that the next login does not ask", async () => {
  const { edge, again } = management();
  tokens();
  auth0().patch(/users/).reply(403, {});
  await expect(edge.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason: "permission" });
  await expect(again().writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason: "permission" });
});
