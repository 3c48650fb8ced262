/**
 * What goes over the wire while the Action runs, as it went.
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
}

export interface Tape {
  /** In the order in which they were asked. */
  readonly exchanges: readonly Exchange[];
  /** Hosts that did not answer, or not to the end. */
  readonly silent: ReadonlySet<string>;
  stop(): void;
}

/** Starts recording. */
export function startTape(): Tape {
  const wire = watchRequests();
  return {
    get exchanges() {
      return wire.requests.flatMap((request) => exchangeOf(request) ?? []);
    },
    get silent() {
      const unanswered = wire.requests.filter((request) => !exchangeOf(request));
      return new Set(unanswered.map(({ url }) => url.host));
    },
    stop: wire.stop,
  };
}

/** `undefined` where the answer did not come, or not to the end although the Action waited for it. */
function exchangeOf(request: WatchedRequest): Exchange | undefined {
  const { method, url, status, headers, chunks, isWhole } = request;
  if (status === undefined || !(isWhole || isStatusSufficient(status))) return undefined;
  return { method, url: url.href, status, headers, body: Buffer.concat(chunks) };
}
