/**
 * Application tokens, kept in the memory of this instance and in `api.cache`. The cache is shared and small, and may
 * lose, reject or return wrong entries, so it only saves time.
 *
 * @module
 */

import type { ActionCache } from "../auth0";
import { own, ownText } from "../json";
import { setBounded } from "../bounded-map";
import { OPEN_MS } from "../http/circuit-breaker";
import { SingleFlight } from "../http/single-flight";
import { loadCrypto } from "../lazy-packages";

export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A token, and whether it is an older one that may have been revoked since. */
export interface CachedToken {
  readonly value: string;
  readonly reused: boolean;
}

/** Milliseconds before its expiry at which a token is no longer used. */
const MARGIN_MS = 300_000;
/** Limits of `api.cache`. @see https://auth0.com/docs/customize/actions/limitations */
const MAX_CACHE_VALUE_BYTES = 4096;
const MAX_CACHE_MS = 86_400_000;
const MAX_TOKENS = 50;

/** Whether `value` is text that an `Authorization` header can hold. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}

const memory = new Map<string, AccessToken>();
/** The token that was last removed after a refusal, and when. A cache may still return it. */
const dropped = new Map<string, { value: string; at: number }>();
const flights = new SingleFlight<CachedToken>();

/**
 * A hash of a tenant, cloud and client, which names none of them. At most 64 bytes, the limit for keys of `api.cache`.
 */
export function cacheKey(kind: string, ...values: readonly string[]): string {
  return `${kind}:${loadCrypto().hash("sha256", JSON.stringify(values)).slice(0, 40)}`;
}

/**
 * The token `name`: from memory, from the cache, or from `request`, which runs once at a time.
 *
 * @param signal ends the waiting
 * @throws {@link Failure} of `request`
 */
export async function getToken(
  name: string,
  cache: ActionCache,
  signal: AbortSignal,
  request: (signal: AbortSignal) => Promise<AccessToken>,
): Promise<CachedToken> {
  const cached = ifLasting(memory.get(name)) ?? ifLasting(fromCache(name, cache));
  if (cached) {
    setBounded(memory, name, cached, MAX_TOKENS);
    return { value: cached.value, reused: true };
  }
  return flights.join(name, signal, async (flightSignal) => {
    const token = limitLifetime(name, await request(flightSignal));
    if (isLasting(token)) {
      setBounded(memory, name, token, MAX_TOKENS);
      toCache(name, token, cache);
    }
    return { value: token.value, reused: false };
  });
}

/** Removes `value`, unless another token has replaced it already. */
export function dropToken(name: string, value: string, cache: ActionCache): void {
  if (memory.get(name)?.value === value) memory.delete(name);
  setBounded(dropped, name, { value, at: Date.now() }, MAX_TOKENS);
  try {
    if (cachedEntry(name, cache)?.value === value) cache.delete(name);
  } catch {
    // If the cache keeps the token, `dropped` makes sure that it is not used.
  }
}

function ifLasting(token: AccessToken | undefined): AccessToken | undefined {
  return token && isLasting(token) ? token : undefined;
}

function isLasting(token: AccessToken): boolean {
  return token.expiresAt - MARGIN_MS > Date.now();
}

/**
 * A token that was requested shortly after a refusal may not include the consent that is given now, so it is used no
 * longer than the circuit of that refusal stays open.
 */
function limitLifetime(name: string, token: AccessToken): AccessToken {
  const refusedAt = dropped.get(name)?.at ?? 0;
  if (Date.now() - refusedAt >= OPEN_MS) return token;
  return { ...token, expiresAt: Math.min(token.expiresAt, refusedAt + OPEN_MS + MARGIN_MS) };
}

function fromCache(name: string, cache: ActionCache): AccessToken | undefined {
  const token = cachedEntry(name, cache);
  return token?.value === dropped.get(name)?.value ? undefined : token;
}

function cachedEntry(name: string, cache: ActionCache): AccessToken | undefined {
  try {
    const entry: unknown = JSON.parse(ownText(cache.get(name), "value") ?? "null");
    const value = own(entry, "token");
    const expiresAt = own(entry, "expiresAt");
    if (own(entry, "for") !== name || !isToken(value) || typeof expiresAt !== "number") return undefined;
    return { value, expiresAt };
  } catch {
    return undefined;
  }
}

function toCache(name: string, token: AccessToken, cache: ActionCache): void {
  const entry = JSON.stringify({ for: name, token: token.value, expiresAt: token.expiresAt });
  if (Buffer.byteLength(entry) > MAX_CACHE_VALUE_BYTES) return;
  const ttl = Math.min(token.expiresAt - MARGIN_MS - Date.now(), MAX_CACHE_MS);
  try {
    cache.set(name, entry, { ttl });
  } catch {
    // Without the cache, the next instance requests a token of its own.
  }
}
