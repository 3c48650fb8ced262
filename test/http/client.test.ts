import nock from "nock";
import { createTransport, onRequestSent, send, textOf } from "../../src/http/client";
import { Failure } from "../../src/http/failure";

const HOST = "graph.microsoft.com";
const limits = { hosts: [HOST], signal: new AbortController().signal, maxBytes: 10 };
const get = async (path = "/a", more = {}) => send(`https://${HOST}${path}`, {}, { ...limits, ...more });

describe("send", () => {
  it.each([
    "http://graph.microsoft.com/a",
    "https://evil.example/a",
    "https://graph.microsoft.com.evil.example/a",
    "https://graph.microsoft.com:8443/a",
  ])("rejects %s, which is not an allowed URL", async (url) => {
    await expect(send(url, {}, limits)).rejects.toMatchObject({ reason: "invalid" });
  });

  it("returns status, headers and body of the response", async () => {
    nock(`https://${HOST}`).get("/a").reply(200, "0123456789", { etag: '"1"' });
    const response = await get();
    expect([response.status, response.headers.etag, textOf(response)]).toEqual([200, '"1"', "0123456789"]);
  });

  it("rejects a response body larger than maxBytes", async () => {
    nock(`https://${HOST}`).get("/a").reply(200, "0123456789a");
    await expect(get()).rejects.toMatchObject({ reason: "too_large" });
  });

  it("returns the status of an error if its body is larger than maxBytes", async () => {
    nock(`https://${HOST}`).get("/a").reply(403, "x".repeat(1000));
    await expect(get()).resolves.toMatchObject({ status: 403 });
  });

  it.each([301, 302, 303, 307, 308])("rejects a redirect with %d", async (status) => {
    nock(`https://${HOST}`).get("/a").reply(status, "", { location: "https://evil.example/" });
    await expect(get()).rejects.toMatchObject({ reason: "invalid" });
  });

  it.each([204, 304])("returns a response without a body for %d", async (status) => {
    nock(`https://${HOST}`).get("/a").reply(status);
    await expect(get()).resolves.toMatchObject({ status });
  });

  it("fails as unavailable if the connection is reset", async () => {
    nock(`https://${HOST}`).get("/a").replyWithError("ECONNRESET");
    await expect(get()).rejects.toMatchObject({ reason: "unavailable" });
  });

  it("fails as timeout if the signal is aborted", async () => {
    nock(`https://${HOST}`).get("/a").delay(2000).reply(200, "");
    const controller = new AbortController();
    const pending = get("/a", { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 20);
    await expect(pending).rejects.toMatchObject({ reason: "timeout" });
    nock.abortPendingRequests();
  });

  it("calls the listeners of onRequestSent once, before the response arrives", async () => {
    const events: string[] = [];
    const stop = onRequestSent((host, signal) => {
      if (signal === limits.signal) events.push(`sent to ${host}`);
    });
    nock(`https://${HOST}`).get("/a").delay(20).reply(200, "").get("/b").reply(200, "");
    await get("/a").then(() => events.push("received"));
    stop();
    await get("/b");
    expect(events).toEqual([`sent to ${HOST}`, "received"]);
  });

  it("replaces Accept-Encoding by identity", async () => {
    nock(`https://${HOST}`, { reqheaders: { "accept-encoding": "identity" } })
      .get("/a")
      .reply(200, "");
    const headers = { "Accept-Encoding": "gzip, deflate" };
    await expect(send(`https://${HOST}/a`, { headers }, limits)).resolves.toMatchObject({ status: 200 });
  });
});

describe("createTransport", () => {
  it("returns the failure of the request if the package throws another error", async () => {
    nock(`https://${HOST}`).get("/a").replyWithError("ECONNRESET");
    const transport = createTransport(limits);
    await expect(transport.send(`https://${HOST}/a`, {})).rejects.toMatchObject({ reason: "unavailable" });
    expect(transport.failureOf(new Error("fetch failed"))).toMatchObject({ reason: "unavailable" });
  });

  it("fails with the failure that the given function returns for the response", async () => {
    nock(`https://${HOST}`).get("/a").reply(403, "no");
    const transport = createTransport(limits, ({ status }) =>
      status === 403 ? new Failure("permission") : undefined,
    );
    await expect(transport.send(`https://${HOST}/a`, {})).rejects.toMatchObject({ reason: "permission" });
  });

  it("returns the failure wrapped by the package if no request failed", () => {
    const wrapped = new Error("request failed", { cause: new Failure("timeout") });
    expect(createTransport(limits).failureOf(wrapped)).toMatchObject({ reason: "timeout" });
    expect(createTransport(limits).failureOf(new Error("no certificate"))).toBeUndefined();
  });
});
