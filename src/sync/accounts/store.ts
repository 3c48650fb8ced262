/**
 * Keeps the Auth0 users of a run in memory, compressed: 100,000 users of 15 kB would not fit otherwise.
 *
 * @module
 */

import { deflateRawSync, inflateRawSync } from "node:zlib";
import { countParsed } from "../memory";
import type { EntraLogin } from "../../login/login";
import type { Account, Packed } from "./account";

/** Number of users from which the dictionary is chosen. Users resemble one another, so the largest is a good one. */
const SAMPLE_SIZE = 100;
/** Bytes. Deflate looks back no further. */
const MAX_DICTIONARY_BYTES = 32_768;
const LEVEL = 3;
/** Bytes of a block for compressed users. */
const BLOCK_BYTES = 1_048_576;

export class AccountStore {
  /** By Auth0's id, because pages of a search and an export can repeat users. */
  readonly #accounts = new Map<string, Account>();
  readonly #sample: Packed[] = [];
  #dictionary: Uint8Array | undefined;
  /** The block that is filled, and the bytes that are used of it. */
  #block = new Uint8Array(0);
  #used = 0;
  /** By tenant, then by object id or user principal name in lower case. Several accounts can be one person. */
  readonly #byOid = new Map<string, Map<string, Account[]>>();
  readonly #byUpn = new Map<string, Map<string, Account[]>>();

  get size(): number {
    return this.#accounts.size;
  }

  get accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  /** Tenants in which accounts are looked up. */
  get tenantIds(): readonly string[] {
    return [...new Set([...this.#byOid.keys(), ...this.#byUpn.keys()])];
  }

  /** Whether accounts of the tenant are looked up by user principal name. */
  hasUpns(tenantId: string): boolean {
    return this.#byUpn.has(tenantId);
  }

  /** Removes all accounts. */
  clear(): void {
    this.#accounts.clear();
    this.#byOid.clear();
    this.#byUpn.clear();
  }

  /** Adds an account; `undefined` if it has been added before. @param user the Auth0 user that `login` describes */
  add(login: EntraLogin, user: unknown): Account | undefined {
    if (this.#accounts.has(login.userId)) return undefined;
    const account: Account = {
      userId: login.userId,
      packed: this.#pack(user),
      isTrimmed: login.stored.state.trimmed.length > 0,
      resource: { kind: "unlisted" },
      foundOid: undefined,
    };
    this.#accounts.set(account.userId, account);
    const { lookup } = login;
    if (lookup.kind !== "user") return account;
    const { tenantId, oid, path } = lookup.user;
    if (oid === undefined) addTo(this.#byUpn, tenantId, upnIn(path), account);
    else addTo(this.#byOid, tenantId, oid, account);
    return account;
  }

  /** The accounts of a listed user. */
  find(tenantId: string, oid: string, upn: string | undefined): readonly Account[] {
    const byOid = this.#byOid.get(tenantId)?.get(oid.toLowerCase()) ?? [];
    const byUpn = upn === undefined ? [] : (this.#byUpn.get(tenantId)?.get(upn.toLowerCase()) ?? []);
    return byUpn.length === 0 ? byOid : [...byOid, ...byUpn];
  }

  /** The Auth0 user of an account. */
  userOf({ packed }: Account): unknown {
    const bytes = bytesOf(packed);
    const json = packed.isCompressed ? inflateRawSync(bytes, this.#options()) : Buffer.from(bytes);
    countParsed(json.length);
    return JSON.parse(json.toString("utf8"));
  }

  #pack(user: unknown): Packed {
    const json = Buffer.from(JSON.stringify(user));
    if (this.#dictionary) return this.#compress(json);
    const packed = { block: json, start: 0, length: json.length, isCompressed: false };
    if (this.#sample.push(packed) === SAMPLE_SIZE) this.#chooseDictionary();
    return packed;
  }

  #chooseDictionary(): void {
    const [largest] = [...this.#sample].sort((a, b) => b.length - a.length);
    if (!largest) return;
    this.#dictionary = new Uint8Array(bytesOf(largest).slice(0, MAX_DICTIONARY_BYTES));
    for (const packed of this.#sample.splice(0)) Object.assign(packed, this.#compress(bytesOf(packed)));
  }

  #compress(json: Uint8Array): Packed {
    const bytes = deflateRawSync(json, { ...this.#options(), level: LEVEL });
    if (this.#used + bytes.length > this.#block.length) {
      this.#block = new Uint8Array(Math.max(BLOCK_BYTES, bytes.length));
      this.#used = 0;
    }
    const start = this.#used;
    this.#block.set(bytes, start);
    this.#used += bytes.length;
    return { block: this.#block, start, length: bytes.length, isCompressed: true };
  }

  #options() {
    return this.#dictionary ? { dictionary: this.#dictionary } : {};
  }
}

function bytesOf({ block, start, length }: Packed): Uint8Array {
  return block.subarray(start, start + length);
}

function addTo(
  index: Map<string, Map<string, Account[]>>,
  tenantId: string,
  id: string,
  account: Account,
): void {
  const tenant = index.get(tenantId) ?? new Map<string, Account[]>();
  index.set(tenantId, tenant);
  const key = id.toLowerCase();
  const accounts = tenant.get(key);
  if (accounts) accounts.push(account);
  else tenant.set(key, [account]);
}

/** The user principal name in the path of a user, in both of OData's forms. */
function upnIn(path: string): string {
  const name = /^\/users(?:\/|\(')(.*?)(?:'\))?$/.exec(path)?.[1] ?? "";
  return decodeURIComponent(path.startsWith("/users(") ? name.replaceAll("''", "'") : name);
}
