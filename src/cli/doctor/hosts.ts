/**
 * How hosts were reached: the Action only tells that Microsoft did not answer, an administrator needs to know
 * whether it is the name, the network, a proxy's certificate or Microsoft.
 *
 * @module
 */

import { own, ownText } from "../../mapping/json";
import type { Failure } from "../../network/failure";

type Contact = { readonly status: number } | { readonly error: string };

export interface Hosts {
  /** What went wrong with the first of `names` that was asked; empty where there was an answer that says more itself. */
  explain(names: readonly string[], failure: Failure, withinMs: number): string | undefined;
  /** Ends watching. */
  stop(): void;
}

/** Watches everything that is sent: whichever package asks, it goes through `fetch`. */
export function watchHosts(): Hosts {
  const real = globalThis.fetch;
  const contacts = new Map<string, Contact>();
  globalThis.fetch = async (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : String(input));
    try {
      const response = await real(input, init);
      contacts.set(host, { status: response.status });
      return response;
    } catch (error) {
      contacts.set(host, { error: codeOf(error) });
      throw error;
    }
  };
  return {
    explain(names, failure, withinMs) {
      const name = names.find((host) => contacts.has(host)) ?? names[0] ?? "the host";
      return describe(name, contacts.get(name), failure, withinMs);
    },
    stop() {
      globalThis.fetch = real;
    },
  };
}

function describe(
  host: string,
  contact: Contact | undefined,
  { reason, details }: Failure,
  withinMs: number,
): string | undefined {
  if (reason === "timeout") {
    return `${host} did not answer within ${seconds(withinMs)}: check that the network lets it through`;
  }
  if (reason === "throttled") {
    const wait = details.retryAfterMs ? ` for ${seconds(details.retryAfterMs)}` : "";
    return `${host} throttles this app: wait${wait}, then run doctor again`;
  }
  if (reason !== "unavailable" || !contact) return undefined;
  if ("status" in contact) {
    return contact.status >= 500
      ? `${host} answered ${contact.status}: try again later, and check its status page if this goes on`
      : `${host} broke off its answer: try again`;
  }
  return isCertificateError(contact.error)
    ? `the certificate of ${host} is not trusted here (${contact.error}): check the name; behind a proxy, set NODE_EXTRA_CA_CERTS`
    : `${host} cannot be reached from here (${contact.error}): check name resolution, proxy and firewall`;
}

function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|SSL|TLS/.test(code);
}

/** Of an error only its code: its message may quote anything. */
function codeOf(error: unknown): string {
  const code = ownText(own(error, "cause"), "code") ?? ownText(error, "code");
  return code && /^[A-Z0-9_]{2,60}$/.test(code) ? code : "no connection";
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
