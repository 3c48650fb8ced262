/**
 * The one door to the network. Graph, Entra and the Management API are all reached through here, whichever
 * package makes the request: only the hosts it may talk to, no redirect followed, nothing read past a cap,
 * nothing left open after the deadline.
 *
 * @module
 */

import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { loadHttps } from "../lazy-packages";
import { currentAgent, noteUse, takeUp } from "./connections";
import { Failure, toFailure, failureIn, failureOfAbort } from "./failure";

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface RequestLimits {
  readonly hosts: readonly string[];
  readonly signal: AbortSignal;
  /** Bytes of the body. */
  readonly capBytes: number;
  /** Told when all of the request is on its way: from now on there is nothing to do but wait. */
  readonly onSent?: () => void;
  /** Whether the body of 429 and 5xx is read, too. */
  readonly readsErrors?: boolean;
}

/** A whole answer, its body in memory. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The body of 429 and 5xx is waited for this long at most, in milliseconds: the status says enough. */
const ERROR_BODY_MS = 250;

/** Auth0 and Microsoft look at these before they let a request in. */
const COMMON_HEADERS = { accept: "*/*", "user-agent": "entra-enrichment-action" };

/**
 * One request, its whole answer. Not by `fetch`, whose streams cost a request more than all the rest of it.
 *
 * @throws {@link Failure} `timeout`, `unavailable`, `invalid` (foreign host, no https, redirect) or `too_large`
 */
export async function send(url: string, outgoing: HttpRequest, limits: RequestLimits): Promise<HttpResponse> {
  const target = new URL(url);
  const { hosts, signal } = limits;
  if (target.protocol !== "https:" || !hosts.includes(target.host)) throw new Failure("invalid");
  const { method = "GET", headers, body } = outgoing;
  const options = {
    agent: await currentAgent(),
    path: pathOf(url),
    method,
    // Answers are small, and what is not compressed cannot unpack to more than it was.
    headers: { ...COMMON_HEADERS, ...headers, "accept-encoding": "identity" },
  };
  if (signal.aborted) throw failureOfAbort(signal);
  const answer = await exchange(loadHttps().request(target, options), body, limits);
  noteUse();
  if (isRedirect(answer.status)) throw new Failure("invalid");
  return answer;
}

/**
 * Path and query of `url`, byte for byte: `URL` would normalize them, and next links are opaque. A fragment is never
 * part of a request. Node writes the path as Latin-1, so bytes beyond ASCII are passed as characters.
 */
function pathOf(url: string): string {
  const [, path = ""] = /^[^:]*:\/\/[^/?#]*([^#]*)/.exec(url) ?? [];
  return Buffer.from(path.startsWith("/") ? path : `/${path}`, "utf8").toString("latin1");
}

/** The door for a package that wraps, rewords or hides what its transport throws: what went wrong is kept here. */
export interface Transport {
  /** @throws {@link Failure} also for an answer that is one */
  readonly send: (url: string, outgoing: HttpRequest) => Promise<HttpResponse>;
  /** What went wrong here, else what `error` is or was caused by. */
  readonly failureOf: (error: unknown) => Failure | undefined;
}

/** Opens one. @param judge the failure that the response to a request for `url` stands for, if it does */
export function createTransport(
  limits: RequestLimits,
  judge: (answer: HttpResponse, url: string) => Failure | undefined = () => undefined,
): Transport {
  let failure: Failure | undefined;
  return {
    async send(url, outgoing) {
      try {
        const answer = await send(url, outgoing, limits);
        failure = judge(answer, url);
        if (failure) throw failure;
        return answer;
      } catch (error) {
        // What is no failure yet was thrown before anything was sent, as for a path that is not valid.
        failure = toFailure(error);
        throw failure;
      }
    },
    failureOf: (error) => failure ?? failureIn(error),
  };
}

/** The body as text, without a byte order mark, which RFC 8259 lets a parser ignore. */
export function textOf(answer: Pick<HttpResponse, "body">): string {
  return answer.body.toString("utf8").replace(/^\uFEFF/, "");
}

/** The body as JSON; `undefined` where it is none. */
export function parseJson(answer: Pick<HttpResponse, "body">): unknown {
  try {
    return JSON.parse(textOf(answer));
  } catch {
    return undefined;
  }
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** Nobody looks into the body of these: a status says it all, and waiting for the rest would only cost time. */
export function isStatusSufficient(status: number): boolean {
  return status === 429 || status >= 500 || isRedirect(status);
}

async function exchange(
  request: ClientRequest,
  body: string | undefined,
  { signal, capBytes, onSent, readsErrors }: RequestLimits,
): Promise<HttpResponse> {
  let abandon = () => {};
  const answered = new Promise<HttpResponse>((resolve, reject) => {
    abandon = () => {
      reject(failureOfAbort(signal));
    };
    const lose = () => {
      reject(new Failure("unavailable"));
    };
    request.on("socket", takeUp);
    request.on("error", lose);
    request.on("upgrade", (_, socket) => {
      socket.destroy();
      lose();
    });
    request.on("response", (response: IncomingMessage) => {
      const { statusCode: status = 0, headers } = response;
      if (isStatusSufficient(status)) {
        abandon = () => {
          resolve({ status, headers, body: Buffer.alloc(0) });
          response.destroy();
        };
      }
      receive(response, capBytes, readsErrors === true).then(resolve, reject);
    });
  });
  const onAbort = () => {
    abandon();
  };
  signal.addEventListener("abort", onAbort);
  if (onSent) request.once("finish", onSent);
  request.end(body);
  try {
    const answer = await answered;
    // Answered before all of it was read: nobody will read the rest.
    if (!request.writableFinished) request.destroy();
    return answer;
  } catch (error) {
    request.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function receive(
  response: IncomingMessage,
  capBytes: number,
  readsErrors: boolean,
): Promise<HttpResponse> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const done = () => {
      resolve({ status, headers, body: Buffer.concat(chunks) });
    };
    response.on("end", done);
    response.on("error", () => {
      // A status that says enough does so without its body, too.
      if (isStatusSufficient(status)) done();
      else reject(new Failure("unavailable"));
    });
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= capBytes) return;
      if (status < 300) reject(new Failure("too_large"));
      done();
      response.destroy();
    });
    if (!isStatusSufficient(status)) return;
    const stop = () => {
      done();
      response.destroy();
    };
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
