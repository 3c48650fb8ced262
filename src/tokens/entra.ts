/**
 * Application tokens of Microsoft Entra ID, by the client credentials grant of `@azure/identity`.
 *
 * @module
 */

import type { ClientSecretCredentialOptions } from "@azure/identity";
import { type HttpResponse, type Transport, createTransport, textOf } from "../http/client";
import { until } from "../http/deadline";
import { Failure, copyOf, failureOfStatus } from "../http/failure";
import { loadAzureIdentity } from "../lazy-packages";
import type { Cloud } from "../settings/cloud";
import type { GraphApp } from "../settings/settings";
import { type AccessToken, isToken } from "./token-cache";
import { failureOfTokenResponse } from "./token-response";

/** Bytes of a response. A token response has about 2 kB, more with many app roles. */
const MAX_BYTES = 262_144;

type HttpClient = NonNullable<ClientSecretCredentialOptions["httpClient"]>;
type HttpHeaders = Parameters<HttpClient["sendRequest"]>[0]["headers"];

/**
 * Requests a token for Microsoft Graph. Sends one token request, without retries.
 *
 * @param tenantId GUID of the tenant whose directory is to be read
 * @throws {@link Failure} `credentials` with the AADSTS code if Entra refuses the app, else why there is no token
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export async function requestEntraToken(
  app: GraphApp,
  tenantId: string,
  cloud: Cloud,
  signal: AbortSignal,
): Promise<AccessToken> {
  // In outages, too, the body holds Entra's error code.
  const limits = { hosts: cloud.loginHosts, signal, maxBytes: MAX_BYTES, readsErrors: true };
  // Some versions of MSAL request discovery documents first and interpret the responses themselves.
  let discovery: Failure | undefined;
  const transport = createTransport(limits, (response, url) => {
    if (isTokenEndpoint(url)) return failureOfEntra(response);
    discovery = failureOfStatus(response.status, response.headers) ?? new Failure("invalid");
    return undefined;
  });
  try {
    const credential = createCredential(app, tenantId, cloud, httpClientOf(transport));
    const token = await until(signal, credential.getToken(`${cloud.graph}/.default`));
    if (!isToken(token.token)) throw new Failure("invalid");
    return { value: token.token, expiresAt: token.expiresOnTimestamp };
  } catch (error) {
    // MSAL rejects a certificate that it cannot use before it sends anything.
    const failure = transport.failureOf(error) ?? discovery ?? failureWithCode("credentials", String(error));
    throw copyOf(failure, { service: "entra" });
  }
}

function isTokenEndpoint(url: string): boolean {
  return new URL(url).pathname.endsWith("/token");
}

function createCredential(app: GraphApp, tenantId: string, cloud: Cloud, httpClient: HttpClient) {
  const { ClientSecretCredential, ClientCertificateCredential } = loadAzureIdentity();
  const options = { authorityHost: cloud.login, retryOptions: { maxRetries: 0 }, httpClient };
  const { clientId, credential } = app;
  return "secret" in credential
    ? new ClientSecretCredential(tenantId, clientId, credential.secret, options)
    : new ClientCertificateCredential(tenantId, clientId, credential, options);
}

/**
 * The credential's HTTP client. Its own would follow redirects with the secret in the body, read bodies without limit and
 * ignore the deadline.
 */
function httpClientOf(transport: Transport): HttpClient {
  return {
    async sendRequest(request) {
      const { method, url, body } = request;
      const text = typeof body === "string" ? body : undefined;
      const response = await transport.send(url, { method, headers: request.headers.toJSON(), body: text });
      const { status, headers } = response;
      return { request, status, headers: toPipelineHeaders(headers), bodyAsText: textOf(response) };
    },
  };
}

function failureOfEntra(response: HttpResponse): Failure | undefined {
  const failure = failureOfTokenResponse(response);
  return failure && failureWithCode(failure.reason, textOf(response), failure.details);
}

function failureWithCode(reason: Failure["reason"], text: string, details: Failure["details"] = {}): Failure {
  const code = /AADSTS(\d{4,8})/.exec(text)?.[1];
  return new Failure(reason, { ...details, ...(code && { code }) });
}

/** A map with the methods of the pipeline's header collection. Names in Node's responses are in lower case. */
function toPipelineHeaders(headers: HttpResponse["headers"]): HttpHeaders {
  const values = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return Object.assign(new Map(values), {
    get: (name: string) => values.get(name.toLowerCase()),
    toJSON: () => Object.fromEntries(values),
  });
}
