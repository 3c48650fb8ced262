import { type Deadline, startDeadline as start, until } from "../../src/http/deadline";

const started: Deadline[] = [];
const startBudget = (totalMs: number) => {
  const budget = start(totalMs);
  started.push(budget);
  return budget;
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  for (const budget of started.splice(0)) budget.end();
  jest.useRealTimers();
});

describe("the time a login may take", () => {
  it.each([
    [1000, 700],
    [3000, 2100],
    [10_000, 9000],
  ])("is %d ms in all, of which %d are for reading", (total, reads) => {
    const budget = startBudget(total);
    jest.advanceTimersByTime(reads - 1);
    expect(budget.reads.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(budget.reads.aborted).toBe(true);
    expect(budget.all.aborted).toBe(false);
    jest.advanceTimersByTime(total - reads);
    expect(budget.all.aborted).toBe(true);
  });

  it("does not count what cannot be interrupted", () => {
    const budget = startBudget(1000);
    budget.uncounted(() => {
      jest.advanceTimersByTime(500);
    });
    jest.advanceTimersByTime(699);
    expect(budget.reads.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(budget.reads.aborted).toBe(true);
    expect(budget.elapsed()).toBe(1200);
  });

  it("is extended for all logins under way, since loading a package blocks them all", () => {
    const [loading, other] = [startBudget(1000), startBudget(1000)];
    loading.uncounted(() => {
      jest.advanceTimersByTime(500);
    });
    jest.advanceTimersByTime(699);
    expect(other.reads.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(other.reads.aborted).toBe(true);
    for (const budget of [loading, other]) budget.end();
    expect(jest.getTimerCount()).toBe(0);
  });

  it("leaves no timer behind, and ends what is under way", () => {
    const budget = startBudget(1000);
    budget.end();
    expect(jest.getTimerCount()).toBe(0);
    expect(budget.all.aborted).toBe(true);
  });
});

describe("waiting until a deadline", () => {
  it("answers with the work where that is first", async () => {
    await expect(until(new AbortController().signal, Promise.resolve(1))).resolves.toBe(1);
  });

  it("is a time-out where the deadline is first, and no unhandled rejection later", async () => {
    const controller = new AbortController();
    let fail: (error: Error) => void = () => {};
    const work = new Promise<never>((_, reject) => (fail = reject));
    const waiting = until(controller.signal, work);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ reason: "timeout" });
    fail(new Error("too late"));
  });

  it("is a time-out at once where the deadline has passed", async () => {
    await expect(until(AbortSignal.abort(), new Promise(() => {}))).rejects.toMatchObject({
      reason: "timeout",
    });
  });
});
