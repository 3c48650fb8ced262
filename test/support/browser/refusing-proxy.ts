/**
 * A proxy that refuses all requests and lists their hosts. Shows what a browser really sends.
 *
 * @module
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface RefusingProxy {
  readonly url: string;
  /** Hosts in the order of their requests, also those that the browser contacts for itself. */
  readonly hosts: readonly string[];
  close(): Promise<void>;
}

/** Starts the proxy on a free port. */
export async function startRefusingProxy(): Promise<RefusingProxy> {
  const hosts: string[] = [];
  const server = createServer((request, response) => {
    hosts.push(new URL(request.url ?? "", "http://unknown").hostname);
    response.writeHead(403).end();
  });
  server.on("connect", ({ url = "" }, socket) => {
    hosts.push(url.split(":")[0] ?? "");
    socket.on("error", () => {});
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hosts,
    close: async () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}
