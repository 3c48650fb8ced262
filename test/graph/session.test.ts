import nock from "nock";
import { createGraphSession } from "../../src/graph/session";
import { type Budget, startBudget } from "../../src/network/budget";
import { Failure } from "../../src/network/failure";
import type { GraphToken, GraphTokenSource } from "../../src/tokens/source";

const token = (value: string, more: Partial<GraphToken> = {}): GraphToken => ({
  value,
  kind: "application",
  renewable: true,
  ...more,
});
const graph = (value?: string) =>
  nock("https://graph.microsoft.com", value ? { reqheaders: { authorization: `Bearer ${value}` } } : {});

const budgets: Budget[] = [];

afterEach(() => {
  for (const budget of budgets.splice(0)) budget.end();
});

function session(next?: GraphToken, first = token("old")) {
  const tokens = {
    current: jest.fn(async () => Promise.resolve(first)),
    renew: jest.fn(async () => Promise.resolve(next)),
    refused: jest.fn(),
  } satisfies GraphTokenSource;
  const budget = startBudget(3000);
  budgets.push(budget);
  return { edge: createGraphSession("https://graph.microsoft.com", tokens, budget), tokens };
}

const get = async ({ edge }: ReturnType<typeof session>, path = "/users/a", cap = 1000) =>
  edge.get(path, cap);

describe("asking Graph", () => {
  it("sends the token, and no language that Graph refuses", async () => {
    nock("https://graph.microsoft.com", {
      reqheaders: { authorization: "Bearer old", "accept-language": "en-US" },
    })
      .get("/v1.0/users/a")
      .reply(200, { id: "a" });
    const { status, body, error } = await get(session());
    expect([status, Buffer.from(body).toString(), error]).toEqual([200, '{"id":"a"}', undefined]);
  });

  it("hands the path on as it is encoded", async () => {
    graph().get("/v1.0/users/a%23EXT%23%40b.example/photo/$value").reply(200, "x");
    await expect(get(session(), "/users/a%23EXT%23%40b.example/photo/$value")).resolves.toMatchObject({
      status: 200,
    });
  });

  it("hands a next link on as it is", async () => {
    graph().get("/v1.0/users/a/directReports?$top=999&$skiptoken=RFN%2Bd%3D%3D").reply(200, {});
    const link = "https://graph.microsoft.com/v1.0/users/a/directReports?$top=999&$skiptoken=RFN%2Bd%3D%3D";
    await expect(get(session(), link)).resolves.toMatchObject({ status: 200 });
  });

  it("asks once where Graph is down, though the SDK would retry", async () => {
    graph().get("/v1.0/users/a").reply(503);
    await expect(get(session())).resolves.toMatchObject({ status: 503 });
  });

  it("reads Graph's error, also one without a code", async () => {
    graph()
      .get("/v1.0/users/a")
      .reply(404, { error: { code: "", message: "m" } });
    await expect(get(session())).resolves.toMatchObject({ error: { code: "", message: "m" } });
    graph().get("/v1.0/users/a").reply(404, "<html>");
    await expect(get(session())).resolves.toMatchObject({ error: undefined });
  });

  it("reads no more than the cap", async () => {
    graph().get("/v1.0/users/a").reply(200, "x".repeat(1001));
    await expect(get(session())).rejects.toMatchObject({ reason: "too_large" });
  });

  it("sends nothing to another host", async () => {
    await expect(get(session(), "https://evil.example/v1.0/users")).rejects.toMatchObject({
      reason: "invalid",
    });
  });

  it("says why there is no token", async () => {
    const broken = session();
    broken.tokens.current.mockRejectedValue(new Failure("credentials"));
    await expect(get(broken)).rejects.toMatchObject({ reason: "credentials" });
  });
});

describe("a token that Graph does not take", () => {
  it("is renewed, and the request repeated once", async () => {
    graph("old").get("/v1.0/users/a").reply(401, {});
    graph("new").get("/v1.0/users/a").reply(200, {});
    await expect(get(session(token("new")))).resolves.toMatchObject({ status: 200 });
  });

  it("is dropped where there is no other", async () => {
    graph("old").get("/v1.0/users/a").reply(401, {});
    const refused = session();
    await expect(get(refused)).rejects.toMatchObject({ reason: "credentials" });
    expect(refused.tokens.refused).toHaveBeenCalledWith(token("old"));
  });

  it("is not renewed twice", async () => {
    graph("old").get("/v1.0/users/a").reply(401, {});
    graph("new").get("/v1.0/users/a").reply(401, {});
    const refused = session(token("new"));
    await expect(get(refused)).rejects.toMatchObject({ reason: "credentials" });
    expect(refused.tokens.refused).toHaveBeenCalledWith(token("new"));
  });

  it("is dropped after 403, so that new consent counts, and the request not repeated", async () => {
    graph("old")
      .get("/v1.0/users/a")
      .reply(403, { error: { code: "Authorization_RequestDenied" } });
    const refused = session(token("new"));
    await expect(get(refused)).rejects.toMatchObject({ reason: "permission", details: { delegated: false } });
    expect(refused.tokens.refused).toHaveBeenCalledTimes(1);
    expect(refused.tokens.renew).not.toHaveBeenCalled();
  });

  it("is told as the user's own where it was", async () => {
    graph().get("/v1.0/users/a").reply(403, {});
    const refused = session(undefined, token("own", { kind: "delegated" }));
    await expect(get(refused)).rejects.toMatchObject({ details: { delegated: true } });
  });
});
