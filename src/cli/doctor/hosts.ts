/**
 * How hosts were reached: the Action only tells that Microsoft did not answer, an administrator needs to know
 * whether it is the name, the network, a proxy's certificate or Microsoft.
 *
 * @module
 */

import { ownText } from "../../json";
import type { Failure } from "../../http/failure";
import { watchRequests } from "../shared/watch-requests";

type Contact = { readonly status: number } | { readonly error: string };

export interface Hosts {
  /** What went wrong with the first of `names` that was asked; empty where there was an answer that says more itself. */
  explain(names: readonly string[], failure: Failure, withinMs: number): string | undefined;
  /** Ends watching. */
  stop(): void;
}

/** Watches everything that is sent. */
export function watchHosts(): Hosts {
  const wire = watchRequests();
  const contactOf = (name: string): Contact | undefined => {
    const { status, error } = wire.requests.findLast(({ url }) => url.host === name) ?? {};
    if (status !== undefined) return { status };
    return error === undefined ? undefined : { error: codeOf(error) };
  };
  return {
    explain(names, failure, withinMs) {
      const isAsked = (name: string) => wire.requests.some(({ url }) => url.host === name);
      const name = names.find(isAsked) ?? names[0] ?? "the host";
      return describe(name, contactOf(name), failure, withinMs);
    },
    stop: wire.stop,
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
  const code = ownText(error, "code");
  return code && /^[A-Z0-9_]{2,60}$/.test(code) ? code : "no connection";
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
