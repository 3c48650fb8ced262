/**
 * The agent that opens connections through the proxy.
 *
 * @module
 */

import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import { HttpsProxyAgent } from "https-proxy-agent";
import { ProxyError } from "./proxy-failure";
import type { ProxySettings } from "./proxy-settings";

/** Milliseconds after which idle connections are closed, as in the Action. */
const IDLE_MS = 4000;
/**
 * Milliseconds to wait for a connection to a host. Shorter than the timeout of every command, so that the error names
 * the proxy.
 */
const CONNECT_TIMEOUT_MS = 4000;

type ConnectOptions = Parameters<HttpsProxyAgent<string>["connect"]>[1];

/** Sends only CONNECT to the proxy. Requests are encrypted for their host. */
export class TunnelAgent extends HttpsProxyAgent<string> {
  /** Abort controllers of connections that the proxy has not opened yet. */
  private readonly pending = new Set<AbortController>();

  constructor(private readonly settings: ProxySettings) {
    super(settings.url, { keepAlive: true, timeout: IDLE_MS });
  }

  /** The package would read this from the call stack. */
  override isSecureEndpoint(): boolean {
    return true;
  }

  /** @throws {@link ProxyError} */
  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    const target = options.host ?? "";
    try {
      return await this.openTunnel(request, options);
    } catch (error) {
      const { url, variable } = this.settings;
      throw new ProxyError(codeOf(error), { proxy: url.host, variable, target });
    }
  }

  /** Closes all connections. */
  override destroy(): void {
    for (const controller of this.pending) controller.abort();
    super.destroy();
  }

  private async openTunnel(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort();
    }, CONNECT_TIMEOUT_MS);
    this.pending.add(controller);
    let status: number | undefined;
    request.once("proxyConnect", (response: { statusCode: number }) => {
      status = response.statusCode;
    });
    // The package reads this before its first `await`. It has no other way to abort a connection to the proxy.
    this.connectOpts = { ...this.connectOpts, signal: controller.signal };
    try {
      const socket = await super.connect(request, options);
      if (status === 200) return socket;
      // The package treats the proxy's response as that of the host.
      socket.destroy();
      throw new RefusedError(status);
    } finally {
      clearTimeout(timer);
      this.pending.delete(controller);
    }
  }
}

class RefusedError extends Error {
  constructor(readonly status: number | undefined) {
    super("refused");
  }
}

function codeOf(error: unknown): string {
  if (error instanceof RefusedError)
    return error.status && error.status > 0 ? `PROXY_REFUSED_${error.status}` : "PROXY_INVALID";
  if (!(error instanceof Error)) return "PROXY_INVALID";
  if (error.name === "AbortError") return "PROXY_TIMEOUT";
  const code = "code" in error ? String(error.code) : "";
  return /^[A-Z0-9_]{2,40}$/.test(code) ? `PROXY_UNREACHABLE_${code}` : "PROXY_INVALID";
}
