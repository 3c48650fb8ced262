/**
 * The HTTP client that the SDK uses: the Action's own, so that proxies, limits and errors are the same everywhere.
 *
 * @module
 */

import { type HttpResponse, parseJson, send } from "../../../http/client";
import { Failure, toFailure } from "../../../http/failure";
import { isRecord, own } from "../../../json";

/** Maximum time of one request and its response, in milliseconds. A host that does not respond is not tried again. */
export const REQUEST_TIMEOUT_MS = 25_000;
/** Bytes of a page of 50 Actions with 100 kB of code each, twice: the draft and the deployed version. */
const MAX_BYTES = 32_000_000;

export interface SdkTransport {
  readonly fetch: typeof fetch;
  /** The failure of the last request. The SDK's own errors hide it. */
  failure(): Failure | undefined;
}

/** Creates a client that sends requests to `domain` only and follows no redirect. */
export function createSdkTransport(domain: string): SdkTransport {
  let failure: Failure | undefined;
  const exchange = async (url: string, { method = "GET", headers, body }: RequestInit) => {
    const request = {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      body: typeof body === "string" ? body : undefined,
    };
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await send(url, request, {
      hosts: [domain],
      signal,
      maxBytes: MAX_BYTES,
      readsErrors: true,
    });
    if (!isOfAuth0(response)) throw new Failure("invalid", { status: response.status });
    return toFetchResponse(response);
  };
  return {
    async fetch(input, init = {}) {
      failure = undefined;
      try {
        return await exchange(input instanceof Request ? input.url : String(input), init);
      } catch (error) {
        failure = toFailure(error);
        throw failure;
      }
    },
    failure: () => failure,
  };
}

/**
 * Whether a response can be Auth0's. Pages of proxies and captive portals have any status, and an HTML page with 200
 * would be taken for an empty list.
 */
function isOfAuth0(response: HttpResponse): boolean {
  const { status } = response;
  if (status === 204 || status === 429 || status >= 500) return true;
  const json = parseJson(response);
  return status < 300 ? isRecord(json) : own(json, "statusCode") === status;
}

function toFetchResponse(response: HttpResponse): Response {
  const { status, headers, body } = response;
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  // The SDK loses the status of a response whose body is not the JSON that its headers announce.
  const isReadable = status !== 204 && isRecord(parseJson(response));
  return new Response(isReadable ? new Uint8Array(body) : null, { status, headers: entries });
}
