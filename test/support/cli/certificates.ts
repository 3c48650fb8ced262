/**
 * Certificates with their private keys, as PEM. Each is created when a test first uses it, because RSA keys take long.
 *
 * @module
 */

import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import selfsigned from "selfsigned";

export const NOT_BEFORE = new Date("2026-01-01T00:00:00Z");
export const NOT_AFTER = new Date("2028-01-01T00:00:00Z");

export interface CertificatePems {
  readonly cert: string;
  readonly key: string;
  /** Both. */
  readonly pem: string;
}

const created = new Map<string, Promise<CertificatePems>>();

async function create(options: Parameters<typeof selfsigned.generate>[1]): Promise<CertificatePems> {
  const { cert, private: key } = await selfsigned.generate([{ name: "commonName", value: "test" }], {
    notBeforeDate: NOT_BEFORE,
    notAfterDate: NOT_AFTER,
    ...options,
  });
  return { cert: cert.trim(), key: key.trim(), pem: `${cert.trim()}\n${key.trim()}\n` };
}

/** A certificate of RSA. @param name certificates with different names have different keys */
export async function rsaCertificate(bits = 2048, name = "first"): Promise<CertificatePems> {
  const id = `${bits} ${name}`;
  const certificate = created.get(id) ?? create({ keySize: bits, algorithm: "sha256" });
  created.set(id, certificate);
  return certificate;
}

/** A certificate of an elliptic curve. */
export async function ecCertificate(): Promise<CertificatePems> {
  return create({ keyType: "ec", algorithm: "sha256" });
}

/** A private key of Ed25519. */
export function ed25519Key(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** A private key in the traditional form of OpenSSL. */
export function toPkcs1(key: string): string {
  return createPrivateKey(key).export({ type: "pkcs1", format: "pem" }).toString();
}

/** An encrypted private key: PKCS#8, or the traditional form of OpenSSL. */
export function encryptKey(key: string, type: "pkcs8" | "pkcs1"): string {
  const options = { cipher: "aes-256-cbc", passphrase: "passphrase", format: "pem" } as const;
  return createPrivateKey(key)
    .export({ ...options, type })
    .toString();
}
