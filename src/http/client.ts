/**
 * The HTTP client for Graph, Entra and the Management API, and the transport of their SDKs. It sends requests to the given hosts
 * only, follows no redirect, reads no body beyond a limit, and leaves nothing open after the deadline.
 *
 * @module
 */

import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { loadHttps } from "../lazy-packages";
import { currentAgent, recordUse, acceptData } from "./connections";
import { Failure, failureIn, failureOfAbort, toFailure } from "./failure";

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface RequestLimits {
  /** Hosts that may be requested. */
  readonly hosts: readonly string[];
  /** Ends the request. */
  readonly signal: AbortSignal;
  /** Bytes of the body. */
  readonly maxBytes: number;
  /** Whether the bodies of 429 and 5xx are read. By default the status is enough. */
  readonly readsErrors?: boolean;
}

/** A complete response, its body in memory. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Called when a request has been written to its connection completely. */
export type SentListener = (host: string, signal: AbortSignal) => void;

/** Milliseconds to wait for the body of 429 and 5xx at most. */
const ERROR_BODY_MS = 250;

/** Headers of every request. */
const COMMON_HEADERS = { accept: "*/*", "user-agent": "entra-enrichment-action" };

const listeners = new Set<SentListener>();

/** Calls `listener` for each request of this instance that is sent. @returns a function that ends this */
export function onRequestSent(listener: SentListener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/**
 * Sends one request and reads the complete response. Uses `node:https`, because the streams of `fetch` take longer than
 * everything else that a request needs.
 *
 * @throws {@link Failure} `timeout`, `unavailable`, `invalid` (another host, no https, a redirect) or `too_large`
 */
export async function send(url: string, request: HttpRequest, limits: RequestLimits): Promise<HttpResponse> {
  const target = new URL(url);
  const { hosts, signal } = limits;
  if (target.protocol !== "https:" || !hosts.includes(target.host)) throw new Failure("invalid");
  const { method = "GET", headers, body } = request;
  const options = {
    agent: await currentAgent(),
    path: pathOf(url),
    method,
    // Responses are small, and a body that is not compressed cannot grow when it is unpacked.
    headers: { ...COMMON_HEADERS, ...headers, "accept-encoding": "identity" },
  };
  if (signal.aborted) throw failureOfAbort(signal);
  const outgoing = loadHttps().request(target, options);
  outgoing.once("finish", () => {
    for (const listener of listeners) listener(target.host, signal);
  });
  const response = await exchange(outgoing, body, limits);
  recordUse();
  if (isRedirect(response.status)) throw new Failure("invalid");
  return response;
}

/**
 * Path and query of `url`, byte for byte: `URL` would normalize them, and next links are opaque. A fragment is never
 * part of a request. Node writes the path as Latin-1, so bytes beyond ASCII are passed as characters.
 */
function pathOf(url: string): string {
  const [, path = ""] = /^[^:]*:\/\/[^/?#]*([^#]*)/.exec(url) ?? [];
  return Buffer.from(path.startsWith("/") ? path : `/${path}`, "utf8").toString("latin1");
}

/** HTTP client for an SDK. SDKs wrap or hide what their HTTP client throws, so the failure is kept here. */
export interface Transport {
  /** @throws {@link Failure} also for a response that stands for one */
  readonly send: (url: string, request: HttpRequest) => Promise<HttpResponse>;
  /** The failure of the last request, else the one in `error`. */
  readonly failureOf: (error: unknown) => Failure | undefined;
}

/** Creates a client for an SDK. @param check returns the failure that a response to `url` stands for, if any */
export function createTransport(
  limits: RequestLimits,
  check: (response: HttpResponse, url: string) => Failure | undefined = () => undefined,
): Transport {
  let failure: Failure | undefined;
  return {
    async send(url, request) {
      try {
        const response = await send(url, request, limits);
        failure = check(response, url);
        if (failure) throw failure;
        return response;
      } catch (error) {
        // Other errors are thrown before anything is sent, for example for a path that is not valid.
        failure = toFailure(error);
        throw failure;
      }
    },
    failureOf: (error) => failure ?? failureIn(error),
  };
}

/** The body as text, without a byte order mark, which RFC 8259 lets a parser ignore. */
export function textOf({ body }: Pick<HttpResponse, "body">): string {
  return body.toString("utf8").replace(/^\uFEFF/, "");
}

/** The body as JSON; `undefined` if it is not JSON. */
export function parseJson(response: Pick<HttpResponse, "body">): unknown {
  try {
    return JSON.parse(textOf(response));
  } catch {
    return undefined;
  }
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** Whether the status of a response says enough, so that its body need not be read. */
export function isStatusSufficient(status: number): boolean {
  return status === 429 || status >= 500 || isRedirect(status);
}

async function exchange(
  request: ClientRequest,
  body: string | undefined,
  limits: RequestLimits,
): Promise<HttpResponse> {
  const { signal } = limits;
  let onAbort = () => {};
  const abort = () => {
    onAbort();
  };
  const received = new Promise<HttpResponse>((resolve, reject) => {
    const fail = () => {
      reject(new Failure("unavailable"));
    };
    onAbort = () => {
      reject(failureOfAbort(signal));
    };
    request.on("socket", acceptData);
    request.on("error", fail);
    request.on("upgrade", (_, socket) => {
      socket.destroy();
      fail();
    });
    request.on("response", (response: IncomingMessage) => {
      const { statusCode: status = 0, headers } = response;
      if (isStatusSufficient(status)) {
        onAbort = () => {
          resolve({ status, headers, body: Buffer.alloc(0) });
          response.destroy();
        };
      }
      readBody(response, limits).then(resolve, reject);
    });
  });
  signal.addEventListener("abort", abort);
  request.end(body);
  try {
    const response = await received;
    // The server responded before it had read the request. It will not read the rest.
    if (!request.writableFinished) request.destroy();
    return response;
  } catch (error) {
    request.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function readBody(
  response: IncomingMessage,
  { maxBytes, readsErrors }: RequestLimits,
): Promise<HttpResponse> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const finish = () => {
      resolve({ status, headers, body: Buffer.concat(chunks) });
    };
    const stop = () => {
      finish();
      response.destroy();
    };
    response.on("end", finish);
    response.on("error", () => {
      if (isStatusSufficient(status)) finish();
      else reject(new Failure("unavailable"));
    });
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= maxBytes) return;
      if (status < 300) reject(new Failure("too_large"));
      stop();
    });
    if (!isStatusSufficient(status)) return;
    if (!readsErrors) {
      stop();
      return;
    }
    const timer = setTimeout(stop, ERROR_BODY_MS);
    response.on("close", () => {
      clearTimeout(timer);
    });
  });
}
