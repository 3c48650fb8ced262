import { Failure } from "../../src/http/failure";
import { SingleFlight } from "../../src/http/single-flight";

const neverAborted = new AbortController().signal;

describe("SingleFlight", () => {
  it("starts one request for concurrent callers, and another one after it has ended", async () => {
    const singleFlight = new SingleFlight<number>();
    const start = jest.fn(async () => Promise.resolve(7));
    await expect(
      Promise.all([1, 2, 3].map(async () => singleFlight.join("a", neverAborted, start))),
    ).resolves.toEqual([7, 7, 7]);
    expect(start).toHaveBeenCalledTimes(1);
    await singleFlight.join("a", neverAborted, start);
    expect(start).toHaveBeenCalledTimes(2);
  });

  it("continues the request for the other callers if one is aborted", async () => {
    const singleFlight = new SingleFlight<number>();
    const controller = new AbortController();
    let resolve: (result: number) => void = () => {};
    let signal: AbortSignal | undefined;
    const start = async (requestSignal: AbortSignal) => {
      signal = requestSignal;
      return new Promise<number>((resolveRequest) => (resolve = resolveRequest));
    };
    const first = singleFlight.join("a", controller.signal, start);
    const second = singleFlight.join("a", neverAborted, start);
    controller.abort();
    await expect(first).rejects.toMatchObject({ reason: "timeout" });
    expect(signal?.aborted).toBe(false);
    resolve(7);
    await expect(second).resolves.toBe(7);
  });

  it("aborts the request if its only caller is aborted", async () => {
    const singleFlight = new SingleFlight<number>();
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const pending = singleFlight.join("a", controller.signal, async (requestSignal) => {
      signal = requestSignal;
      return new Promise<number>(() => {});
    });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ reason: "timeout" });
    expect(signal?.aborted).toBe(true);
  });

  it("rejects with a separate error object for each caller", async () => {
    const singleFlight = new SingleFlight<number>();
    const start = async () => Promise.reject(new Failure("unavailable", { status: 502 }));
    const join = async () => singleFlight.join("a", neverAborted, start).catch((error: unknown) => error);
    const [first, second] = await Promise.all([join(), join()]);
    expect(first).toMatchObject({ reason: "unavailable", details: { status: 502 } });
    expect(second).toMatchObject({ reason: "unavailable", details: { status: 502 } });
    expect(first).not.toBe(second);
  });

  it("does not start a request for a caller that is already aborted", async () => {
    const start = jest.fn(async () => Promise.resolve(7));
    const pending = new SingleFlight<number>().join("a", AbortSignal.abort(), start);
    await expect(pending).rejects.toMatchObject({ reason: "timeout" });
    expect(start).not.toHaveBeenCalled();
  });

  it("starts another request if the first one has no response after 1.5 s", async () => {
    jest.useFakeTimers();
    const singleFlight = new SingleFlight<number>();
    const start = jest
      .fn<Promise<number>, []>()
      .mockReturnValueOnce(new Promise<number>(() => {}))
      .mockResolvedValueOnce(7);
    singleFlight.join("a", neverAborted, start).catch(() => {});
    jest.advanceTimersByTime(1500);
    await expect(singleFlight.join("a", neverAborted, start)).resolves.toBe(7);
    jest.useRealTimers();
  });
});
