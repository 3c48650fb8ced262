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

/** `Response` takes no body with these. */
const BODILESS = new Set([204, 205, 304]);

/**
 * One request, its whole answer. The returned `Response` holds its body in memory.
 *
 * @throws {@link Failure} `timeout`, `unavailable`, `invalid` (foreign host, no https, redirect) or `too_large`
 */
export async function send(url: string, init: RequestInit, limits: DoorLimits): Promise<Response> {
  const target = new URL(url);
  if (target.protocol !== "https:" || !limits.hosts.includes(target.host)) throw new Failure("invalid");
  try {
    const response = await fetch(target, { ...init, redirect: "manual", signal: limits.signal });
    const body = await readBody(response, limits.capBytes);
    if (response.status >= 300 && response.status < 400 && response.status !== 304)
      throw new Failure("invalid");
    const { status, statusText, headers } = response;
    return new Response(BODILESS.has(status) ? null : body, { status, statusText, headers });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw limits.signal.aborted ? failureOfAbort(limits.signal) : new Failure("unavailable");
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
