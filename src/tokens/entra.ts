/**
 * Application tokens of Microsoft Entra ID, by the client credentials grant of `@azure/identity`.
 *
 * @module
 */

import type { ClientSecretCredentialOptions } from "@azure/identity";
import { own } from "../mapping/json";
import { until } from "../network/budget";
import { type Answer, type Doorway, jsonIn, openDoor, textOf } from "../network/door";
import { Failure, failureOfStatus } from "../network/failure";
import { loadAzureIdentity } from "../packages";
import type { Cloud } from "../settings/cloud";
import type { GraphApp } from "../settings/settings";
import { type AccessToken, isToken } from "./store";

/** A token answer has some 2 kB, more with many app roles. */
const CAP_BYTES = 262_144;

type HttpClient = NonNullable<ClientSecretCredentialOptions["httpClient"]>;
type PipelineRequest = Parameters<HttpClient["sendRequest"]>[0];
type HttpHeaders = PipelineRequest["headers"];

/**
 * What to change, by the code that Entra refuses with.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const REMEDIES: Readonly<Record<string, string>> = {
  "7000215": "AZURE_CLIENT_SECRET is wrong (AADSTS7000215): use the secret's value, not its id",
  "7000222": "AZURE_CLIENT_SECRET has expired (AADSTS7000222): create a new one",
  "700016": "AZURE_CLIENT_ID is not an app of this tenant (AADSTS700016)",
  "700027": "AZURE_CLIENT_CERTIFICATE is not on the app registration (AADSTS700027)",
  "90002": "AZURE_TENANT_ID is no tenant of this cloud (AADSTS90002)",
  "7000112": "the app of AZURE_CLIENT_ID is disabled (AADSTS7000112)",
};

const FORBIDDEN = "Entra gives the app of AZURE_CLIENT_ID no token (403): check its conditional access";
const STRANGE = "Entra's token answer was not understood: check GRAPH_CLOUD and AZURE_TENANT_ID";

/** Loads the package; synchronous, and not to be counted as time that a login may take. */
export function prepareEntra(): void {
  loadAzureIdentity();
}

/**
 * Asks for a token for Microsoft Graph. One POST, no retry.
 *
 * @param tenantId GUID of the tenant whose directory is to be read
 * @param onSent told when the request is on its way
 * @throws {@link Failure} `credentials` where Entra refuses, else why there was no answer
 */
export async function requestEntraToken(
  app: GraphApp,
  tenantId: string,
  cloud: Cloud,
  signal: AbortSignal,
  onSent: () => void = () => {},
): Promise<AccessToken> {
  const limits = { hosts: cloud.loginHosts, signal, capBytes: CAP_BYTES, onSent };
  const door = openDoor(limits, failureOfAnswer);
  try {
    const credential = createCredential(app, tenantId, cloud, clientThrough(door));
    const token = await until(signal, credential.getToken(`${cloud.graph}/.default`));
    if (!isToken(token.token)) throw new Failure("invalid");
    return { value: token.token, expiresAt: token.expiresOnTimestamp };
  } catch (error) {
    const failure = door.failureOf(error) ?? new Failure("credentials", remedyOf(String(error)));
    const isStrange = failure.reason === "invalid" || failure.reason === "too_large";
    throw isStrange ? new Failure(failure.reason, { remedy: STRANGE }) : failure;
  }
}

function createCredential(app: GraphApp, tenantId: string, cloud: Cloud, httpClient: HttpClient) {
  const { ClientSecretCredential, ClientCertificateCredential } = loadAzureIdentity();
  const options = { authorityHost: cloud.login, retryOptions: { maxRetries: 0 }, httpClient };
  return "secret" in app.credential
    ? new ClientSecretCredential(tenantId, app.clientId, app.credential.secret, options)
    : new ClientCertificateCredential(
        tenantId,
        app.clientId,
        { certificate: app.credential.certificate },
        options,
      );
}

/** The credential's HTTP client: its own would follow redirects with the secret in the body, read without end and ignore the deadline. */
function clientThrough(door: Doorway): HttpClient {
  return {
    async sendRequest(request) {
      const { method, url, body } = request;
      const text = typeof body === "string" ? body : undefined;
      const answer = await door.send(url, { method, headers: request.headers.toJSON(), body: text });
      const { status, headers } = answer;
      return { request, status, headers: pipelineHeaders(headers), bodyAsText: textOf(answer) };
    },
  };
}

/** `undefined` for a token; what is no token and no refusal is `invalid`, whatever MSAL makes of it. */
function failureOfAnswer(answer: Answer): Failure | undefined {
  const { status, headers } = answer;
  const json = jsonIn(answer);
  if (status >= 200 && status < 300)
    return isToken(own(json, "access_token")) ? undefined : new Failure("invalid");
  const isRefused = status === 401 || (status === 400 && typeof own(json, "error") === "string");
  if (isRefused) return new Failure("credentials", remedyOf(textOf(answer)));
  if (status === 403) return new Failure("credentials", { remedy: FORBIDDEN });
  return failureOfStatus(status, headers) ?? new Failure("invalid");
}

function remedyOf(text: string): { remedy: string } {
  const code = /AADSTS(\d{4,8})/.exec(text)?.[1];
  const known = code && REMEDIES[code];
  return { remedy: known ?? `check AZURE_CLIENT_ID and its credential${code ? ` (AADSTS${code})` : ""}` };
}

/** The little of the pipeline's header collection that is asked of an answer. */
function pipelineHeaders(headers: Answer["headers"]): HttpHeaders {
  const values = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return {
    get: (name) => values.get(name.toLowerCase()),
    has: (name) => values.has(name.toLowerCase()),
    set: (name, value) => {
      values.set(name.toLowerCase(), String(value));
    },
    delete: (name) => {
      values.delete(name.toLowerCase());
    },
    toJSON: () => Object.fromEntries(values),
    [Symbol.iterator]: () => values.entries(),
  };
}
