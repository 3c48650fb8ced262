/**
 * How hosts responded. The Action logs only that Microsoft is unavailable; an administrator needs to know whether the
 * cause is name resolution, the network, a proxy's certificate or Microsoft.
 *
 * @module
 */

import { ownText } from "../../json";
import type { Failure } from "../../http/failure";
import { watchRequests } from "./watch-requests";

/** Status of the last response, or code of the connection error. */
type LastResult = { readonly status: number } | { readonly error: string };

export interface Hosts {
  /** The cause of `failure` at the first host of `names` that received a request. `undefined` if the response says it. */
  explain(names: readonly string[], failure: Failure, timeoutMs: number): string | undefined;
  /** Ends watching. */
  stop(): void;
}

/** Starts watching all requests. */
export function watchHosts(): Hosts {
  const watch = watchRequests();
  const lastResultOf = (name: string): LastResult | undefined => {
    const { status, error } = watch.requests.findLast(({ url }) => url.host === name) ?? {};
    if (status !== undefined) return { status };
    return error === undefined ? undefined : { error: codeOf(error) };
  };
  return {
    explain(names, failure, timeoutMs) {
      const isRequested = (name: string) => watch.requests.some(({ url }) => url.host === name);
      const name = names.find(isRequested) ?? names[0] ?? "the host";
      return describe(name, lastResultOf(name), failure, timeoutMs);
    },
    stop: watch.stop,
  };
}

function describe(
  host: string,
  result: LastResult | undefined,
  { reason, details }: Failure,
  timeoutMs: number,
): string | undefined {
  if (reason === "timeout") {
    return `${host} did not respond within ${seconds(timeoutMs)}: check that the network allows connections to it`;
  }
  if (reason === "throttled") {
    const wait = details.retryAfterMs ? ` for ${seconds(details.retryAfterMs)}` : "";
    return `${host} throttles this app: wait${wait}, then run doctor again`;
  }
  if (reason !== "unavailable" || !result) return undefined;
  if ("status" in result) {
    return result.status >= 400
      ? `${host} responded with ${result.status}: try again later. If this continues, check its status page`
      : `${host} closed the connection before the end of its response: try again`;
  }
  return isCertificateError(result.error)
    ? `the certificate of ${host} is not trusted (${result.error}): check the host name; behind a proxy, set NODE_EXTRA_CA_CERTS`
    : `cannot connect to ${host} (${result.error}): check name resolution, proxy and firewall`;
}

function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|SSL|TLS/.test(code);
}

/** Only the code of an error, because its message may contain anything. */
function codeOf(error: unknown): string {
  const code = ownText(error, "code");
  return code && /^[A-Z0-9_]{2,60}$/.test(code) ? code : "no connection";
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
