/**
 * How hosts responded. The Action logs only that Microsoft is unavailable; an administrator needs to know whether the
 * cause is name resolution, the network, a proxy's certificate or Microsoft.
 *
 * @module
 */

import { ownText } from "../../json";
import type { Failure } from "../../http/failure";
import { describeProxyFailure } from "./proxy-failure";
import { type WatchedRequest, watchRequests } from "./watch-requests";

export interface Hosts {
  /**
   * The cause of the `failure` of a request to one of the hosts `names`. `undefined` if the response itself explains
   * it.
   */
  explain(names: readonly string[], failure: Failure, timeoutMs: number): string | undefined;
  /** Whether the last response of the hosts `names` was not JSON. Then a proxy may have responded. */
  respondedWithoutJson(names: readonly string[]): boolean;
  /** Ends watching. */
  stop(): void;
}

/** Starts watching all requests. */
export function watchHosts(): Hosts {
  const watch = watchRequests();
  return {
    explain(names, failure, timeoutMs) {
      const requests = watch.requests.filter(({ url }) => names.includes(url.host));
      // Other requests to the same host may still be pending.
      const failed = requests.findLast(({ error }) => error !== undefined);
      const host = (failed ?? requests.at(-1))?.url.host ?? names[0] ?? "the host";
      return describe(host, failed, failure, timeoutMs);
    },
    respondedWithoutJson(names) {
      const last = watch.requests.findLast(
        ({ url, status }) => names.includes(url.host) && status !== undefined,
      );
      return last !== undefined && last.chunks.length > 0 && !isJson(last);
    },
    stop: watch.stop,
  };
}

function isJson({ headers, chunks }: WatchedRequest): boolean {
  if (headers["content-type"]?.includes("json")) return true;
  try {
    JSON.parse(Buffer.concat(chunks).toString());
    return true;
  } catch {
    return false;
  }
}

function describe(
  host: string,
  failed: WatchedRequest | undefined,
  { reason, details }: Failure,
  timeoutMs: number,
): string | undefined {
  const { status, retryAfterMs } = details;
  switch (reason) {
    case "timeout":
      return `${host} did not respond within ${seconds(timeoutMs)}: check that the network allows connections to it`;
    case "throttled": {
      const wait = retryAfterMs ? ` for ${seconds(retryAfterMs)}` : "";
      return `${host} throttles requests: wait${wait}, then try again`;
    }
    case "unavailable":
      return status === undefined
        ? describeConnection(host, failed)
        : `${host} responded with ${status}: try again later. If this continues, check its status page`;
    case "invalid":
      return describeUnexpected(host);
    default:
      return undefined;
  }
}

function describeConnection(host: string, failed: WatchedRequest | undefined): string {
  if (failed?.status !== undefined) {
    return `${host} closed the connection before the end of its response: try again`;
  }
  const proxyFailure = describeProxyFailure(failed?.error);
  if (proxyFailure !== undefined) return proxyFailure;
  const code = codeOf(failed?.error);
  // Codes of Node's HTTP parser.
  if (code.startsWith("HPE_")) return describeUnexpected(`${host} (${code})`);
  return (
    describeCertificateError(host, failed?.error) ??
    `cannot connect to ${host} (${code}): check name resolution, proxy and firewall`
  );
}

function describeUnexpected(host: string): string {
  return `unexpected response from ${host}: check for a proxy that responds in its place`;
}

/** What to do about a certificate of `host` that is not trusted. `undefined` for any other error. */
export function describeCertificateError(host: string, error: unknown): string | undefined {
  const code = codeOf(error);
  return /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|SSL|TLS/.test(code)
    ? `the certificate of ${host} is not trusted (${code}): check the host name; behind a proxy, set NODE_EXTRA_CA_CERTS`
    : undefined;
}

/** Only the code of an error, because its message may contain anything. */
function codeOf(error: unknown): string {
  const code = ownText(error, "code");
  return code && /^[A-Z0-9_]{2,60}$/.test(code) ? code : "no connection";
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
