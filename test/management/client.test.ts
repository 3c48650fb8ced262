import nock from "nock";
import { createCache } from "../../src/cli/shared/auth0-runtime";
import { createManagement } from "../../src/management/client";
import { type Deadline, startDeadline } from "../../src/http/deadline";

const USER = "auth0|a b";
const changes = { manager: "Grace", thumbnailPhoto: null };
let clients = 0;
const deadlines: Deadline[] = [];

afterEach(() => {
  for (const deadline of deadlines.splice(0)) deadline.end();
});

/** A client with its own application, because a refusal opens the circuit of an application. */
function newClient(cache = createCache(), deadlineMs = 3000) {
  const app = {
    domain: "contoso.eu.auth0.com",
    clientId: `client-${String(clients++)}`,
    clientSecret: "the secret",
  };
  const deadline = startDeadline(deadlineMs);
  deadlines.push(deadline);
  return {
    management: createManagement(app, cache, deadline),
    /** The client of the next login. */
    nextClient: (own = deadline) => createManagement(app, cache, own),
  };
}

const isTokenRequest = (body: Record<string, unknown>) =>
  body.grant_type === "client_credentials" &&
  /^client-\d+$/.test(String(body.client_id)) &&
  body.client_secret === "the secret" &&
  body.audience === "https://contoso.eu.auth0.com/api/v2/";
const auth0 = () => nock("https://contoso.eu.auth0.com");
const mockToken = (value = "m") =>
  auth0().post("/oauth/token", isTokenRequest).reply(200, { access_token: value, expires_in: 86_400 });
const bearer = (value: string) => ({ reqheaders: { authorization: `Bearer ${value}` } });

describe("writeAppMetadata", () => {
  it("sends one PATCH with the encoded user ID, after one token request", async () => {
    mockToken();
    auth0().patch("/api/v2/users/auth0%7Ca%20b", { app_metadata: changes }).reply(200, {});
    await expect(newClient().management.writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("uses one token for all calls, also in the next login", async () => {
    const { management, nextClient } = newClient();
    mockToken();
    auth0().get(/users/).reply(200, { user_id: USER }).patch(/users/).reply(200, {});
    await expect(management.readUser(USER, false)).resolves.toEqual({ user_id: USER });
    await expect(nextClient().writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("retries once with a new token if a cached token is refused", async () => {
    const { management, nextClient } = newClient();
    mockToken("old");
    nock("https://contoso.eu.auth0.com", bearer("old"))
      .get(/users/)
      .reply(200, {})
      .patch(/users/)
      .reply(401, {});
    await management.readUser(USER, false);
    mockToken("new");
    nock("https://contoso.eu.auth0.com", bearer("new")).patch(/users/).reply(200, {});
    await expect(nextClient().writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("does not retry if a new token is refused", async () => {
    mockToken();
    auth0().patch(/users/).reply(401, {});
    await expect(newClient().management.writeAppMetadata(USER, changes)).rejects.toMatchObject({
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
  ])(
    "fails for status %d and body %j as %s, with the reason as its only message",
    async (status, body, reason) => {
      mockToken();
      auth0()
        .patch(/users/)
        .reply(status, body as nock.Body, { location: "https://evil.example/" });
      await expect(newClient().management.writeAppMetadata(USER, changes)).rejects.toMatchObject({
        reason,
        message: reason,
      });
    },
  );

  it("fails as unavailable if the connection is reset, and as timeout at the deadline", async () => {
    mockToken();
    auth0().patch(/users/).replyWithError("ECONNRESET");
    await expect(newClient().management.writeAppMetadata(USER, changes)).rejects.toMatchObject({
      reason: "unavailable",
    });
    mockToken();
    auth0().patch(/users/).delay(2000).reply(200, {});
    const { management } = newClient(createCache(), 200);
    await expect(management.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason: "timeout" });
    nock.abortPendingRequests();
  });
});

describe("Management API token", () => {
  it.each([
    [401, { error: "access_denied" }, "credentials"],
    [403, { error: "unauthorized_client" }, "credentials"],
    [400, {}, "invalid"],
    [429, {}, "throttled"],
    [500, "<html>", "unavailable"],
    [200, "<html>", "invalid"],
    [200, {}, "invalid"],
    [200, { access_token: "line\nbreak" }, "invalid"],
  ])("is not available if the token response is %d %j, which fails as %s", async (status, body, reason) => {
    auth0()
      .post("/oauth/token")
      .reply(status, body as nock.Body);
    await expect(newClient().management.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason });
  });

  it("is requested once if warm() requested it in advance", async () => {
    const { management } = newClient();
    mockToken();
    auth0().patch(/users/).reply(200, {});
    management.warm();
    await expect(management.writeAppMetadata(USER, changes)).resolves.toBeUndefined();
  });

  it("fails when it is used if the request of warm() failed", async () => {
    const { management } = newClient();
    auth0().post("/oauth/token").reply(401, {});
    management.warm();
    await expect(management.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason: "credentials" });
  });
});

describe("Management API circuit", () => {
  it("is open for the next login after a refusal", async () => {
    const { management, nextClient } = newClient();
    mockToken();
    auth0().patch(/users/).reply(403, {});
    await expect(management.writeAppMetadata(USER, changes)).rejects.toMatchObject({ reason: "permission" });
    await expect(nextClient().writeAppMetadata(USER, changes)).rejects.toMatchObject({
      reason: "permission",
    });
  });
});

describe("Management API circuit of a call that waits for the token", () => {
  it("opens if three calls in a row had to stop waiting, although no token request was counted", async () => {
    const { nextClient } = newClient();
    let requests = 0;
    auth0()
      .persist()
      .post("/oauth/token", () => Boolean(++requests))
      .delay(10_000)
      .reply(200, {});
    const readOnce = async () => {
      const own = startDeadline(100);
      try {
        await nextClient(own).readUser(USER, true);
      } finally {
        own.end();
      }
    };
    for (let login = 0; login < 4; login++) {
      await expect(readOnce()).rejects.toMatchObject({ reason: "timeout" });
      // The token request of this login has ended then, so that the next login does not join it.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    nock.abortPendingRequests();
    nock.cleanAll();
    expect(requests).toBe(3);
  });
});
