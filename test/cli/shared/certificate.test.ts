import { parseEnv } from "node:util";
import { checkCertificate } from "../../../src/cli/shared/certificate";
import { pem as parsePem } from "../../../src/settings/parse";
import {
  type CertificatePems,
  NOT_AFTER,
  NOT_BEFORE,
  ecCertificate,
  ed25519Key,
  encryptKey,
  rsaCertificate,
  toPkcs1,
} from "../../support/cli/certificates";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-25T12:00:00Z");

let first: CertificatePems;
let second: CertificatePems;
let ec: CertificatePems;
let long: CertificatePems;
let short: CertificatePems;

beforeAll(async () => {
  [first, second, ec, long, short] = await Promise.all([
    rsaCertificate(),
    rsaCertificate(2048, "second"),
    ecCertificate(),
    rsaCertificate(4096),
    rsaCertificate(1024),
  ]);
});

/** Base64 of the DER form. */
const toDer = (pem: string) => pem.replaceAll(/-----.*-----|\s/g, "");

describe("checkCertificate accepts", () => {
  it.each<[string, () => string]>([
    ["a certificate and its key", () => first.pem],
    ["a key before its certificate", () => `${first.key}\n${first.cert}`],
    ["the traditional form of the key", () => `${first.cert}\n${toPkcs1(first.key)}`],
    ["\\n as line breaks", () => first.pem.replaceAll("\n", "\\n")],
    ["\\r\\n as line breaks", () => first.pem.replaceAll("\n", "\\r\\n")],
    ["line breaks of Windows", () => first.pem.replaceAll("\n", "\r\n")],
    ["spaces around the PEM", () => `\n  ${first.pem}\n\n`],
    ["attributes between the blocks", () => `Bag Attributes\n  localKeyID: 01\n${first.cert}\n${first.key}`],
  ])("%s, as the Action does", (_, value) => {
    expect(checkCertificate(value(), NOW)).toEqual({
      state: "usable",
      text: expect.stringContaining("valid until 2028-01-01") as string,
    });
    expect(parsePem(value().trim())).toBeDefined();
  });
});

const firstLineOf = (pem: string) => parseEnv(`X=${pem}`).X ?? "";

describe("checkCertificate rejects", () => {
  it.each<[string, () => string, RegExp]>([
    ["the path of a file", () => "/etc/entra/app.pem", /^is the path of a file: set it to the content/],
    ["a relative path", () => "app.pem", /^is the path of a file/],
    ["a path of Windows", () => "C:\\keys\\app.pfx", /^is the path of a file/],
    ["a path in the home folder", () => "~/keys/app", /^is the path of a file/],
    ["the first line of a PEM without quotes", () => firstLineOf(first.pem), /^has only the first line/],
    ["the first line of a key without quotes", () => firstLineOf(first.key), /^has only the first line/],
    ["DER in Base64", () => toDer(first.cert), /^is PKCS#12 or DER, not PEM: .*openssl pkcs12/],
    ["text that is not PEM", () => "my certificate", /^is not PEM: set it to/],
    ["a certificate without a key", () => first.cert, /^has no private key: append/],
    ["a key without a certificate", () => first.key, /^has no certificate: append/],
    ["an encrypted key", () => `${first.cert}\n${encryptKey(first.key, "pkcs8")}`, /encrypted.*openssl pkey/],
    [
      "an encrypted key in the traditional form",
      () => `${first.cert}\n${encryptKey(first.key, "pkcs1")}`,
      /encrypted.*openssl pkey/,
    ],
    ["spaces in place of line breaks", () => first.pem.replaceAll("\n", " "), /^has no line breaks/],
    [
      "a damaged certificate",
      () => first.pem.replace("MII", "AAA"),
      /^has a certificate that cannot be read/,
    ],
    [
      "a damaged key",
      () => `${first.cert}\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----`,
      /^has a private key that cannot be read/,
    ],
    ["an EC key", () => ec.pem, /^has a key that is not RSA.*openssl req/],
    ["an Ed25519 key", () => `${first.cert}\n${ed25519Key()}`, /^has a key that is not RSA/],
    ["an RSA key of 1024 bits", () => short.pem, /^has an RSA key of fewer than 2048 bits/],
    [
      "the key of another certificate",
      () => `${first.cert}\n${second.key}`,
      /^has the private key of another/,
    ],
    [
      "a chain whose first certificate is not that of the key",
      () => `${second.cert}\n${first.pem}`,
      /move the certificate of the key to the top/,
    ],
    ["RSA-4096, which is too long", () => long.pem, /^has more than 4096 characters.*create an RSA-2048/],
    [
      "a chain that is too long",
      () => `${first.pem}${second.cert}\n${second.cert}\n`,
      /^has more than 4096 characters.*remove all certificates except that of the key/,
    ],
    [
      "other text that is too long",
      () => `${first.pem}${"# comment\n".repeat(300)}`,
      /^has more than 4096 characters.*remove all lines/,
    ],
  ])("%s, without its value", (_, value, text) => {
    const check = checkCertificate(value(), NOW);
    expect(check).toEqual({ state: "unusable", text: expect.stringMatching(text) as string });
    expect(check.text).not.toContain(value());
    const words = value().match(/[\w/+=]{24,}/g) ?? [];
    for (const word of words) expect(check.text).not.toContain(word);
  });

  it("a certificate that is not valid yet", () => {
    const { state, text } = checkCertificate(first.pem, NOT_BEFORE.getTime() - 1000);
    expect(state).toBe("unusable");
    expect(text).toMatch(/^is not valid before 2026-01-01: /);
  });

  it("a certificate that has expired, from its last second", () => {
    const { state, text } = checkCertificate(first.pem, NOT_AFTER.getTime());
    expect(state).toBe("unusable");
    expect(text).toMatch(/^expired on 2028-01-01: create .* and add it to the app registration$/);
  });
});

describe("checkCertificate warns", () => {
  it.each([
    [30.5, "usable", /valid until 2028-01-01$/],
    [30, "warning", /^expires on 2028-01-01, in 30 days: /],
    [29.5, "warning", /^expires on 2028-01-01, in 29 days: /],
    [1, "warning", /^expires on 2028-01-01, in 1 day: /],
    [0.5, "warning", /^expires on 2028-01-01, in 0 days: /],
  ])("%d days before the expiry: %s", (days, state, text) => {
    const check = checkCertificate(first.pem, NOT_AFTER.getTime() - days * DAY_MS);
    expect(check).toEqual({ state, text: expect.stringMatching(text) as string });
  });

  it("of certificates that are not used", () => {
    expect(checkCertificate(`${first.pem}${second.cert}`, NOW)).toEqual({
      state: "warning",
      text: "has 2 certificates, of which only the first is used (valid until 2028-01-01): remove the others",
    });
  });
});
