/**
 * A TLS server of the test suite's own that stands in for Entra, Graph and Auth0: child processes started with its
 * `env` reach it whatever host they ask for, with their real SDKs and real sockets.
 *
 * @module
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type ServerResponse, type IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import selfsigned from "selfsigned";

export interface StandInRequest {
  readonly method: string;
  readonly host: string;
  /** With its query, as it was sent. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers a request, or does not: the socket is its own to break. */
export type Answer = (request: StandInRequest, response: ServerResponse) => unknown;

export interface StandIn {
  readonly port: number;
  /** All that were received, in order. */
  readonly requests: StandInRequest[];
  /** Environment for a child process: where to connect, and whom to trust. */
  readonly env: Readonly<Record<string, string>>;
  openSockets(): number;
  close(): Promise<void>;
}

const HOSTS = [
  "graph.microsoft.com",
  "graph.microsoft.us",
  "dod-graph.microsoft.us",
  "microsoftgraph.chinacloudapi.cn",
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.chinacloudapi.cn",
  "login.partner.microsoftonline.cn",
  "contoso.eu.auth0.com",
  "*.example",
];

/** Starts a server with a certificate of its own. */
export async function startStandIn(answer: Answer): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), "standin-"));
  const pems = await selfsigned.generate([{ name: "commonName", value: "stand-in" }], {
    keySize: 2048,
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: HOSTS.map((value) => ({ type: 2, value })) },
    ],
  });
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, pems.cert);
  const requests: StandInRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(
    { key: pems.private, cert: pems.cert, keepAliveTimeout: 60_000 },
    (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const request = {
          method: incoming.method ?? "",
          host: incoming.headers.host ?? "",
          path: incoming.url ?? "",
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        };
        requests.push(request);
        answer(request, response);
      });
      incoming.on("error", () => {});
    },
  );
  server.on("secureConnection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    env: {
      STANDIN_PORT: String(port),
      NODE_EXTRA_CA_CERTS: caFile,
      // From the root of the project, where everything is started: this file may have been bundled elsewhere.
      NODE_OPTIONS: `--require ${resolve("test/standin/preload.cjs")}`,
    },
    openSockets: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
