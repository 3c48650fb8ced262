import { Failure } from "../../src/http/failure";
import { Stopped, pause, retryDelayMs, throwIfStopped, withTimeout } from "../../src/sync/waiting";

const setUp = () => {
  const controller = new AbortController();
  const clock = { now: () => 0, pause: jest.fn(async () => new Promise<void>(() => {})) };
  return { controller, clock, waiting: { clock, stop: controller.signal } };
};

describe("pause", () => {
  it("lasts as long as the clock's pause", async () => {
    const { waiting, clock } = setUp();
    clock.pause.mockResolvedValue(undefined);
    await pause(waiting, 500);
    expect(clock.pause).toHaveBeenCalledWith(500);
  });

  it("ends at once if the run is stopped meanwhile", async () => {
    const { waiting, controller } = setUp();
    const paused = pause(waiting, 500);
    controller.abort();
    await expect(paused).rejects.toThrow(Stopped);
  });

  it("does not begin if the run was stopped", async () => {
    const { waiting, controller, clock } = setUp();
    controller.abort();
    await expect(pause(waiting, 500)).rejects.toThrow(Stopped);
    expect(clock.pause).not.toHaveBeenCalled();
  });

  it("fails with the error of the clock", async () => {
    const { waiting, clock } = setUp();
    clock.pause.mockRejectedValue(new Failure("invalid"));
    await expect(pause(waiting, 500)).rejects.toThrow(Failure);
  });
});

describe("throwIfStopped", () => {
  it("throws only after the run was stopped", () => {
    const { waiting, controller } = setUp();
    throwIfStopped(waiting);
    controller.abort();
    expect(() => {
      throwIfStopped(waiting);
    }).toThrow(Stopped);
  });
});

describe("withTimeout", () => {
  const untilAborted = async (signal: AbortSignal) =>
    new Promise<string>((resolve) => {
      signal.addEventListener("abort", () => {
        resolve("aborted");
      });
    });

  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it("aborts the work after its time", async () => {
    const result = withTimeout(undefined, 1000, untilAborted);
    jest.advanceTimersByTime(999);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(1);
    await expect(result).resolves.toBe("aborted");
  });

  it("aborts the work as soon as the run is stopped", async () => {
    const { controller } = setUp();
    const result = withTimeout(controller.signal, 1000, untilAborted);
    controller.abort();
    await expect(result).resolves.toBe("aborted");
  });

  it.each([
    ["succeeds", async () => Promise.resolve("done")],
    ["fails", async () => Promise.reject(new Failure("invalid"))],
  ])("leaves no timer and no listener behind if the work %s", async (_, work) => {
    const { controller } = setUp();
    const remove = jest.spyOn(controller.signal, "removeEventListener");
    await Promise.allSettled([withTimeout(controller.signal, 1000, work)]);
    expect(jest.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalledTimes(1);
  });
});

describe("retryDelayMs", () => {
  const delays = (reason: Failure["reason"], details: Failure["details"] = {}) =>
    Array.from({ length: 13 }, (_, index) => retryDelayMs(new Failure(reason, details), index + 1));

  it("waits longer and longer for a service that throttles, at most a minute, eleven times", () => {
    expect(delays("throttled")).toEqual([
      ...[1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000, 60_000],
      undefined,
      undefined,
    ]);
  });

  it("waits as long as a service that throttles demands, at most ten minutes", () => {
    expect(delays("throttled", { retryAfterMs: 7000 }).slice(0, 11)).toEqual(Array(11).fill(7000));
    expect(delays("throttled", { retryAfterMs: 0 })[3]).toBe(0);
    expect(delays("throttled", { retryAfterMs: 86_400_000 })[0]).toBe(600_000);
  });

  it.each(["unavailable", "timeout"] as const)(
    "repeats %s three times, later if that is demanded",
    (reason) => {
      expect(delays(reason).slice(0, 5)).toEqual([1000, 2000, 4000, undefined, undefined]);
      expect(delays(reason, { retryAfterMs: 3000 }).slice(0, 3)).toEqual([3000, 3000, 4000]);
    },
  );

  it("cuts what an unavailable service demands, so that it does not hold up the run", () => {
    expect(delays("unavailable", { retryAfterMs: 86_400_000 })[0]).toBeLessThanOrEqual(600_000);
  });

  it.each(["credentials", "permission", "invalid", "too_large", "user_not_found", "limited"] as const)(
    "does not repeat %s",
    (reason) => {
      expect(delays(reason, { retryAfterMs: 1000 })).toEqual(Array(13).fill(undefined));
    },
  );
});
