import nock from "nock";
import selfsigned from "selfsigned";
import { CLOUDS } from "../../src/settings/cloud";
import { requestEntraToken } from "../../src/tokens/entra";

const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
const neverAborted = new AbortController().signal;
const cloud = (name: string) => {
  const found = CLOUDS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(name);
  return found;
};
const app = { clientId: "app", credential: { secret: "the secret" } };
const request = async (
  more: { app?: Parameters<typeof requestEntraToken>[0]; cloud?: string; signal?: AbortSignal } = {},
) => requestEntraToken(more.app ?? app, TENANT, cloud(more.cloud ?? "global"), more.signal ?? neverAborted);
const endpoint = (host = "login.microsoftonline.com") =>
  nock(`https://${host}`).post(`/${TENANT}/oauth2/v2.0/token`).query(true);
const token = { token_type: "Bearer", expires_in: 3599, access_token: "t" };

describe("requestEntraToken", () => {
  it("sends one POST with the grant type and the scope, and returns the token with its expiry", async () => {
    let body = "";
    nock("https://login.microsoftonline.com")
      .post(`/${TENANT}/oauth2/v2.0/token`, (form: Record<string, string>) => {
        body = new URLSearchParams(form).toString();
        return true;
      })
      .query(true)
      .reply(200, token);
    const { value, expiresAt } = await request();
    expect(value).toBe("t");
    expect(Math.abs(expiresAt - Date.now() - 3_599_000)).toBeLessThan(10_000);
    expect(body).toContain("grant_type=client_credentials");
    expect(body).toContain("scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
  });

  it.each([
    ["usgov", "login.microsoftonline.us"],
    ["usgov-dod", "login.microsoftonline.us"],
    ["china", "login.partner.microsoftonline.cn"],
  ])("uses the login host of the cloud %s: %s", async (name, host) => {
    endpoint(host).reply(200, token);
    await expect(request({ cloud: name })).resolves.toMatchObject({ value: "t" });
  });

  it("sends a client assertion if the credential is a certificate", async () => {
    const pems = await selfsigned.generate([{ name: "commonName", value: "test" }], { keySize: 2048 });
    let assertion = "";
    nock("https://login.microsoftonline.com")
      .post(`/${TENANT}/oauth2/v2.0/token`, (form: { client_assertion?: string }) => {
        assertion = form.client_assertion ?? "";
        return true;
      })
      .query(true)
      .reply(200, token);
    const certificate = `${pems.cert}\n${pems.private}`;
    await expect(request({ app: { clientId: "app", credential: { certificate } } })).resolves.toMatchObject({
      value: "t",
    });
    expect(assertion.split(".")).toHaveLength(3);
  });

  it.each([7000215, 90002, 1234567])(
    "fails as credentials with the code, but without the description, of AADSTS%d",
    async (code) => {
      endpoint().reply(code === 90002 ? 400 : 401, {
        error: "invalid_client",
        error_description: `AADSTS${String(code)}: the secret. Trace ID: t`,
        error_codes: [code],
      });
      await expect(request()).rejects.toMatchObject({
        message: "credentials",
        reason: "credentials",
        details: { service: "entra", code: String(code) },
      });
    },
  );

  it.each([
    [400, "<html>", "invalid"],
    [403, "", "credentials"],
    [404, "", "invalid"],
    [429, "", "throttled"],
    [500, "", "unavailable"],
    [502, "<html>", "unavailable"],
    [503, "", "unavailable"],
    [200, "<html>", "invalid"],
    [200, "", "invalid"],
    [200, "null", "invalid"],
    [200, "{}", "invalid"],
    [200, '{"access_token":5}', "invalid"],
    [302, "", "invalid"],
  ])("fails for status %d and body %j as %s", async (status, body, reason) => {
    endpoint().reply(status, body, { location: "https://evil.example/", "content-type": "application/json" });
    await expect(request()).rejects.toMatchObject({ reason });
  });

  it("fails as timeout if the signal is aborted", async () => {
    endpoint().delay(3000).reply(200, token);
    const controller = new AbortController();
    const pending = request({ signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 30);
    await expect(pending).rejects.toMatchObject({ reason: "timeout" });
    nock.abortPendingRequests();
  });

  it("fails as unavailable if the host refuses the connection", async () => {
    endpoint().replyWithError("ECONNREFUSED");
    await expect(request()).rejects.toMatchObject({ reason: "unavailable" });
  });

  it("fails as credentials without a request if the package rejects the certificate", async () => {
    const certificate =
      "-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nnope\n-----END PRIVATE KEY-----";
    await expect(request({ app: { clientId: "app", credential: { certificate } } })).rejects.toMatchObject({
      reason: "credentials",
    });
  });
});
