/**
 * Checks the value of `AZURE_CLIENT_CERTIFICATE` as `@azure/identity` reads it, without a request.
 *
 * @module
 */

import { type KeyObject, X509Certificate, createPrivateKey } from "node:crypto";
import { pem } from "../../settings/parse";

/** Maximum length of a secret's value. @see https://auth0.com/docs/customize/actions/limitations */
export const MAX_VALUE_CHARACTERS = 4096;

/** Number of days before the expiry in which the check warns. */
const WARNING_DAYS = 30;
const DAY_MS = 86_400_000;

/** MSAL signs with the package `jsonwebtoken`, which rejects smaller keys. */
const MIN_KEY_BITS = 2048;

export interface CertificateCheck {
  readonly state: "usable" | "warning" | "unusable";
  /**
   * What was found and what to do, without any part of the value. A warning or a problem continues a sentence that begins
   * with the name of the setting.
   */
  readonly text: string;
}

const CREATE =
  "`openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=entra -keyout key.pem -out cert.pem`";

const PROBLEMS = {
  firstLine:
    "has only the first line of the PEM: put the whole value in quotes, or write \\n for each line break",
  path: "is the path of a file: set it to the content of the file",
  binary:
    "is PKCS#12 or DER, not PEM: convert the file with `openssl pkcs12 -in app.pfx -nodes -out app.pem`, then set it to the content of app.pem",
  noPem: "is not PEM: set it to the content of a PEM file with certificate and RSA-2048 private key",
  noKey:
    "has no private key: append the content of the key file, which begins with -----BEGIN PRIVATE KEY-----",
  noCertificate:
    "has no certificate: append the content of the certificate file, which begins with -----BEGIN CERTIFICATE-----",
  encrypted:
    "has an encrypted private key: decrypt it with `openssl pkey -in key.pem -out plain.pem`, then use the content of plain.pem",
  noLineBreaks: "has no line breaks: put the PEM with its lines in quotes, or write \\n for each line break",
  unreadableCertificate: "has a certificate that cannot be read: export certificate and key as PEM again",
  unreadableKey: "has a private key that cannot be read: export certificate and key as PEM again",
  noRsa: `has a key that is not RSA, which @azure/identity does not accept: create a certificate with ${CREATE}`,
  shortKey: `has an RSA key of fewer than ${MIN_KEY_BITS} bits, which @azure/identity does not accept: create a certificate with ${CREATE}`,
  otherOrder:
    "has another certificate before that of the private key: move the certificate of the key to the top",
  otherKey: "has the private key of another certificate: set it to a certificate and its own key",
  longKey: `has more than ${MAX_VALUE_CHARACTERS} characters, the maximum in Auth0: create an RSA-2048 certificate with ${CREATE}`,
  longChain: `has more than ${MAX_VALUE_CHARACTERS} characters, the maximum in Auth0: remove all certificates except that of the key`,
  long: `has more than ${MAX_VALUE_CHARACTERS} characters, the maximum in Auth0: remove all lines that are not part of certificate or key`,
} as const;

/**
 * Checks a certificate with its private key.
 *
 * @param value as it is set
 * @param now milliseconds since the epoch
 */
export function checkCertificate(value: string, now: number): CertificateCheck {
  // The parser of this setting does the same.
  const text = value.trim().replaceAll("\\r", "").replaceAll("\\n", "\n");
  const form = findFormProblem(text);
  if (form) return unusable(form);
  const certificates = readCertificates(text);
  const key = attempt(() => createPrivateKey(text));
  const [certificate] = certificates ?? [];
  if (!certificates || !certificate) {
    return unusable(text.includes("\n") ? "unreadableCertificate" : "noLineBreaks");
  }
  if (!key) return unusable("unreadableKey");
  const problem =
    findKeyProblem(key, certificates) ??
    findLengthProblem(value, key, certificates.length) ??
    (pem(value.trim()) === undefined ? "unreadableKey" : undefined);
  return problem ? unusable(problem) : checkValidity(certificate, certificates.length, now);
}

function unusable(problem: keyof typeof PROBLEMS): CertificateCheck {
  return { state: "unusable", text: PROBLEMS[problem] };
}

function findFormProblem(text: string): keyof typeof PROBLEMS | undefined {
  if (/^-----BEGIN [A-Z0-9 ]+-----$/.test(text)) return "firstLine";
  if (!text.includes("-----BEGIN ")) {
    // The DER form of a certificate, a key and PKCS#12 begins with a sequence, which is MI in Base64.
    if (/^MI[A-Za-z0-9+/=\s]{98,}$/.test(text)) return "binary";
    const isPath = /^(?:~|\.{0,2}[/\\]|[a-z]:[/\\]|file:)|\.(?:pem|crt|cer|der|key|p12|pfx)$/i.test(text);
    return isPath && !text.includes("\n") ? "path" : "noPem";
  }
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: ?4, ?ENCRYPTED/.test(text)) return "encrypted";
  if (!/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(text)) return "noKey";
  return text.includes("-----BEGIN CERTIFICATE-----") ? undefined : "noCertificate";
}

/** The pattern of `@azure/identity`, which uses the first match. */
const CERTIFICATE =
  /-+BEGIN CERTIFICATE-+(?:\n\r?|\r\n?)[A-Za-z0-9+/\n\r]+=*(?:\n\r?|\r\n?)-+END CERTIFICATE-+/g;

/** `undefined` if one of them cannot be read. */
function readCertificates(text: string): X509Certificate[] | undefined {
  return attempt(() => (text.match(CERTIFICATE) ?? []).map((each) => new X509Certificate(each)));
}

function findKeyProblem(
  key: KeyObject,
  certificates: readonly X509Certificate[],
): keyof typeof PROBLEMS | undefined {
  if (key.asymmetricKeyType !== "rsa") return "noRsa";
  const [isFirst, ...others] = certificates.map((certificate) => certificate.checkPrivateKey(key));
  if (!isFirst) return others.includes(true) ? "otherOrder" : "otherKey";
  return bitsOf(key) < MIN_KEY_BITS ? "shortKey" : undefined;
}

function findLengthProblem(
  { length }: string,
  key: KeyObject,
  certificates: number,
): keyof typeof PROBLEMS | undefined {
  if (length <= MAX_VALUE_CHARACTERS) return undefined;
  if (bitsOf(key) > MIN_KEY_BITS) return "longKey";
  return certificates > 1 ? "longChain" : "long";
}

function bitsOf(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

function checkValidity(
  { validFrom, validTo }: X509Certificate,
  certificates: number,
  now: number,
): CertificateCheck {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (now < from) {
    const text = `is not valid before ${dateOf(from)}: use a certificate that is valid now, or correct the clock`;
    return { state: "unusable", text };
  }
  if (now >= to) {
    const text = `expired on ${dateOf(to)}: create a certificate with ${CREATE} and add it to the app registration`;
    return { state: "unusable", text };
  }
  if (to - now <= WARNING_DAYS * DAY_MS) {
    const days = Math.floor((to - now) / DAY_MS);
    const left = days === 1 ? "1 day" : `${days} days`;
    const text = `expires on ${dateOf(to)}, in ${left}: create a certificate with ${CREATE} and add it to the app registration`;
    return { state: "warning", text };
  }
  if (certificates > 1) {
    const text = `has ${certificates} certificates, of which only the first is used (valid until ${dateOf(to)}): remove the others`;
    return { state: "warning", text };
  }
  return { state: "usable", text: `RSA-2048 or longer with its key, valid until ${dateOf(to)}` };
}

/** The UTC date. */
function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The result, or `undefined` if `read` throws. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
