import { type Deadline, startDeadline, until } from "../../src/http/deadline";

const started: Deadline[] = [];
const start = (totalMs: number) => {
  const deadline = startDeadline(totalMs);
  started.push(deadline);
  return deadline;
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  for (const deadline of started.splice(0)) deadline.end();
  jest.useRealTimers();
});

describe("startDeadline", () => {
  it.each([
    [1000, 700],
    [3000, 2100],
    [10_000, 9000],
  ])("aborts everything after %d ms and reads after %d ms", (total, reads) => {
    const deadline = start(total);
    jest.advanceTimersByTime(reads - 1);
    expect(deadline.reads.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.reads.aborted).toBe(true);
    expect(deadline.all.aborted).toBe(false);
    jest.advanceTimersByTime(total - reads);
    expect(deadline.all.aborted).toBe(true);
  });

  it("does not count the time in uncounted()", () => {
    const deadline = start(1000);
    deadline.uncounted(() => {
      jest.advanceTimersByTime(500);
    });
    jest.advanceTimersByTime(699);
    expect(deadline.reads.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.reads.aborted).toBe(true);
    expect(deadline.elapsed()).toBe(1200);
  });

  it("extends the deadlines of all logins in progress by the time in uncounted()", () => {
    const [loading, other] = [start(1000), start(1000)];
    loading.uncounted(() => {
      jest.advanceTimersByTime(500);
    });
    jest.advanceTimersByTime(699);
    expect(other.reads.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(other.reads.aborted).toBe(true);
    for (const deadline of [loading, other]) deadline.end();
    expect(jest.getTimerCount()).toBe(0);
  });

  it("clears its timers and aborts everything in end()", () => {
    const deadline = start(1000);
    deadline.end();
    expect(jest.getTimerCount()).toBe(0);
    expect(deadline.all.aborted).toBe(true);
  });
});

describe("until", () => {
  it("resolves with the result of the work", async () => {
    await expect(until(new AbortController().signal, Promise.resolve(1))).resolves.toBe(1);
  });

  it("rejects with timeout if the signal is aborted first, without an unhandled rejection later", async () => {
    const controller = new AbortController();
    let rejectWork: (error: Error) => void = () => {};
    const work = new Promise<never>((_, reject) => (rejectWork = reject));
    const pending = until(controller.signal, work);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ reason: "timeout" });
    rejectWork(new Error("after the deadline"));
  });

  it("rejects with timeout if the signal is already aborted", async () => {
    await expect(until(AbortSignal.abort(), new Promise(() => {}))).rejects.toMatchObject({
      reason: "timeout",
    });
  });
});
