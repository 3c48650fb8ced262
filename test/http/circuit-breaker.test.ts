import { Failure, type FailureDetails, type Reason } from "../../src/http/failure";
import { withCircuitBreaker, sharedCircuits } from "../../src/http/circuit-breaker";

let count = 0;
let name = "";

beforeEach(() => {
  name = `circuit-${String(count++)}`;
  jest.useFakeTimers({ now: Date.parse("2026-11-22T02:48:00Z") });
});

afterEach(() => {
  jest.useRealTimers();
});

const failing = (reason: Reason, details: FailureDetails = {}) =>
  jest.fn(async () => Promise.reject(new Failure(reason, details)));
const succeeding = () => jest.fn(async () => Promise.resolve(1));

/** Number of calls of `work` in `times` logins. */
async function countCalls(work: jest.Mock<Promise<unknown>, []>, times: number): Promise<number> {
  const before = work.mock.calls.length;
  for (let i = 0; i < times; i++) await withCircuitBreaker(name, work).catch(() => {});
  return work.mock.calls.length - before;
}

describe("withCircuitBreaker", () => {
  it.each(["credentials", "permission"] as const)(
    "opens the circuit for 60 s after one failure with %s",
    async (reason) => {
      const work = failing(reason);
      expect(await countCalls(work, 5)).toBe(1);
      await expect(withCircuitBreaker(name, work)).rejects.toMatchObject({ reason });
      jest.advanceTimersByTime(59_999);
      expect(await countCalls(work, 5)).toBe(0);
      jest.advanceTimersByTime(1);
      expect(await countCalls(work, 5)).toBe(1);
    },
  );

  it.each(["timeout", "unavailable", "throttled"] as const)(
    "opens the circuit for 60 s after three failures in a row with %s",
    async (reason) => {
      const work = failing(reason);
      expect(await countCalls(work, 10)).toBe(3);
      jest.advanceTimersByTime(60_000);
      expect(await countCalls(work, 10)).toBe(1);
    },
  );

  it.each(["invalid", "limited", "too_large", "user_not_found"] as const)(
    "does not open the circuit after failures with %s",
    async (reason) => {
      expect(await countCalls(failing(reason), 5)).toBe(5);
    },
  );

  it.each([
    [13_000, 13_000],
    [250_000, 250_000],
    [99_999_000, 300_000],
  ])(
    "opens the circuit after one failure with a Retry-After of %d ms, for %d ms",
    async (retryAfterMs, ms) => {
      const work = failing("throttled", { retryAfterMs });
      expect(await countCalls(work, 5)).toBe(1);
      jest.advanceTimersByTime(ms - 1);
      expect(await countCalls(work, 5)).toBe(0);
      jest.advanceTimersByTime(1);
      expect(await countCalls(work, 1)).toBe(1);
    },
  );

  it("keeps the circuit open until Retry-After if other failures are counted meanwhile", async () => {
    await countCalls(failing("throttled", { retryAfterMs: 200_000 }), 1);
    // Failures of logins that began before the circuit opened.
    for (const reason of ["unavailable", "permission", "invalid"] as const) {
      sharedCircuits.fail(name, new Failure(reason));
    }
    jest.advanceTimersByTime(199_999);
    expect(await countCalls(succeeding(), 1)).toBe(0);
    await expect(withCircuitBreaker(name, succeeding())).rejects.toMatchObject({ reason: "throttled" });
    jest.advanceTimersByTime(1);
    expect(await countCalls(succeeding(), 1)).toBe(1);
  });

  it("opens the circuit again after at most three failures in a row once Retry-After has passed", async () => {
    await countCalls(failing("throttled", { retryAfterMs: 30_000 }), 1);
    jest.advanceTimersByTime(30_000);
    expect(await countCalls(failing("timeout"), 10)).toBeLessThanOrEqual(3);
  });

  it("counts failures from zero after a success", async () => {
    await countCalls(failing("timeout"), 2);
    await countCalls(succeeding(), 1);
    expect(await countCalls(failing("timeout"), 3)).toBe(3);
  });

  it("opens the circuit only after three failures in a row if a delegated token is refused", async () => {
    expect(await countCalls(failing("permission", { delegated: true }), 10)).toBe(3);
  });

  it("neither counts nor resets failures if the login ended", async () => {
    expect(await countCalls(failing("timeout", { abandoned: true }), 10)).toBe(10);
    await countCalls(failing("timeout"), 2);
    await countCalls(failing("timeout", { abandoned: true }), 1);
    expect(await countCalls(failing("timeout"), 10)).toBe(1);
  });

  it("throws a new error to each caller while the circuit is open", async () => {
    await countCalls(failing("permission"), 1);
    const errorOf = async () => withCircuitBreaker(name, succeeding()).catch((error: unknown) => error);
    const [first, second] = [await errorOf(), await errorOf()];
    expect(first).toMatchObject({ reason: "permission" });
    expect(first).not.toBe(second);
  });

  it("has a separate circuit for each name", async () => {
    await countCalls(failing("permission"), 1);
    name = `${name}-other`;
    expect(await countCalls(failing("permission"), 1)).toBe(1);
  });
});
