import { createCache } from "../../src/cli/shared/auth0-runtime";
import type { ActionCache } from "../../src/auth0";
import { dropToken, getToken, scopeName } from "../../src/tokens/token-cache";

const signal = new AbortController().signal;
const HOUR = 3_600_000;
let scopes = 0;
let name = "";

beforeEach(() => {
  name = scopeName("test", String(scopes++));
});

const requesting = (lifetimeMs = HOUR) => {
  let count = 0;
  return jest.fn(async () =>
    Promise.resolve({ value: `token-${String(++count)}`, expiresAt: Date.now() + lifetimeMs }),
  );
};
const broken = (more: Partial<ActionCache>): ActionCache => ({ ...createCache(), ...more });
const throwing = broken({
  get: () => {
    throw new Error("no cache");
  },
  set: () => {
    throw new Error("no cache");
  },
  delete: () => {
    throw new Error("no cache");
  },
});

describe("a token that is kept", () => {
  it("is requested once and reused", async () => {
    const request = requesting();
    const cache = createCache();
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-1", reused: false });
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-1", reused: true });
    expect(request).toHaveBeenCalledTimes(1);
  });

  it("is in api.cache under a short key, for milliseconds, and gone five minutes before it expires", async () => {
    const set = jest.fn();
    await getToken(name, broken({ set }), signal, requesting());
    const [key, value, { ttl }] = set.mock.calls[0] as [string, string, { ttl: number }];
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(64);
    expect(JSON.parse(value)).toMatchObject({ token: "token-1", for: name });
    expect(ttl).toBeGreaterThan(HOUR - 300_000 - 5000);
    expect(ttl).toBeLessThanOrEqual(HOUR - 300_000);
  });

  it("is not kept where it is about to expire", async () => {
    const request = requesting(299_000);
    const cache = createCache();
    await getToken(name, cache, signal, request);
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-2", reused: false });
  });

  it("is not put into the cache where it is larger than that takes", async () => {
    const set = jest.fn();
    await getToken(name, broken({ set }), signal, async () =>
      Promise.resolve({ value: "x".repeat(4096), expiresAt: Date.now() + HOUR }),
    );
    expect(set).not.toHaveBeenCalled();
  });

  it("is another one after it was dropped, even where the cache goes on offering it", async () => {
    const request = requesting();
    const stubborn = broken({ delete: () => undefined });
    await getToken(name, stubborn, signal, request);
    dropToken(name, "token-1", stubborn);
    expect(await getToken(name, stubborn, signal, request)).toEqual({ value: "token-2", reused: false });
  });

  it("that was requested while a refusal is remembered is kept no longer than that memory", async () => {
    jest.useFakeTimers({ now: Date.parse("2026-11-25T02:00:00Z") });
    try {
      const request = requesting();
      const cache = createCache();
      await getToken(name, cache, signal, request);
      dropToken(name, "token-1", cache);
      jest.advanceTimersByTime(10_000);
      // This one may be older than the consent that is given now.
      expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-2", reused: false });
      jest.advanceTimersByTime(49_999);
      expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-2", reused: true });
      jest.advanceTimersByTime(1);
      expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-3", reused: false });
      jest.advanceTimersByTime(HOUR - 300_001);
      expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-3", reused: true });
    } finally {
      jest.useRealTimers();
    }
  });

  it("stays where another token was dropped", async () => {
    const request = requesting();
    const cache = createCache();
    await getToken(name, cache, signal, request);
    dropToken(name, "an older one", cache);
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-1", reused: true });
  });
});

describe("a cache", () => {
  it("serves a new instance", async () => {
    const entry = JSON.stringify({ for: name, token: "warm", expiresAt: Date.now() + HOUR });
    const cache = broken({ get: () => ({ value: entry, expires_at: Date.now() + HOUR }) });
    expect(await getToken(name, cache, signal, requesting())).toEqual({ value: "warm", reused: true });
  });

  it.each([
    ["another tenant's token", { for: "other", token: "t", expiresAt: Date.now() + HOUR }],
    ["an expired token", { token: "t", expiresAt: Date.now() }],
    ["a token without an end", { token: "t" }],
    ["a token that would break a header", { token: "t\r\nx: y", expiresAt: Date.now() + HOUR }],
    ["no token", { expiresAt: Date.now() + HOUR }],
    ["no object", "t"],
  ])("is not believed when it offers %s", async (_, entry) => {
    const value = JSON.stringify(typeof entry === "string" ? entry : { for: name, ...entry });
    const cache = broken({ get: () => ({ value, expires_at: Date.now() + HOUR }) });
    expect(await getToken(name, cache, signal, requesting())).toEqual({ value: "token-1", reused: false });
  });

  it.each([
    ["throws", throwing],
    ["is full", broken({ set: () => ({ type: "error", code: "CacheSizeExceeded" }) })],
    ["answers nonsense", broken({ get: () => 5 as never })],
    ["answers later", broken({ get: () => Promise.resolve() as never })],
  ])("changes nothing but speed when it %s", async (_, cache) => {
    const request = requesting();
    await expect(getToken(name, cache, signal, request)).resolves.toMatchObject({ value: "token-1" });
    dropToken(name, "token-1", cache);
    await expect(getToken(name, cache, signal, request)).resolves.toMatchObject({ value: "token-2" });
  });
});

it("names scopes by all that tells them apart, within what a key may have", () => {
  const all = [
    scopeName("a", "x", "y"),
    scopeName("a", "x,y"),
    scopeName("a", "xy", ""),
    scopeName("b", "x", "y"),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(all.every((key) => Buffer.byteLength(key) <= 64)).toBe(true);
});
