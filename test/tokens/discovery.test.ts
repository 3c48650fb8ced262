import nock from "nock";
import { CLOUDS } from "../../src/settings/cloud";
import { requestEntraToken } from "../../src/tokens/entra";

interface Client {
  sendRequest(request: object): Promise<{ status: number; bodyAsText: string }>;
}

/** Simulates an MSAL version that requests a discovery document before the token. */
class DiscoveringCredential {
  readonly #client: Client;

  constructor(_tenant: string, _client: string, _secret: string, { httpClient }: { httpClient: Client }) {
    this.#client = httpClient;
  }

  async getToken(): Promise<object> {
    const send = async (method: string, url: string) =>
      this.#client.sendRequest({ method, url, headers: { toJSON: () => ({}) } });
    const discovery = await send("GET", "https://login.microsoftonline.com/common/discovery/instance");
    if (discovery.status >= 500) throw new Error("no discovery");
    const { bodyAsText } = await send("POST", "https://login.microsoftonline.com/t/oauth2/v2.0/token");
    const { access_token: token } = JSON.parse(bodyAsText) as { access_token: string };
    return { token, expiresOnTimestamp: 1 };
  }
}

jest.mock("../../src/lazy-packages", () => ({
  ...jest.requireActual<object>("../../src/lazy-packages"),
  loadAzureIdentity: () => ({ ClientSecretCredential: DiscoveringCredential }),
}));

const entra = () => nock("https://login.microsoftonline.com");
const request = async () => {
  const [cloud] = CLOUDS;
  if (!cloud) throw new Error("no cloud");
  const app = { clientId: "app", credential: { secret: "s" } };
  return requestEntraToken(app, "t", cloud, new AbortController().signal);
};

describe("requestEntraToken with an MSAL that requests a discovery document", () => {
  it.each([200, 400, 404])("returns the token if the discovery response has status %d", async (status) => {
    entra().get("/common/discovery/instance").reply(status, { tenant_discovery_endpoint: "x" });
    entra().post("/t/oauth2/v2.0/token").reply(200, { access_token: "t" });
    await expect(request()).resolves.toMatchObject({ value: "t" });
  });

  it("fails with the error of the token response", async () => {
    entra().get("/common/discovery/instance").reply(200, {});
    entra()
      .post("/t/oauth2/v2.0/token")
      .reply(401, { error: "invalid_client", error_description: "AADSTS7000222" });
    await expect(request()).rejects.toMatchObject({
      reason: "credentials",
      details: { service: "entra", code: "7000222" },
    });
  });

  it("fails as unavailable, not as credentials, if MSAL stops after a discovery response with 503", async () => {
    entra().get("/common/discovery/instance").reply(503);
    await expect(request()).rejects.toMatchObject({ reason: "unavailable" });
  });
});
