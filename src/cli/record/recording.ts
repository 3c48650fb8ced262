/**
 * Requests and responses of the Action while it runs.
 *
 * @module
 */

import type { IncomingHttpHeaders } from "node:http";
import { isStatusSufficient } from "../../http/client";
import { type WatchedRequest, watchRequests } from "../shared/watch-requests";

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Milliseconds since recording began. */
  readonly startMs: number;
  readonly ms: number;
}

export interface Recording {
  /** In the order of the requests. */
  readonly exchanges: readonly Exchange[];
  /** Hosts that did not respond, or not completely. */
  readonly unresponsiveHosts: ReadonlySet<string>;
  stop(): void;
}

/** Starts recording. */
export function startRecording(): Recording {
  const watched = watchRequests();
  return {
    get exchanges() {
      return watched.requests.flatMap((request) => exchangeOf(request) ?? []);
    },
    get unresponsiveHosts() {
      const incomplete = watched.requests.filter((request) => !exchangeOf(request));
      return new Set(incomplete.map(({ url }) => url.host));
    },
    stop: watched.stop,
  };
}

/** `undefined` if there was no response, or if it is incomplete although the Action reads its body. */
function exchangeOf(request: WatchedRequest): Exchange | undefined {
  const { method, url, status, headers, chunks, isComplete, startMs, endMs } = request;
  if (status === undefined || !(isComplete || isStatusSufficient(status))) return undefined;
  return {
    method,
    url: url.href,
    status,
    headers,
    body: Buffer.concat(chunks),
    startMs: Math.round(startMs),
    ms: Math.round((endMs ?? startMs) - startMs),
  };
}
