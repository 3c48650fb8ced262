import nock from "nock";
import { createGraphClient, assertOk, isTokenAccepted } from "../../src/graph/client";
import { type Deadline, startDeadline } from "../../src/http/deadline";
import { graphError, response } from "../support/graph";

const ORIGIN = "https://graph.microsoft.com";
const graph = () => nock(ORIGIN);

const deadlines: Deadline[] = [];

afterEach(() => {
  for (const deadline of deadlines.splice(0)) deadline.end();
});

function newClient() {
  const deadline = startDeadline(3000);
  deadlines.push(deadline);
  return createGraphClient(ORIGIN, "t", deadline);
}

const get = async (path = "/users/a", maxBytes = 1000) => newClient().get(path, maxBytes);

describe("GraphClient", () => {
  it("sends the token and the Accept-Language en-US", async () => {
    nock(ORIGIN, { reqheaders: { authorization: "Bearer t", "accept-language": "en-US" } })
      .get("/v1.0/users/a")
      .reply(200, { id: "a" });
    const { status, body, error } = await get();
    expect([status, Buffer.from(body).toString(), error]).toEqual([200, '{"id":"a"}', undefined]);
  });

  it("does not change the encoding of the path", async () => {
    graph().get("/v1.0/users/a%23EXT%23%40b.example/photo/$value").reply(200, "x");
    await expect(get("/users/a%23EXT%23%40b.example/photo/$value")).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    "/v1.0/users/a/directReports?$top=999&$skiptoken=RFN%2Bd%3D%3D",
    // The SDK would merge repeated parameters, reorder them or drop one.
    "/v1.0/users/a/directReports?$skiptoken=x&$select=id&$select=mail&$top=1&$top=2",
    "/v1.0/users/a/directReports?$select=id&x=1&$top=1&y&=z&",
    "/beta/users/a//directReports?$skiptoken",
  ])("requests the next link %s unchanged", async (path) => {
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

  it("does not retry, unlike the SDK", async () => {
    graph().get("/v1.0/users/a").reply(503);
    await expect(get()).resolves.toMatchObject({ status: 503 });
  });

  it("returns the error of the response, with an empty code if it has none, and no error without JSON", async () => {
    graph()
      .get("/v1.0/users/a")
      .reply(404, { error: { code: "", message: "m" } });
    await expect(get()).resolves.toMatchObject({ error: { code: "", message: "m" } });
    graph().get("/v1.0/users/a").reply(404, "<html>");
    await expect(get()).resolves.toMatchObject({ error: undefined });
  });

  it("parses JSON after a byte order mark", async () => {
    graph().get("/v1.0/users/a").reply(404, '\ufeff{"error":{"code":"ImageNotFound","message":""}}');
    await expect(get()).resolves.toMatchObject({ error: { code: "ImageNotFound" } });
  });

  it("rejects a response larger than maxBytes", async () => {
    graph().get("/v1.0/users/a").reply(200, "x".repeat(1001));
    await expect(get()).rejects.toMatchObject({ reason: "too_large" });
  });

  it("rejects a URL of another host", async () => {
    await expect(get("https://evil.example/v1.0/users")).rejects.toMatchObject({ reason: "invalid" });
  });

  it("reports after each response whether Graph accepts the token", async () => {
    const client = newClient();
    graph().get("/v1.0/users/a").reply(401, {}).get("/v1.0/users/b").reply(200, {});
    await expect(client.get("/users/a", 1000)).resolves.toMatchObject({ status: 401 });
    expect(client.isTokenAccepted()).toBe(false);
    await client.get("/users/b", 1000);
    expect(client.isTokenAccepted()).toBe(true);
  });
});

describe("assertOk", () => {
  it.each([
    [401, "credentials"],
    [403, "permission"],
  ])("fails for status %d as %s", (status, reason) => {
    expect(() => assertOk(response(status, graphError("SomeError")))).toThrow(
      expect.objectContaining({ reason, details: { status } }) as Error,
    );
  });
});

describe("isTokenAccepted", () => {
  it.each([
    [true, 200, {}],
    [true, 304, ""],
    [true, 404, graphError("ImageNotFound")],
    [true, 400, graphError("BadRequest")],
    [false, 404, "<html>"],
    [false, 401, graphError("InvalidAuthenticationToken")],
    [false, 403, graphError("Authorization_RequestDenied")],
    [false, 408, graphError("Timeout")],
    [false, 429, graphError("TooManyRequests")],
    [false, 503, graphError("serviceNotAvailable")],
  ])("returns %s for status %d and body %j", (isAccepted, status, body) => {
    expect(isTokenAccepted(response(status, body))).toBe(isAccepted);
  });
});
