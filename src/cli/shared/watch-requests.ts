/**
 * Observes the requests of the Action and their responses. All packages send them with `https.request`.
 *
 * @module
 */

import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import https from "node:https";

export interface WatchedRequest {
  readonly method: string;
  readonly url: URL;
  /** Milliseconds since watching began. */
  readonly startMs: number;
  readonly body: string | undefined;
  /** Milliseconds since watching began: when the response was complete or aborted, or watching ended. */
  readonly endMs: number | undefined;
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The part of the response body that was received. */
  readonly chunks: readonly Buffer[];
  /** Whether the response was received completely. */
  readonly isComplete: boolean;
  /** Why there was no response, or no complete one. */
  readonly error: unknown;
}

export interface RequestWatch {
  /** In the order in which they were sent. */
  readonly requests: readonly WatchedRequest[];
  /** Ends watching. */
  readonly stop: () => void;
}

/** Starts watching. */
export function watchRequests(): RequestWatch {
  const original = https.request;
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const requests: ReturnType<typeof watch>[] = [];
  https.request = ((url: URL, options: https.RequestOptions) => {
    const request = original(url, options);
    requests.push(watch(request, options.method ?? "GET", url, elapsed));
    return request;
  }) as typeof https.request;
  return {
    requests,
    stop() {
      https.request = original;
      for (const request of requests) request.endMs ??= elapsed();
    },
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function watch(request: ClientRequest, method: string, url: URL, elapsed: () => number) {
  const watched: Mutable<WatchedRequest> & { chunks: Buffer[] } = {
    method,
    url,
    startMs: elapsed(),
    body: undefined,
    endMs: undefined,
    status: undefined,
    headers: {},
    chunks: [],
    isComplete: false,
    error: undefined,
  };
  const end = request.end.bind(request);
  request.end = ((body?: string) => {
    watched.body = body;
    return end(body);
  }) as typeof request.end;
  const finish = () => (watched.endMs ??= elapsed());
  const fail = (error: unknown) => (watched.error ??= error);
  request.on("error", fail).on("close", finish);
  request.on("response", (response: IncomingMessage) => {
    watched.status = response.statusCode;
    watched.headers = response.headers;
    response.on("error", fail).on("close", finish);
    response.on("data", (chunk: Buffer) => watched.chunks.push(chunk));
    response.on("end", () => {
      watched.isComplete = true;
      finish();
    });
  });
  return watched;
}
