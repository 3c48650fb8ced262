import nock from "nock";
import { createGraphClient, assertOk, isTokenAccepted } from "../../src/graph/client";
import { type Deadline, startDeadline } from "../../src/http/deadline";
import { answer, graphError } from "../support/graph";

const ORIGIN = "https://graph.microsoft.com";
const graph = () => nock(ORIGIN);

const budgets: Deadline[] = [];

afterEach(() => {
  for (const budget of budgets.splice(0)) budget.end();
});

function session() {
  const budget = startDeadline(3000);
  budgets.push(budget);
  return createGraphClient(ORIGIN, "t", budget);
}

const get = async (path = "/users/a", cap = 1000) => session().get(path, cap);

describe("a request to Graph", () => {
  it("sends the token, and a language that Graph accepts", async () => {
    nock(ORIGIN, { reqheaders: { authorization: "Bearer t", "accept-language": "en-US" } })
      .get("/v1.0/users/a")
      .reply(200, { id: "a" });
    const { status, body, error } = await get();
    expect([status, Buffer.from(body).toString(), error]).toEqual([200, '{"id":"a"}', undefined]);
  });

  it("sends the path as it is encoded", async () => {
    graph().get("/v1.0/users/a%23EXT%23%40b.example/photo/$value").reply(200, "x");
    await expect(get("/users/a%23EXT%23%40b.example/photo/$value")).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    "/v1.0/users/a/directReports?$top=999&$skiptoken=RFN%2Bd%3D%3D",
    // The SDK would merge the two, change their order or drop one.
    "/v1.0/users/a/directReports?$skiptoken=x&$select=id&$select=mail&$top=1&$top=2",
    "/v1.0/users/a/directReports?$select=id&x=1&$top=1&y&=z&",
    "/beta/users/a//directReports?$skiptoken",
  ])("requests the next link %s byte for byte", async (path) => {
    let requested: string | undefined;
    graph()
      .get(() => true)
      .query(true)
      .reply(200, function () {
        requested = this.req.path;
        return {};
      });
    await expect(get(`${ORIGIN}${path}`)).resolves.toMatchObject({ status: 200 });
    expect(requested).toBe(path);
  });

  it("is made once, though the SDK would retry", async () => {
    graph().get("/v1.0/users/a").reply(503);
    await expect(get()).resolves.toMatchObject({ status: 503 });
  });

  it("reads Graph's error, also one without a code", async () => {
    graph()
      .get("/v1.0/users/a")
      .reply(404, { error: { code: "", message: "m" } });
    await expect(get()).resolves.toMatchObject({ error: { code: "", message: "m" } });
    graph().get("/v1.0/users/a").reply(404, "<html>");
    await expect(get()).resolves.toMatchObject({ error: undefined });
  });

  it("reads JSON after a byte order mark", async () => {
    graph().get("/v1.0/users/a").reply(404, '\ufeff{"error":{"code":"ImageNotFound","message":""}}');
    await expect(get()).resolves.toMatchObject({ error: { code: "ImageNotFound" } });
  });

  it("reads no more than the cap", async () => {
    graph().get("/v1.0/users/a").reply(200, "x".repeat(1001));
    await expect(get()).rejects.toMatchObject({ reason: "too_large" });
  });

  it("sends nothing to another host", async () => {
    await expect(get("https://evil.example/v1.0/users")).rejects.toMatchObject({ reason: "invalid" });
  });

  it("knows after a response whether Graph accepts the token", async () => {
    const client = session();
    graph().get("/v1.0/users/a").reply(401, {}).get("/v1.0/users/b").reply(200, {});
    await expect(client.get("/users/a", 1000)).resolves.toMatchObject({ status: 401 });
    expect(client.isTokenAccepted()).toBe(false);
    await client.get("/users/b", 1000);
    expect(client.isTokenAccepted()).toBe(true);
  });
});

describe("a refusal", () => {
  it.each([
    [401, "credentials"],
    [403, "permission"],
  ])("with %d is %s", (status, reason) => {
    expect(() => assertOk(answer(status, graphError("SomeError")))).toThrow(
      expect.objectContaining({ reason, details: { status } }) as Error,
    );
  });
});

describe("a token", () => {
  it.each([
    [answer(200, {}), true],
    [answer(304), true],
    [answer(404, graphError("ImageNotFound")), true],
    [answer(400, graphError("BadRequest")), true],
    [answer(404, "<html>"), false],
    [answer(401, graphError("InvalidAuthenticationToken")), false],
    [answer(403, graphError("Authorization_RequestDenied")), false],
    [answer(408, graphError("Timeout")), false],
    [answer(429, graphError("TooManyRequests")), false],
    [answer(503, graphError("serviceNotAvailable")), false],
  ])("is proved good by what only Graph answers to it: %#", (response, isAccepted) => {
    expect(isTokenAccepted(response)).toBe(isAccepted);
  });
});
