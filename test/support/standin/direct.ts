/**
 * Requests to a backend without a server, for tests of the stand-in itself.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import { Writable } from "node:stream";
import type { Backend } from "./backend";
import { EXPORTS_HOST } from "./server";

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** Empty if the response is not JSON. */
  readonly body: Record<string, unknown>;
}

interface Sent {
  readonly body?: object | null | undefined;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Sends a request with the access token `token`, except to the store of exports.
 *
 * @param operation method and URL
 */
export async function sendDirectly(
  backend: Backend,
  operation: string,
  { body = {}, headers = {} }: Sent,
): Promise<Received> {
  const [method = "", url = ""] = operation.split(" ");
  const { host, origin } = new URL(url);
  const recorder = new Recorder();
  const ended = new Promise((close) => recorder.once("close", close));
  const authorization = host === EXPORTS_HOST ? {} : { authorization: "Bearer token" };
  const request = {
    method,
    host,
    path: url.slice(origin.length),
    headers: { ...authorization, ...headers },
    body: JSON.stringify(body),
  };
  backend.handle(request, recorder as unknown as ServerResponse);
  await ended;
  return recorder.received();
}

/** A response that keeps what is written to it. */
class Recorder extends Writable {
  private status = 0;
  private readonly headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];

  setHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  writeHead(status: number, headers: object): this {
    this.status = status;
    Object.assign(this.headers, headers);
    return this;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  received(): Received {
    const bytes = Buffer.concat(this.chunks);
    const isJson = this.headers["content-type"] === "application/json";
    const body = (isJson ? JSON.parse(bytes.toString()) : {}) as Record<string, unknown>;
    return { status: this.status, headers: this.headers, bytes, body };
  }
}
