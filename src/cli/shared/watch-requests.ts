/**
 * What the Action sends and what it is answered, watched from outside: whichever package asks, it goes through
 * `https.request`.
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
  /** Milliseconds since watching began: when the answer was there, given up, or watching ended. */
  readonly endMs: number | undefined;
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Of the answer's body, what has come. */
  readonly chunks: readonly Buffer[];
  /** Whether the answer was read to its end. */
  readonly isWhole: boolean;
  /** Why there was no answer, or none to its end. */
  readonly error: unknown;
}

export interface RequestWatch {
  /** In the order in which they were asked. */
  readonly requests: readonly WatchedRequest[];
  /** Ends watching. */
  readonly stop: () => void;
}

/** Starts watching. */
export function watchRequests(): RequestWatch {
  const real = https.request;
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const requests: ReturnType<typeof watch>[] = [];
  https.request = ((url: URL, options: https.RequestOptions) => {
    const request = real(url, options);
    requests.push(watch(request, options.method ?? "GET", url, elapsed));
    return request;
  }) as typeof https.request;
  return {
    requests,
    stop() {
      https.request = real;
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
    isWhole: false,
    error: undefined,
  };
  const end = request.end.bind(request);
  request.end = ((body?: string) => {
    watched.body = body;
    return end(body);
  }) as typeof request.end;
  const over = () => (watched.endMs ??= elapsed());
  const fail = (error: unknown) => (watched.error ??= error);
  request.on("error", fail).on("close", over);
  request.on("response", (response: IncomingMessage) => {
    watched.status = response.statusCode;
    watched.headers = response.headers;
    response.on("error", fail).on("close", over);
    response.on("data", (chunk: Buffer) => watched.chunks.push(chunk));
    response.on("end", () => {
      watched.isWhole = true;
      over();
    });
  });
  return watched;
}
