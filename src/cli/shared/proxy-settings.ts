/**
 * The proxy in the environment, and the hosts that are requested without it.
 *
 * @module
 */

export interface ProxySettings {
  readonly url: URL;
  /** Variable that names the proxy. */
  readonly variable: string;
  /** Hosts that are requested directly, comma-separated. */
  readonly noProxy: string;
}

/** The first that is set names the proxy. @see https://curl.se/docs/manpage.html#ENVIRONMENT */
const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/**
 * The proxy of this environment; `undefined` if there is none.
 *
 * @throws if its URL is not valid. The message names the variable, not its value, which may contain a password
 */
export function readProxySettings(environment: Readonly<Record<string, string>>): ProxySettings | undefined {
  const valueOf = (name: string) => environment[name]?.trim() ?? "";
  const variable = PROXY_VARIABLES.find((name) => valueOf(name) !== "");
  if (variable === undefined) return undefined;
  const url = parseProxyUrl(valueOf(variable));
  if (!url) {
    throw new Error(
      `${variable} is not the URL of an HTTP proxy: set it to http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded`,
    );
  }
  return { url, variable, noProxy: valueOf("no_proxy") || valueOf("NO_PROXY") };
}

function parseProxyUrl(text: string): URL | undefined {
  try {
    const url = new URL(text.includes("://") ? text : `http://${text}`);
    // Throws if the percent-encoding is not valid.
    decodeURIComponent(url.username + url.password);
    // Without percent-encoding, a "/", "?" or "#" of a password makes the rest of the URL a path.
    const isComplete = url.hostname !== "" && url.pathname === "/" && url.search === "" && url.hash === "";
    return isComplete && ["http:", "https:"].includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether `NO_PROXY` excludes a host from the proxy. An entry matches the domain and its subdomains, as in curl.
 *
 * @param noProxy entries such as `example.com`, `.example.com`, `*.example.com`, `example.com:443` and `*`
 * @see https://curl.se/docs/manpage.html#--noproxy
 */
export function isExcluded({ hostname, port }: URL, noProxy: string): boolean {
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === "*") return true;
      const [, domain, onlyPort] = /^(?:\*?\.)?([^:*]+?)\.?(?::(\d+))?$/.exec(entry) ?? [];
      if (domain === undefined) return false;
      const isSamePort = onlyPort === undefined || onlyPort === (port || "443");
      return isSamePort && (hostname === domain || hostname.endsWith(`.${domain}`));
    });
}
