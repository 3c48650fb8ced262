import nock from "nock";
import { createTransport, onRequestSent, send, textOf } from "../../src/http/client";
import { Failure } from "../../src/http/failure";

const HOST = "graph.microsoft.com";
const limits = { hosts: [HOST], signal: new AbortController().signal, maxBytes: 10 };
const get = async (path = "/a", more = {}) => send(`https://${HOST}${path}`, {}, { ...limits, ...more });

describe("the one door to the network", () => {
  it.each([
    "http://graph.microsoft.com/a",
    "https://evil.example/a",
    "https://graph.microsoft.com.evil.example/a",
    "https://graph.microsoft.com:8443/a",
  ])("sends nothing to %s", async (url) => {
    await expect(send(url, {}, limits)).rejects.toMatchObject({ reason: "invalid" });
  });

  it("hands back what was answered", async () => {
    nock(`https://${HOST}`).get("/a").reply(200, "0123456789", { etag: '"1"' });
    const answer = await get();
    expect([answer.status, answer.headers.etag, textOf(answer)]).toEqual([200, '"1"', "0123456789"]);
  });

  it("stops reading at the cap", async () => {
    nock(`https://${HOST}`).get("/a").reply(200, "0123456789a");
    await expect(get()).rejects.toMatchObject({ reason: "too_large" });
  });

  it("still knows the status of an error whose body is too large", async () => {
    nock(`https://${HOST}`).get("/a").reply(403, "x".repeat(1000));
    await expect(get()).resolves.toMatchObject({ status: 403 });
  });

  it.each([301, 302, 303, 307, 308])("follows no redirect by %d", async (status) => {
    nock(`https://${HOST}`).get("/a").reply(status, "", { location: "https://evil.example/" });
    await expect(get()).rejects.toMatchObject({ reason: "invalid" });
  });

  it.each([204, 304])("takes %d, which has no body", async (status) => {
    nock(`https://${HOST}`).get("/a").reply(status);
    await expect(get()).resolves.toMatchObject({ status });
  });

  it("says that a host is unavailable where the connection breaks", async () => {
    nock(`https://${HOST}`).get("/a").replyWithError("ECONNRESET");
    await expect(get()).rejects.toMatchObject({ reason: "unavailable" });
  });

  it("gives up at the deadline", async () => {
    nock(`https://${HOST}`).get("/a").delay(2000).reply(200, "");
    const controller = new AbortController();
    const waiting = get("/a", { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 20);
    await expect(waiting).rejects.toMatchObject({ reason: "timeout" });
    nock.abortPendingRequests();
  });

  it("tells once that a request is on its way, before there is an answer", async () => {
    const told: string[] = [];
    const stop = onRequestSent((host, signal) => {
      if (signal === limits.signal) told.push(`sent to ${host}`);
    });
    nock(`https://${HOST}`).get("/a").delay(20).reply(200, "").get("/b").reply(200, "");
    await get("/a").then(() => told.push("received"));
    stop();
    await get("/b");
    expect(told).toEqual([`sent to ${HOST}`, "received"]);
  });

  it("asks for nothing packed, whatever a package would take", async () => {
    nock(`https://${HOST}`, { reqheaders: { "accept-encoding": "identity" } })
      .get("/a")
      .reply(200, "");
    const headers = { "Accept-Encoding": "gzip, deflate" };
    await expect(send(`https://${HOST}/a`, { headers }, limits)).resolves.toMatchObject({ status: 200 });
  });
});

describe("a door for a package", () => {
  it("keeps what went wrong, whatever the package makes of it", async () => {
    nock(`https://${HOST}`).get("/a").replyWithError("ECONNRESET");
    const door = createTransport(limits);
    await expect(door.send(`https://${HOST}/a`, {})).rejects.toMatchObject({ reason: "unavailable" });
    expect(door.failureOf(new Error("fetch failed"))).toMatchObject({ reason: "unavailable" });
  });

  it("takes an answer for the failure that it stands for", async () => {
    nock(`https://${HOST}`).get("/a").reply(403, "no");
    const door = createTransport(limits, ({ status }) =>
      status === 403 ? new Failure("permission") : undefined,
    );
    await expect(door.send(`https://${HOST}/a`, {})).rejects.toMatchObject({ reason: "permission" });
  });

  it("finds what a package has wrapped where nothing went wrong at the door", () => {
    const wrapped = new Error("request failed", { cause: new Failure("timeout") });
    expect(createTransport(limits).failureOf(wrapped)).toMatchObject({ reason: "timeout" });
    expect(createTransport(limits).failureOf(new Error("no certificate"))).toBeUndefined();
  });
});
