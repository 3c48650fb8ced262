import { createCache } from "../../src/cli/shared/auth0-runtime";
import type { ActionCache } from "../../src/auth0";
import { dropToken, getToken, cacheKey } from "../../src/tokens/token-cache";

const signal = new AbortController().signal;
const HOUR = 3_600_000;
let scopes = 0;
let name = "";

beforeEach(() => {
  name = cacheKey("test", String(scopes++));
});

const countingRequest = (lifetimeMs = HOUR) => {
  let count = 0;
  return jest.fn(async () =>
    Promise.resolve({ value: `token-${String(++count)}`, expiresAt: Date.now() + lifetimeMs }),
  );
};
const cacheWith = (more: Partial<ActionCache>): ActionCache => ({ ...createCache(), ...more });
const throwingCache = cacheWith({
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

describe("getToken", () => {
  it("requests a token once and reuses it", async () => {
    const request = countingRequest();
    const cache = createCache();
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-1", reused: false });
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-1", reused: true });
    expect(request).toHaveBeenCalledTimes(1);
  });

  it("stores the token in api.cache under a key of at most 64 bytes until 5 min before it expires", async () => {
    const set = jest.fn();
    await getToken(name, cacheWith({ set }), signal, countingRequest());
    const [key, value, { ttl }] = set.mock.calls[0] as [string, string, { ttl: number }];
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(64);
    expect(JSON.parse(value)).toMatchObject({ token: "token-1", for: name });
    expect(ttl).toBeGreaterThan(HOUR - 300_000 - 5000);
    expect(ttl).toBeLessThanOrEqual(HOUR - 300_000);
  });

  it("does not cache a token that expires in less than 5 min", async () => {
    const request = countingRequest(299_000);
    const cache = createCache();
    await getToken(name, cache, signal, request);
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-2", reused: false });
  });

  it("does not store a token of 4 kB in api.cache", async () => {
    const set = jest.fn();
    await getToken(name, cacheWith({ set }), signal, async () =>
      Promise.resolve({ value: "x".repeat(4096), expiresAt: Date.now() + HOUR }),
    );
    expect(set).not.toHaveBeenCalled();
  });

  it("requests a new token after dropToken, even if api.cache still returns the old one", async () => {
    const request = countingRequest();
    const undeletable = cacheWith({ delete: () => undefined });
    await getToken(name, undeletable, signal, request);
    dropToken(name, "token-1", undeletable);
    expect(await getToken(name, undeletable, signal, request)).toEqual({ value: "token-2", reused: false });
  });

  it("reuses a token that was requested within 60 s of dropToken only until those 60 s are over", async () => {
    jest.useFakeTimers({ now: Date.parse("2026-11-25T02:00:00Z") });
    try {
      const request = countingRequest();
      const cache = createCache();
      await getToken(name, cache, signal, request);
      dropToken(name, "token-1", cache);
      jest.advanceTimersByTime(10_000);
      // The permissions of this token may be older than a consent that is granted now.
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

  it("reuses the token if another one was dropped", async () => {
    const request = countingRequest();
    const cache = createCache();
    await getToken(name, cache, signal, request);
    dropToken(name, "an older token", cache);
    expect(await getToken(name, cache, signal, request)).toEqual({ value: "token-1", reused: true });
  });
});

describe("getToken with api.cache", () => {
  it("reuses a token that another instance stored", async () => {
    const entry = JSON.stringify({ for: name, token: "warm", expiresAt: Date.now() + HOUR });
    const cache = cacheWith({ get: () => ({ value: entry, expires_at: Date.now() + HOUR }) });
    expect(await getToken(name, cache, signal, countingRequest())).toEqual({ value: "warm", reused: true });
  });

  it.each([
    ["another tenant's token", { for: "other", token: "t", expiresAt: Date.now() + HOUR }],
    ["an expired token", { token: "t", expiresAt: Date.now() }],
    ["a token without an expiry", { token: "t" }],
    ["a token with a line break", { token: "t\r\nx: y", expiresAt: Date.now() + HOUR }],
    ["no token", { expiresAt: Date.now() + HOUR }],
    ["a string instead of an object", "t"],
  ])("ignores an entry with %s", async (_, entry) => {
    const value = JSON.stringify(typeof entry === "string" ? entry : { for: name, ...entry });
    const cache = cacheWith({ get: () => ({ value, expires_at: Date.now() + HOUR }) });
    expect(await getToken(name, cache, signal, countingRequest())).toEqual({
      value: "token-1",
      reused: false,
    });
  });

  it.each([
    ["throws", throwingCache],
    ["is full", cacheWith({ set: () => ({ type: "error", code: "CacheSizeExceeded" }) })],
    ["returns a number", cacheWith({ get: () => 5 as never })],
    ["returns a promise", cacheWith({ get: () => Promise.resolve() as never })],
  ])("returns a requested token, also after dropToken, if it %s", async (_, cache) => {
    const request = countingRequest();
    await expect(getToken(name, cache, signal, request)).resolves.toMatchObject({ value: "token-1" });
    dropToken(name, "token-1", cache);
    await expect(getToken(name, cache, signal, request)).resolves.toMatchObject({ value: "token-2" });
  });
});

describe("cacheKey", () => {
  it("returns a different key of at most 64 bytes for each scope", () => {
    const all = [
      cacheKey("a", "x", "y"),
      cacheKey("a", "x,y"),
      cacheKey("a", "xy", ""),
      cacheKey("b", "x", "y"),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((key) => Buffer.byteLength(key) <= 64)).toBe(true);
  });
});
