/**
 * Application tokens, kept in this instance's memory and in `api.cache` and nowhere else. The cache is
 * shared, small, and may lose, refuse or make up anything: it changes speed and nothing but speed.
 *
 * @module
 */

import type { ActionCache } from "../auth0";
import { own, ownText } from "../json";
import { setBounded } from "../bounded-map";
import { type HttpResponse, parseJson } from "../http/client";
import { Failure, failureOfStatus } from "../http/failure";
import { SingleFlight } from "../http/single-flight";
import { REMEMBER_MS } from "../http/circuit-breaker";
import { loadCrypto } from "../lazy-packages";

export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A token and whether it was there already, so that it may have been revoked since. */
export interface CachedToken {
  readonly value: string;
  readonly reused: boolean;
}

/** A token is dropped so long before it expires. */
const MARGIN_MS = 300_000;
/** Limits of `api.cache`. @see https://auth0.com/docs/customize/actions/limitations */
const CACHE_VALUE_BYTES = 4096;
const CACHE_MOST_MS = 86_400_000;
const MOST_TOKENS = 50;

/** Whether `value` is text that may stand in an `Authorization` header. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}

const memory = new Map<string, AccessToken>();
/** What was dropped last, and when: a cache may go on offering it. */
const dropped = new Map<string, { value: string; at: number }>();
const flights = new SingleFlight<CachedToken>();

/**
 * Name for what belongs to one tenant, cloud and client, without telling any of them. At most 64 bytes, which is
 * what a key of `api.cache` may have.
 */
export function scopeName(kind: string, ...scope: readonly string[]): string {
  return `${kind}:${loadCrypto().hash("sha256", JSON.stringify(scope)).slice(0, 40)}`;
}

/**
 * The token `name`: from memory, from the cache, or from `request`, of which there is one at a time.
 *
 * @param signal when to stop waiting
 * @throws what `request` throws
 */
export async function getToken(
  name: string,
  cache: ActionCache,
  signal: AbortSignal,
  request: (signal: AbortSignal) => Promise<AccessToken>,
): Promise<CachedToken> {
  const kept = lasting(memory.get(name)) ?? lasting(fromCache(name, cache));
  if (kept) {
    setBounded(memory, name, kept, MOST_TOKENS);
    return { value: kept.value, reused: true };
  }
  return flights.join(name, signal, async (flightSignal) => {
    const token = untilConsentCounts(name, await request(flightSignal));
    if (isLasting(token)) {
      setBounded(memory, name, token, MOST_TOKENS);
      toCache(name, token, cache);
    }
    return { value: token.value, reused: false };
  });
}

/** Forgets `value`, unless another token has taken its place already. */
export function dropToken(name: string, value: string, cache: ActionCache): void {
  if (memory.get(name)?.value === value) memory.delete(name);
  setBounded(dropped, name, { value, at: Date.now() }, MOST_TOKENS);
  try {
    if (cachedEntry(name, cache)?.value === value) cache.delete(name);
  } catch {
    // A cache that cannot forget is not believed: see `dropped`.
  }
}

function lasting(token: AccessToken | undefined): AccessToken | undefined {
  return token && isLasting(token) ? token : undefined;
}

function isLasting(token: AccessToken): boolean {
  return token.expiresAt - MARGIN_MS > Date.now();
}

/**
 * A token that was asked for while a refusal is remembered may be older than the consent that was given since, so
 * it is kept no longer than that memory.
 */
function untilConsentCounts(name: string, token: AccessToken): AccessToken {
  const refusedAt = dropped.get(name)?.at ?? 0;
  if (Date.now() - refusedAt >= REMEMBER_MS) return token;
  return { ...token, expiresAt: Math.min(token.expiresAt, refusedAt + REMEMBER_MS + MARGIN_MS) };
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
  if (Buffer.byteLength(entry) > CACHE_VALUE_BYTES) return;
  const ttl = Math.min(token.expiresAt - MARGIN_MS - Date.now(), CACHE_MOST_MS);
  try {
    cache.set(name, entry, { ttl });
  } catch {
    // Without the cache the next instance asks for a token of its own.
  }
}

/**
 * The failure that the response of a token endpoint stands for; `undefined` for a token. Refusals are OAuth errors with
 * 400, 401 or 403; `temporarily_unavailable` is an outage with any status (RFC 6749).
 *
 * @param remedyOf what to change if the app is refused
 */
export function failureOfTokenResponse(
  answer: HttpResponse,
  remedyOf: (answer: HttpResponse) => string,
): Failure | undefined {
  const { status, headers } = answer;
  const json = parseJson(answer);
  const error = own(json, "error");
  const failure = failureOfStatus(status, headers);
  if (error === "temporarily_unavailable") return new Failure("unavailable", failure?.details ?? { status });
  const isRefused = status === 401 || status === 403 || (status === 400 && typeof error === "string");
  if (isRefused) return new Failure("credentials", { remedy: remedyOf(answer) });
  return failure ?? (isToken(own(json, "access_token")) ? undefined : new Failure("invalid"));
}
