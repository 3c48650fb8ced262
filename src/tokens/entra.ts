/**
 * Application tokens of Microsoft Entra ID, by the client credentials grant of `@azure/identity`.
 *
 * @module
 */

import type { ClientSecretCredentialOptions } from "@azure/identity";
import { until } from "../http/deadline";
import { type HttpResponse, type Transport, createTransport, textOf } from "../http/client";
import { Failure, type Reason, failureOfStatus } from "../http/failure";
import { loadAzureIdentity } from "../lazy-packages";
import type { Cloud } from "../settings/cloud";
import type { GraphApp } from "../settings/settings";
import { type AccessToken, failureOfTokenResponse, isToken } from "./token-cache";

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
  "7000215": "set AZURE_CLIENT_SECRET to the secret's value, not its id",
  "7000222": "AZURE_CLIENT_SECRET has expired, create a new one",
  "700016": "AZURE_CLIENT_ID is not an app of this tenant",
  "700027": "add AZURE_CLIENT_CERTIFICATE to the app registration",
  "90002": "AZURE_TENANT_ID is not a tenant of this cloud",
  "7000112": "enable the app of AZURE_CLIENT_ID, it is disabled",
  "7000229": "grant AZURE_CLIENT_ID admin consent in the user's tenant",
  "500011": "check GRAPH_CLOUD: this tenant has no Microsoft Graph there",
  "700024": "correct the clock, the client assertion is not valid now",
  "53003": "exclude AZURE_CLIENT_ID from conditional access",
  "50034": "check AZURE_TENANT_ID, it does not know this account",
  "650052": "enable Microsoft Graph in the tenant, then grant consent",
};

/** What to do about failures that pass. */
const TEMPORARY: Readonly<Partial<Record<Reason, string>>> = {
  throttled: "raise REFRESH_AFTER_SECONDS: Entra throttles this app",
  unavailable: "check Microsoft's service status: Entra is unavailable",
};

const FORBIDDEN = "check conditional access for AZURE_CLIENT_ID: Entra returned 403";
const STRANGE = "check GRAPH_CLOUD and AZURE_TENANT_ID: unexpected token response";

/**
 * Requests a token for Microsoft Graph. One POST, no retry.
 *
 * @param tenantId GUID of the tenant whose directory is to be read
 * @param onSent called once the request has been flushed
 * @throws {@link Failure} `credentials` if Entra refuses, else why there was no response
 */
export async function requestEntraToken(
  app: GraphApp,
  tenantId: string,
  cloud: Cloud,
  signal: AbortSignal,
  onSent: () => void = () => {},
): Promise<AccessToken> {
  // Entra names its code in outages, too.
  const limits = { hosts: cloud.loginHosts, signal, capBytes: CAP_BYTES, onSent, readsErrors: true };
  // Another version of MSAL may request discovery documents first, and interprets those itself.
  let discovery: Failure | undefined;
  const door = createTransport(limits, (answer, url) => {
    if (isTokenEndpoint(url)) return failureOfEntra(answer);
    discovery = failureOfStatus(answer.status, answer.headers) ?? new Failure("invalid");
    return undefined;
  });
  try {
    const credential = createCredential(app, tenantId, cloud, clientThrough(door));
    const token = await until(signal, credential.getToken(`${cloud.graph}/.default`));
    if (!isToken(token.token)) throw new Failure("invalid");
    return { value: token.token, expiresAt: token.expiresOnTimestamp };
  } catch (error) {
    const failure =
      door.failureOf(error) ?? discovery ?? new Failure("credentials", { remedy: remedyOf(String(error)) });
    const isStrange = failure.reason === "invalid" || failure.reason === "too_large";
    throw isStrange ? new Failure(failure.reason, { remedy: STRANGE }) : failure;
  }
}

function isTokenEndpoint(url: string): boolean {
  return new URL(url).pathname.endsWith("/token");
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
function clientThrough(door: Transport): HttpClient {
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

function failureOfEntra(answer: HttpResponse): Failure | undefined {
  const text = textOf(answer);
  const code = codeIn(text);
  const failure = failureOfTokenResponse(answer, () =>
    answer.status === 403 && !code ? FORBIDDEN : remedyOf(text),
  );
  const temporary = failure && TEMPORARY[failure.reason];
  if (!temporary) return failure;
  return new Failure(failure.reason, { ...failure.details, remedy: withCode(code, temporary) });
}

/** The code comes first, because the log line may cut the rest. */
function withCode(code: string | undefined, remedy: string): string {
  return code ? `AADSTS${code}: ${remedy}` : remedy;
}

function remedyOf(text: string): string {
  const code = codeIn(text);
  return withCode(code, (code && REMEDIES[code]) ?? "check AZURE_CLIENT_ID and its credential");
}

function codeIn(text: string): string | undefined {
  return /AADSTS(\d{4,8})/.exec(text)?.[1];
}

/** The little of the pipeline's header collection that is asked of an answer. */
function pipelineHeaders(headers: HttpResponse["headers"]): HttpHeaders {
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
