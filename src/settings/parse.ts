/**
 * How the text of a setting is read. Each reader answers `undefined` for text that it does not understand.
 *
 * @module
 */

export type Reader<T> = (text: string) => T | undefined;

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether `text` has the form of a GUID, which object and tenant ids of Entra have. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

const SWITCH: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["true", true],
  ["yes", true],
  ["1", true],
  ["off", false],
  ["false", false],
  ["no", false],
  ["0", false],
]);

/** on/off, true/false, yes/no, 1/0, in any case. */
export const onOff: Reader<boolean> = (text) => SWITCH.get(text.toLowerCase());

/** One of `words`, in any case. */
export function oneOf<const T extends string>(...words: readonly T[]): Reader<T> {
  return (text) => words.find((word) => word.toLowerCase() === text.toLowerCase());
}

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number): Reader<number> {
  return (text) => {
    const number = Number(text);
    return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
  };
}

/** Comma-separated, each of which `item` understands; blanks around them and empty places do not count. */
export function list<T>(item: Reader<T>): Reader<readonly T[]> {
  return (text) => {
    const words = text.split(",").map((word) => word.trim());
    const items = words.filter((word) => word !== "").map(item);
    return items.includes(undefined) ? undefined : [...new Set(items as T[])];
  };
}

/** Any text. */
export const anyText: Reader<string> = (text) => text;

/** A GUID, in lower case. */
export const guid: Reader<string> = (text) => (isGuid(text) ? text.toLowerCase() : undefined);

/** A host name, also when it was pasted as a URL. */
export const hostName: Reader<string> = (text) => {
  const host = text.replace(/^https:\/\//i, "").replace(/\/+$/, "");
  return /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i.test(host) ? host.toLowerCase() : undefined;
};

/** PEM with a certificate and a private key; `\n` written out is a line break. */
export const pem: Reader<string> = (text) => {
  const unfolded = text.replaceAll("\\r", "").replaceAll("\\n", "\n");
  const complete =
    unfolded.includes("-----BEGIN CERTIFICATE-----") && /-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(unfolded);
  return complete ? unfolded : undefined;
};

/**
 * The namespace of custom claims, without a `/` at its end. Auth0 ignores claims under its own names.
 *
 * @see https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
 */
export const claimsNamespace: Reader<string> = (text) => {
  if (text === "") return "";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const http = url.protocol === "https:" || url.protocol === "http:";
  const auth0 = /(?:^|\.)(?:auth0\.com|webtask\.io|webtask\.run)$/i.test(url.hostname);
  return http && !auth0 ? text.replace(/\/+$/, "") : undefined;
};
