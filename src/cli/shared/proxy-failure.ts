/**
 * Failures of the proxy, which are not failures of the requested host.
 *
 * @module
 */

export interface ProxyFailureDetails {
  /** Host and port of the proxy. */
  readonly proxy: string;
  /** Variable that names the proxy. */
  readonly variable: string;
  /** Host that was requested. */
  readonly target: string;
}

/**
 * Why the proxy gave no connection. Its message is the code and nothing else.
 *
 * - `PROXY_REFUSED_<status>`: its response to CONNECT
 * - `PROXY_UNREACHABLE_<code>`: no connection to the proxy, or it was closed early
 * - `PROXY_TIMEOUT`: no response in time
 * - `PROXY_INVALID`: no valid response
 */
export class ProxyError extends Error {
  override readonly name = "ProxyError";

  constructor(
    readonly code: string,
    readonly details: ProxyFailureDetails,
  ) {
    super(code);
  }
}

/** What to do about a failure of the proxy. `undefined` for any other error. */
export function describeProxyFailure(error: unknown): string | undefined {
  if (!(error instanceof ProxyError)) return undefined;
  const { proxy, variable, target } = error.details;
  const [, kind, cause = ""] = /^PROXY_([A-Z]+)_?(.*)$/.exec(error.code) ?? [];
  switch (kind) {
    case "REFUSED":
      return `the proxy ${proxy} refused the connection to ${target} (${cause}): ${remedyFor(cause, variable)}`;
    case "UNREACHABLE":
      return /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(cause)
        ? `the certificate of the proxy ${proxy} is not trusted (${cause}): check ${variable}, and set NODE_EXTRA_CA_CERTS`
        : `cannot connect to the proxy ${proxy} (${cause}), so ${target} was not reached: check ${variable}`;
    case "TIMEOUT":
      return `the proxy ${proxy} did not respond to a connection to ${target}: check ${variable} and the network`;
    default:
      return `the proxy ${proxy} gave no valid response to a connection to ${target}: check that ${variable} is an HTTP proxy`;
  }
}

function remedyFor(status: string, variable: string): string {
  if (status === "407") return `check user name and password in ${variable}`;
  if (status === "403") return `allow this host in the proxy of ${variable}, or add it to NO_PROXY`;
  return `check the proxy of ${variable}, and whether it can reach this host`;
}
