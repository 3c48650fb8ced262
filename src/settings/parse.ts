/**
 * Parsers for the text of a setting. They return `undefined` for text that is not valid.
 *
 * @module
 */

export type Parser<T> = (text: string) => T | undefined;

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether `text` has the form of a GUID, which object and tenant ids of Entra have. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

const ON = ["on", "true", "yes", "1"];
const OFF = ["off", "false", "no", "0"];

/** on/off, true/false, yes/no, 1/0, in any case. */
export const onOff: Parser<boolean> = (text) => {
  const word = text.toLowerCase();
  return ON.includes(word) || (OFF.includes(word) ? false : undefined);
};

/** One of `words`, in any case. */
export function oneOf<const T extends string>(...words: readonly T[]): Parser<T> {
  return (text) => words.find((word) => word.toLowerCase() === text.toLowerCase());
}

/** An integer from `min` to `max`. */
export function integer(min: number, max: number): Parser<number> {
  return (text) => {
    const number = Number(text);
    return /^\d+$/.test(text) && number >= min && number <= max ? number : undefined;
  };
}

/** Comma-separated items. Spaces around items and empty items are ignored. */
export function list<T>(item: Parser<T>): Parser<readonly T[]> {
  return (text) => {
    const words = text.split(",").map((word) => word.trim());
    const items = words.filter((word) => word !== "").map(item);
    return items.includes(undefined) ? undefined : [...new Set(items as T[])];
  };
}

/** Any text. */
export const anyText: Parser<string> = (text) => text;

/** A GUID, in lower case. */
export const guid: Parser<string> = (text) => (isGuid(text) ? text.toLowerCase() : undefined);

/** A host name, also when it was pasted as a URL. */
export const hostName: Parser<string> = (text) => {
  const host = text.replace(/^https:\/\//i, "").replace(/\/+$/, "");
  return /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i.test(host) ? host.toLowerCase() : undefined;
};

/** PEM with a certificate and a private key. The two characters `\n` are a line break. */
export const pem: Parser<string> = (text) => {
  const pemText = text.replaceAll("\\r", "").replaceAll("\\n", "\n");
  const isComplete =
    pemText.includes("-----BEGIN CERTIFICATE-----") && /-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(pemText);
  return isComplete ? pemText : undefined;
};

/**
 * The namespace of custom claims, without a `/` at its end. Auth0 ignores claims under its own names.
 *
 * @see https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
 */
export const claimsNamespace: Parser<string> = (text) => {
  if (text === "") return "";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const isHttp = url.protocol === "https:" || url.protocol === "http:";
  const isAuth0 = /(?:^|\.)(?:auth0\.com|webtask\.io|webtask\.run)$/i.test(url.hostname);
  return isHttp && !isAuth0 ? text.replace(/\/+$/, "") : undefined;
};
