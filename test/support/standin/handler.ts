/**
 * What a request handler of the stand-in receives and returns.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { type Readable, pipeline } from "node:stream";
import type { Auth0Tenant } from "./auth0-tenant";
import type { Directory } from "./directory";
import { type StandInRequest, sendJson } from "./server";

export interface HandlerContext {
  readonly request: StandInRequest;
  /** Method and path template, for example `GET /users/{id}`. */
  readonly operation: string;
  /** Decoded `{id}` of the path, or the client id of a Management token request. */
  readonly subject: string;
  /** Number of earlier requests for the same target and subject. */
  readonly earlier: number;
  readonly directory: Directory;
  readonly auth0: Auth0Tenant;
  /** Handles a request that is part of this one. @returns `null` if a test wants the part to have no response */
  readonly respondToPart: (request: StandInRequest) => HttpResponse | null;
}

export interface HttpResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or buffer is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Sent instead of `body`, as fast as the client reads it. */
  readonly stream?: Readable;
}

export type Handler = (context: HandlerContext) => HttpResponse;

export function send(
  response: ServerResponse,
  { status = 200, headers = {}, body, stream }: HttpResponse,
): void {
  if (stream) {
    // If either side fails, the other one is closed too.
    pipeline(stream, response.writeHead(status, headers), () => {});
  } else if (body === undefined || typeof body === "string" || Buffer.isBuffer(body)) {
    response.writeHead(status, headers).end(body);
  } else {
    sendJson(response, status, body, headers);
  }
}

/** Parameters of a form or JSON request body. */
export function parseParameters({ headers, body }: StandInRequest): Readonly<Record<string, string>> {
  if (headers["content-type"]?.includes("json")) return JSON.parse(body) as Record<string, string>;
  return Object.fromEntries(new URLSearchParams(body));
}

/** JSON object of a request body. The SDK sends `null` for an optional body. */
export function bodyOf({ body }: StandInRequest): Record<string, unknown> {
  return ((body ? JSON.parse(body) : undefined) ?? {}) as Record<string, unknown>;
}

export function queryOf({ path }: StandInRequest): URLSearchParams {
  return new URLSearchParams(path.split("?")[1] ?? "");
}

export function bearerToken({ headers }: StandInRequest): string {
  return headers.authorization?.replace(/^Bearer /, "") ?? "";
}
