/**
 * Requests to Microsoft Graph with one token: complete responses, no retries.
 *
 * @module
 */

import { type HttpResponse, parseJson, send } from "../http/client";
import type { Deadline } from "../http/deadline";
import { Failure, failureOfStatus, settle } from "../http/failure";
import { own, ownText } from "../json";
import { loadGraphClient } from "../lazy-packages";

/** A response of Graph, its body read up to the limit. */
export interface GraphResponse extends HttpResponse {
  /** Code and message of Graph's error JSON, if the body is that. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** The body as JSON, if it is parsed already. */
  readonly json?: unknown;
}

/** What parts are read with: Graph itself, or a copy of what it returned. */
export interface GraphReader {
  /** Of Graph in the tenant's cloud. */
  readonly origin: string;
  /**
   * One GET below `/v1.0`, or of a next link, which is requested byte for byte.
   *
   * @param maxBytes of the body
   * @param headers beyond those of every request
   * @throws {@link Failure} if there is no response
   */
  get(path: string, maxBytes: number, headers?: Readonly<Record<string, string>>): Promise<GraphResponse>;
}

export interface GraphClient extends GraphReader {
  /** Whether a response has shown that Graph accepts the token. */
  isTokenAccepted(): boolean;
}

/** Creates a client. @param origin of Graph in the tenant's cloud */
export function createGraphClient(origin: string, token: string, deadline: Deadline): GraphClient {
  let isAccepted = false;
  return {
    origin,
    isTokenAccepted: () => isAccepted,
    async get(path, maxBytes, headers = {}) {
      const url = path.startsWith("https:") ? path : `${origin}/v1.0${path}`;
      const limits = { hosts: [new URL(origin).host], signal: deadline.reads, maxBytes };
      const { Client, ResponseType } = deadline.uncounted(loadGraphClient);
      const client = Client.initWithMiddleware({
        baseUrl: `${origin}/`,
        // Replaces the SDK's own chain, which retries after an abort, follows redirects and rebuilds next links.
        middleware: {
          async execute(context) {
            // The SDK rewords errors, but returns a RAW response as it is.
            const sent = context.options?.headers as Record<string, string>;
            Object.assign(context, { response: await settle(send(url, { headers: sent }, limits)) });
          },
        },
      });
      const request = client.api(url).headers({
        // The manager part reads an error message.
        "accept-language": "en-US",
        authorization: `Bearer ${token}`,
        ...headers,
      });
      const result = (await settle(request.responseType(ResponseType.RAW).get())) as HttpResponse | Failure;
      if (result instanceof Failure) throw result;
      const response = toGraphResponse(result);
      isAccepted ||= isTokenAccepted(response);
      return response;
    },
  };
}

/** A response with Graph's error, if it is one. */
export function toGraphResponse(response: HttpResponse): GraphResponse {
  return { ...response, error: errorIn(response) };
}

/** Whether Graph says that the directory has no such object. A message that names `'manager'` is about the manager. */
export function isResourceNotFound({ error }: GraphResponse): boolean {
  return error?.code === "Request_ResourceNotFound";
}

/** Whether the response proves that Graph accepts the token. */
export function isTokenAccepted({ status, error }: GraphResponse): boolean {
  if (status < 400) return true;
  return status < 500 && error !== undefined && ![401, 403, 408, 429].includes(status);
}

/** Returns the response. @throws {@link Failure} for an error status; 304 and 404 do not throw */
export function assertOk(response: GraphResponse): GraphResponse {
  const failure = failureOfStatus(response.status, response.headers);
  if (failure) throw failure;
  return response;
}

/**
 * The body of a successful response as JSON.
 *
 * @throws {@link Failure} what the status stands for, or `invalid` if the body is not JSON
 */
export function requireJson(response: GraphResponse): unknown {
  if (isResourceNotFound(response)) throw new Failure("user_not_found");
  const { status } = assertOk(response);
  const json = status === 200 ? (response.json ?? parseJson(response)) : undefined;
  if (json === undefined) throw new Failure("invalid");
  return json;
}

function errorIn(response: HttpResponse): GraphResponse["error"] {
  const error = response.status >= 400 && own(parseJson(response), "error");
  const code = own(error, "code");
  // Graph's errors may have an empty code.
  return typeof code === "string" ? { code, message: ownText(error, "message") ?? "" } : undefined;
}
