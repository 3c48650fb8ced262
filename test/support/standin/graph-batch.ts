/**
 * Microsoft Graph: several reads in one request. Each is handled like a request of its own.
 *
 * @module
 * @see https://learn.microsoft.com/graph/json-batching
 */

import { graphError, invalidToken, tenantOf } from "./graph";
import { type Handler, type HttpResponse, bodyOf } from "./handler";
import type { StandInRequest } from "./server";

/** Most parts of a batch. */
const MAX_PARTS = 20;

interface Part {
  readonly id: string;
  readonly method: string;
  /** Relative to the version of the API. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Responses are in reversed order, because Graph defines none. */
export const respondBatch: Handler = (context) => {
  if (!tenantOf(context)) return invalidToken();
  const { request, respondToPart } = context;
  const parts = readParts(request);
  if (typeof parts === "string") return graphError(400, "BadRequest", parts);
  const responses: object[] = [];
  for (const part of parts) {
    const response =
      part.method === "GET"
        ? respondToPart(requestOf(part, request))
        : graphError(405, "Request_BadRequest", "The stand-in batches GET requests only.");
    if (response) responses.unshift(viewResponse(part.id, response));
  }
  return { body: { responses } };
};

/** @returns an error message if Graph would refuse the batch as a whole */
function readParts(request: StandInRequest): readonly Part[] | string {
  const { requests } = bodyOf(request) as { requests?: readonly Part[] };
  if (!Array.isArray(requests) || requests.length === 0) return "Invalid batch payload format.";
  const parts = requests as readonly Part[];
  if (parts.length > MAX_PARTS) {
    return `Number of batch request steps exceeds the maximum value of ${MAX_PARTS}.`;
  }
  if (parts.some(({ id, url }) => typeof id !== "string" || typeof url !== "string")) {
    return "Each request in a batch must have an id, a method and a url.";
  }
  if (new Set(parts.map(({ id }) => id)).size < parts.length) return "Request ids must be unique.";
  return parts;
}

/** The part as if it had been sent on its own, with the token of the batch. */
function requestOf(
  { method, url, headers = {} }: Part,
  { host, headers: outer }: StandInRequest,
): StandInRequest {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method,
    host,
    path: `/v1.0/${url.replace(/^\//, "")}`,
    headers: { ...(Object.fromEntries(own) as object), authorization: outer.authorization },
    body: "",
  };
}

function viewResponse(id: string, { status = 200, headers = {}, body }: HttpResponse): object {
  const type = body === undefined ? {} : { "content-type": defaultType(body) };
  return {
    id,
    status,
    headers: spellAsGraph({ ...type, ...headers }),
    ...(body !== undefined && { body: Buffer.isBuffer(body) ? body.toString("base64") : body }),
  };
}

function defaultType(body: unknown): string {
  if (Buffer.isBuffer(body)) return "application/octet-stream";
  return typeof body === "string" ? "text/plain" : "application/json";
}

/** The names of these headers are text in a JSON body, where Graph writes them as `Retry-After`. */
function spellAsGraph(headers: Readonly<Record<string, string>>): object {
  const entries = Object.entries(headers).map(([name, value]) => {
    const spelled = name.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
    return [spelled === "Etag" ? "ETag" : spelled, value];
  });
  return Object.fromEntries(entries) as object;
}
