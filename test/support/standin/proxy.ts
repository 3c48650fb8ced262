/**
 * Proxy that connects every CONNECT to the stand-in, whatever its target is.
 *
 * @module
 */

import { createServer as createPlainServer } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { readCertificate } from "./server";

/** `tunnel`, a status that refuses the connection, no response, a closed or reset connection, or bytes that are not HTTP. */
export type ProxyBehavior = "tunnel" | number | "hang" | "close" | "reset" | "garbage";

export interface ProxyStandIn {
  readonly port: number;
  /** Environment of a child process that may connect to it. */
  readonly env: Readonly<Record<string, string>>;
  behavior: ProxyBehavior;
  /** Value of `Proxy-Authorization` that is required, if any. */
  authorization: string | undefined;
  /** Hosts and ports of all CONNECT requests. */
  readonly targets: string[];
  /** Everything that clients have sent to it, headers of CONNECT included. */
  received(): string;
  /** Number of other requests, whose contents the proxy could read. */
  otherRequests: number;
  /** Forgets all requests and becomes a proxy without faults. */
  forget(): void;
  close(): Promise<void>;
}

/** Starts a proxy. @param options.isTls whether clients connect to it with TLS */
export async function startProxy({ port: standInPort }: { port: number }, { isTls = false } = {}) {
  const chunks: Buffer[] = [];
  const sockets = new Set<Duplex>();
  const onRequest: RequestListener = (_, response) => {
    proxy.otherRequests += 1;
    response.writeHead(400).end();
  };
  const server = isTls ? createTlsServer(await readCertificate(), onRequest) : createPlainServer(onRequest);
  server.on(isTls ? "secureConnection" : "connection", (socket: Duplex) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    proxy.targets.push(request.url ?? "");
    chunks.push(Buffer.from(request.rawHeaders.join("\n")));
    const isAuthorized =
      proxy.authorization === undefined || request.headers["proxy-authorization"] === proxy.authorization;
    const behavior = isAuthorized ? proxy.behavior : 407;
    if (behavior === "tunnel") client.on("data", (chunk: Buffer) => chunks.push(chunk));
    respond(client, behavior, standInPort);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const proxy: ProxyStandIn = {
    port,
    env: { STANDIN_PROXY_PORT: String(port) },
    behavior: "tunnel",
    authorization: undefined,
    targets: [],
    otherRequests: 0,
    received: () => Buffer.concat(chunks).toString("latin1"),
    forget() {
      proxy.behavior = "tunnel";
      proxy.authorization = undefined;
      proxy.targets.length = 0;
      proxy.otherRequests = 0;
      chunks.length = 0;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return proxy;
}

function respond(client: Socket, behavior: ProxyBehavior, standInPort: number): void {
  if (behavior === "hang") return;
  if (behavior === "close") client.destroy();
  else if (behavior === "reset") client.resetAndDestroy();
  else if (behavior === "garbage") client.end("220 mail.example ESMTP\r\n\r\n");
  else if (behavior === "tunnel") connectToStandIn(client, standInPort);
  else client.end(`HTTP/1.1 ${behavior} Refused\r\nContent-Length: 7\r\n\r\nrefused`);
}

function connectToStandIn(client: Socket, port: number): void {
  const upstream = new Socket();
  upstream.on("error", () => client.destroy());
  client.on("close", () => upstream.destroy());
  upstream.connect(port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    client.pipe(upstream).pipe(client);
  });
}
