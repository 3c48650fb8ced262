/**
 * TLS server that stands in for Entra, Graph and Auth0. Child processes started with its `env` connect to it instead
 * of any host, with their real SDKs and real sockets.
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
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type RequestHandler = (request: StandInRequest, response: ServerResponse) => unknown;

export interface StandIn {
  /** All requests received, in order. */
  readonly requests: StandInRequest[];
  readonly port: number;
  /** Its certificate, which is also the certificate authority. */
  readonly certificate: string;
  /** Environment for a child process: the port to connect to and the certificate authority to trust. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export const GRAPH_HOSTS = [
  "graph.microsoft.com",
  "graph.microsoft.us",
  "dod-graph.microsoft.us",
  "microsoftgraph.chinacloudapi.cn",
];
export const LOGIN_HOSTS = [
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.chinacloudapi.cn",
  "login.partner.microsoftonline.cn",
];
export const AUTH0_DOMAIN = "contoso.eu.auth0.com";
/** Custom domain of the same tenant. */
export const AUTH0_CUSTOM_DOMAIN = "login.contoso.example";
/** Where Auth0 stores exported users. */
export const EXPORTS_HOST = "auth0-exports.example";
export const PROXY_HOST = "proxy.example";
/** Node accepts no wildcard directly below a top-level domain, so that `*.example` matches nothing for it. */
const CERTIFICATE_HOSTS = [
  ...GRAPH_HOSTS,
  ...LOGIN_HOSTS,
  AUTH0_DOMAIN,
  AUTH0_CUSTOM_DOMAIN,
  EXPORTS_HOST,
  PROXY_HOST,
  "*.example",
];

/** The certificate of all stand-ins of this process. */
let certificate: ReturnType<typeof createCertificate> | undefined;

/** Creates a self-signed certificate for all these hosts. */
async function createCertificate() {
  return selfsigned.generate([{ name: "commonName", value: "stand-in" }], {
    keySize: 2048,
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: CERTIFICATE_HOSTS.map((value) => ({ type: 2, value })) },
    ],
  });
}

/** Key and certificate of all stand-ins, also for a proxy. */
export async function readCertificate() {
  certificate ??= createCertificate();
  const { private: key, cert } = await certificate;
  return { key, cert };
}

/** Starts a server for all these hosts. */
export async function startStandIn(handle: RequestHandler): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), "standin-"));
  const { key, cert } = await readCertificate();
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, cert);
  const requests: StandInRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ key, cert, keepAliveTimeout: 60_000 }, (incoming, response) => {
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
      handle(request, response);
    });
    incoming.on("error", () => {});
  });
  server.on("secureConnection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    port,
    certificate: cert,
    env: {
      STANDIN_PORT: String(port),
      NODE_EXTRA_CA_CERTS: caFile,
      // Relative to the project's root, because this file may have been bundled into another folder.
      NODE_OPTIONS: `--require ${resolve("test/support/standin/preload.cjs")}`,
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Sends a JSON response. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
