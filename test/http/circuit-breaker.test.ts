import { Failure, type FailureDetails, type Reason } from "../../src/http/failure";
import { withCircuitBreaker, sharedCircuits } from "../../src/http/circuit-breaker";

let names = 0;
let name = "";

beforeEach(() => {
  name = `outage-${String(names++)}`;
  jest.useFakeTimers({ now: Date.parse("2026-11-22T02:48:00Z") });
});

afterEach(() => {
  jest.useRealTimers();
});

const fails = (reason: Reason, details: FailureDetails = {}) =>
  jest.fn(async () => Promise.reject(new Failure(reason, details)));
const succeeds = () => jest.fn(async () => Promise.resolve(1));

/** How often `work` was done in `times` logins. */
async function logins(work: jest.Mock<Promise<unknown>, []>, times: number): Promise<number> {
  const before = work.mock.calls.length;
  for (let i = 0; i < times; i++) await withCircuitBreaker(name, work).catch(() => {});
  return work.mock.calls.length - before;
}

describe("what is not tried by every login", () => {
  it.each(["credentials", "permission"] as const)(
    "is a refusal for %s, at once and for a minute",
    async (reason) => {
      const work = fails(reason);
      expect(await logins(work, 5)).toBe(1);
      await expect(withCircuitBreaker(name, work)).rejects.toMatchObject({ reason });
      jest.advanceTimersByTime(59_999);
      expect(await logins(work, 5)).toBe(0);
      jest.advanceTimersByTime(1);
      expect(await logins(work, 5)).toBe(1);
    },
  );

  it.each(["timeout", "unavailable", "throttled"] as const)("is %s after three in a row", async (reason) => {
    const work = fails(reason);
    expect(await logins(work, 10)).toBe(3);
    jest.advanceTimersByTime(60_000);
    expect(await logins(work, 10)).toBe(1);
  });

  it.each(["invalid", "limited", "too_large", "user_not_found"] as const)(
    "is not %s, which is an answer",
    async (reason) => {
      expect(await logins(fails(reason), 5)).toBe(5);
    },
  );

  it.each([
    [13_000, 13_000],
    [250_000, 250_000],
    [99_999_000, 300_000],
  ])("is what asked to be left alone for %d ms, for %d ms", async (retryAfterMs, ms) => {
    const work = fails("throttled", { retryAfterMs });
    expect(await logins(work, 5)).toBe(1);
    jest.advanceTimersByTime(ms - 1);
    expect(await logins(work, 5)).toBe(0);
    jest.advanceTimersByTime(1);
    expect(await logins(work, 1)).toBe(1);
  });

  it("stays what asked to be left alone, whatever else fails meanwhile", async () => {
    await logins(fails("throttled", { retryAfterMs: 200_000 }), 1);
    // A login that began before fails later, and in another way.
    for (const reason of ["unavailable", "permission", "invalid"] as const) {
      sharedCircuits.fail(name, new Failure(reason));
    }
    jest.advanceTimersByTime(199_999);
    expect(await logins(succeeds(), 1)).toBe(0);
    await expect(withCircuitBreaker(name, succeeds())).rejects.toMatchObject({ reason: "throttled" });
    jest.advanceTimersByTime(1);
    expect(await logins(succeeds(), 1)).toBe(1);
  });

  it("is an outage after three in a row, also once an earlier refusal is over", async () => {
    await logins(fails("throttled", { retryAfterMs: 30_000 }), 1);
    jest.advanceTimersByTime(30_000);
    expect(await logins(fails("timeout"), 10)).toBeLessThanOrEqual(3);
  });

  it("is nothing that one success has interrupted", async () => {
    await logins(fails("timeout"), 2);
    await logins(succeeds(), 1);
    expect(await logins(fails("timeout"), 3)).toBe(3);
  });

  it("is a user's own token only after three in a row, since it says little about others", async () => {
    expect(await logins(fails("permission", { delegated: true }), 10)).toBe(3);
  });

  it("is not what failed because the login ended, and that closes no circuit either", async () => {
    expect(await logins(fails("timeout", { abandoned: true }), 10)).toBe(10);
    await logins(fails("timeout"), 2);
    await logins(fails("timeout", { abandoned: true }), 1);
    expect(await logins(fails("timeout"), 10)).toBe(1);
  });

  it("is told by a new error to each login", async () => {
    await logins(fails("permission"), 1);
    const errorOf = async () => withCircuitBreaker(name, succeeds()).catch((error: unknown) => error);
    const [first, second] = [await errorOf(), await errorOf()];
    expect(first).toMatchObject({ reason: "permission" });
    expect(first).not.toBe(second);
  });

  it("is forgotten by name, not for others", async () => {
    await logins(fails("permission"), 1);
    name = `${name}-other`;
    expect(await logins(fails("permission"), 1)).toBe(1);
  });
});
