import fc from "fast-check";
import { RateLimiter, type RequestKind } from "../../src/sync/auth0/rate-limits";
import { SimulatedTime } from "../support/sync/simulated-time";
import { type Bucket, createBucket } from "../support/standin/rate-limits";

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

interface Sent {
  readonly kind: RequestKind;
  /** Milliseconds until Auth0 counts the request, and until its response arrives. */
  readonly toServerMs: number;
  readonly toClientMs: number;
  /** How far this machine's clock is set forward or back before the request. */
  readonly jumpMs: number;
}

const request = (maxLatencyMs: number): fc.Arbitrary<Sent> =>
  fc.record({
    kind: fc.constantFrom("read", "write"),
    toServerMs: fc.nat(maxLatencyMs),
    toClientMs: fc.nat(maxLatencyMs),
    jumpMs: fc.oneof(
      { weight: 9, arbitrary: fc.constant(0) },
      fc.constantFrom(-HOUR_MS, HOUR_MS, -5000, 5000),
    ),
  });

const service = fc.record({
  size: fc.integer({ min: 2, max: 60 }),
  writeSize: fc.option(fc.integer({ min: 2, max: 60 }), { nil: undefined }),
  perSecond: fc.integer({ min: 1, max: 20 }),
  sendsDate: fc.boolean(),
});

/** Sends all requests at once through a limiter, and lets time pass. @returns the buckets and how long it took */
async function simulate(
  requests: readonly Sent[],
  { size, writeSize, perSecond, sendsDate }: typeof service extends fc.Arbitrary<infer T> ? T : never,
) {
  const time = new SimulatedTime();
  const startedAt = time.now();
  let skewMs = 0;
  const clock = { now: () => time.now() + skewMs, pause: async (ms: number) => time.pause(ms) };
  const limiter = new RateLimiter({ clock, stop: NEVER });
  const now = () => time.now();
  const reads = createBucket({ size, perSecond, now });
  const writes = writeSize === undefined ? reads : createBucket({ size: writeSize, perSecond, now });
  let refused = 0;
  const send = async ({ kind, toServerMs, toClientMs, jumpMs }: Sent) => {
    skewMs += jumpMs;
    await time.pause(toServerMs);
    const bucket: Bucket = kind === "read" ? reads : writes;
    const { isAllowed, remaining, reset } = bucket.take();
    if (!isAllowed) refused += 1;
    const headers = {
      "x-ratelimit-limit": String(bucket.size),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": String(reset),
      ...(sendsDate && { date: new Date(time.now()).toUTCString() }),
    };
    await time.pause(toClientMs);
    return { headers };
  };
  await time.run(Promise.all(requests.map(async (it) => limiter.run(it.kind, async () => send(it)))));
  return { reads, writes, refused, ms: time.now() - startedAt };
}

describe("RateLimiter", () => {
  it.each([
    ["responses of different latency", 3000],
    ["responses at once", 0],
  ])("never uses the last quarter of a bucket, and sends every request, with %s", async (_, latency) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request(latency), { minLength: 1, maxLength: 120, size: "max" }),
        service,
        async (requests, options) => {
          const { reads, writes, refused, ms } = await simulate(requests, options);
          for (const bucket of [reads, writes]) {
            expect(bucket.lowest).toBeGreaterThanOrEqual(bucket.size / 4);
          }
          expect(refused).toBe(0);
          // At worst each request waits the longest time.
          expect(ms).toBeLessThanOrEqual(requests.length * (60_000 + 2 * latency));
        },
      ),
      { numRuns: 200 },
    );
  });
});
