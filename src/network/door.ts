/**
 * The one door to the network. Graph, Entra and the Management API are all reached through here, whichever
 * package makes the request: only the hosts it may talk to, no redirect followed, nothing read past a cap,
 * nothing left open after the deadline.
 *
 * @module
 */

import { Failure, failureOfAbort } from "./failure";

export interface DoorLimits {
  readonly hosts: readonly string[];
  readonly signal: AbortSignal;
  /** Bytes of the decoded body. */
  readonly capBytes: number;
}

/** A whole answer, its body decoded and in memory. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * One request, its whole answer.
 *
 * @throws {@link Failure} `timeout`, `unavailable`, `invalid` (foreign host, no https, redirect) or `too_large`
 */
export async function send(url: string, init: RequestInit, limits: DoorLimits): Promise<Answer> {
  const target = new URL(url);
  if (target.protocol !== "https:" || !limits.hosts.includes(target.host)) throw new Failure("invalid");
  try {
    const response = await fetch(target, { ...init, redirect: "manual", signal: limits.signal });
    const body = await readBody(response, limits.capBytes);
    const { status, headers } = response;
    if (status >= 300 && status < 400 && status !== 304) throw new Failure("invalid");
    return { status, headers, body };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw limits.signal.aborted ? failureOfAbort(limits.signal) : new Failure("unavailable");
  }
}

/** The body as text. */
export function textOf(answer: Pick<Answer, "body">): string {
  return Buffer.from(answer.body).toString("utf8");
}

/** The body as JSON; `undefined` where it is none. */
export function jsonIn(answer: Pick<Answer, "body">): unknown {
  try {
    return JSON.parse(textOf(answer));
  } catch {
    return undefined;
  }
}

/** Nobody looks into the body of these: a status says it all, and waiting for the rest would only cost time. */
function isAnswerEnough(status: number): boolean {
  return status === 429 || status >= 500 || (status >= 300 && status < 400);
}

async function readBody(response: Response, capBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array();
  if (isAnswerEnough(response.status)) {
    await discard(response.body);
    return new Uint8Array();
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    bytes += next.value.byteLength;
    if (bytes > capBytes) {
      await discard(reader);
      if (response.ok) throw new Failure("too_large");
      break;
    }
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Gives up on the rest of a body, which closes its connection. */
async function discard(body: { cancel(): Promise<void> }): Promise<void> {
  await body.cancel().catch(() => {});
}
