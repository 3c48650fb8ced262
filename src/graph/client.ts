/**
 * Requests to Microsoft Graph with one token: complete responses, no retries.
 *
 * @module
 */

import type { GraphRequest } from "@microsoft/microsoft-graph-client";
import { own, ownText } from "../json";
import type { Deadline } from "../http/deadline";
import { type HttpResponse, type HttpRequest, parseJson, createTransport } from "../http/client";
import { Failure, failureOfStatus } from "../http/failure";
import { loadGraphClient } from "../lazy-packages";

/** A response of Graph, its body read up to the cap. */
export interface GraphResponse extends HttpResponse {
  /** Code and message of Graph's error JSON, if the body is that. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface GraphClient {
  /** Of Graph in the tenant's cloud. */
  readonly origin: string;
  /**
   * One GET below `/v1.0`, or of a next link, which is requested byte for byte.
   *
   * @param headers beyond those of every request
   * @param capBytes of the body
   * @throws {@link Failure} if there is no response
   */
  get(path: string, capBytes: number, headers?: Readonly<Record<string, string>>): Promise<GraphResponse>;
}

interface GraphSessionOptions {
  readonly origin: string;
  /** Value of the token. */
  readonly token: string;
  readonly budget: Deadline;
  /** Called once a request has been flushed. */
  readonly onSent?: () => void;
  /** Called with each response. */
  readonly onAnswer?: (answer: GraphResponse) => void;
}

/** Creates a session. */
export function createGraphClient(options: GraphSessionOptions): GraphClient {
  const { origin } = options;
  return {
    origin,
    async get(path, capBytes, headers = {}) {
      const url = path.startsWith("https:") ? path : `${origin}/v1.0${path}`;
      const answer = await request(url, headers, capBytes, options);
      options.onAnswer?.(answer);
      return answer;
    },
  };
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

/** The response, or the failure that its status stands for; 304 and 404 are the caller's to interpret. */
export function assertOk(answer: GraphResponse): GraphResponse {
  const failure = failureOfStatus(answer.status, answer.headers);
  if (failure) throw failure;
  return answer;
}

/**
 * The body of a successful response as JSON.
 *
 * @throws {@link Failure} what the status stands for, or `invalid` if the body is not JSON
 */
export function requireJson(answer: GraphResponse): unknown {
  if (isResourceNotFound(answer)) throw new Failure("user_not_found");
  const { status } = assertOk(answer);
  const json = status === 200 ? parseJson(answer) : undefined;
  if (json === undefined) throw new Failure("invalid");
  return json;
}

async function request(
  url: string,
  headers: Readonly<Record<string, string>>,
  capBytes: number,
  { origin, token, budget, onSent = () => {} }: GraphSessionOptions,
): Promise<GraphResponse> {
  const { Client, ResponseType } = budget.uncounted(loadGraphClient);
  const door = createTransport({ hosts: [new URL(origin).host], signal: budget.reads, capBytes, onSent });
  // The SDK's own chain retries through an abort and follows redirects. It also rebuilds the URL, which would change
  // next links, so the URL is taken from here.
  const middleware = {
    async execute(context: { request: unknown; options?: unknown; response?: unknown }) {
      const { headers: sent = {} } = context.options as HttpRequest;
      context.response = await door.send(url, { headers: sent });
    },
  };
  const client = Client.initWithMiddleware({ baseUrl: `${origin}/`, middleware });
  const prepared: GraphRequest = client.api(url).headers({
    // The manager part reads an error message.
    "accept-language": "en-US",
    authorization: `Bearer ${token}`,
    ...headers,
  });
  try {
    // With RAW, the SDK returns whatever the middleware has set.
    const answer = (await prepared.responseType(ResponseType.RAW).get()) as HttpResponse;
    const error = answer.status >= 400 ? errorIn(answer) : undefined;
    return { ...answer, error };
  } catch (error) {
    throw door.failureOf(error) ?? new Failure("invalid");
  }
}

function errorIn(answer: HttpResponse): GraphResponse["error"] {
  const error = own(parseJson(answer), "error");
  const code = own(error, "code");
  // Graph's errors may have an empty code.
  return typeof code === "string" ? { code, message: ownText(error, "message") ?? "" } : undefined;
}
