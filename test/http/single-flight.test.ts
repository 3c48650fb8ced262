import { Failure } from "../../src/http/failure";
import { SingleFlight } from "../../src/http/single-flight";

const never = new AbortController().signal;

describe("a request for all who want the same", () => {
  it("is one, however many ask at the same time", async () => {
    const flights = new SingleFlight<number>();
    const depart = jest.fn(async () => Promise.resolve(7));
    await expect(Promise.all([1, 2, 3].map(async () => flights.join("a", never, depart)))).resolves.toEqual([
      7, 7, 7,
    ]);
    expect(depart).toHaveBeenCalledTimes(1);
    await flights.join("a", never, depart);
    expect(depart).toHaveBeenCalledTimes(2);
  });

  it("goes on for the others when one stops waiting", async () => {
    const flights = new SingleFlight<number>();
    const impatient = new AbortController();
    let land: (result: number) => void = () => {};
    let signal: AbortSignal | undefined;
    const depart = async (given: AbortSignal) => {
      signal = given;
      return new Promise<number>((resolve) => (land = resolve));
    };
    const leaver = flights.join("a", impatient.signal, depart);
    const stayer = flights.join("a", never, depart);
    impatient.abort();
    await expect(leaver).rejects.toMatchObject({ reason: "timeout" });
    expect(signal?.aborted).toBe(false);
    land(7);
    await expect(stayer).resolves.toBe(7);
  });

  it("is ended when nobody waits any more", async () => {
    const flights = new SingleFlight<number>();
    const impatient = new AbortController();
    let signal: AbortSignal | undefined;
    const waiting = flights.join("a", impatient.signal, async (given) => {
      signal = given;
      return new Promise<number>(() => {});
    });
    impatient.abort();
    await expect(waiting).rejects.toMatchObject({ reason: "timeout" });
    expect(signal?.aborted).toBe(true);
  });

  it("fails with an error of its own for each caller", async () => {
    const flights = new SingleFlight<number>();
    const start = async () => Promise.reject(new Failure("unavailable", { status: 502 }));
    const join = async () => flights.join("a", never, start).catch((error: unknown) => error);
    const [first, second] = await Promise.all([join(), join()]);
    expect(first).toMatchObject({ reason: "unavailable", details: { status: 502 } });
    expect(second).toMatchObject({ reason: "unavailable", details: { status: 502 } });
    expect(first).not.toBe(second);
  });

  it("is not started for somebody who does not wait any more", async () => {
    const depart = jest.fn(async () => Promise.resolve(7));
    const joining = new SingleFlight<number>().join("a", AbortSignal.abort(), depart);
    await expect(joining).rejects.toMatchObject({ reason: "timeout" });
    expect(depart).not.toHaveBeenCalled();
  });

  it("is not joined once it has been silent for long, so that a dead one does not keep everybody", async () => {
    jest.useFakeTimers();
    const flights = new SingleFlight<number>();
    const depart = jest
      .fn<Promise<number>, []>()
      .mockReturnValueOnce(new Promise<number>(() => {}))
      .mockResolvedValueOnce(7);
    flights.join("a", never, depart).catch(() => {});
    jest.advanceTimersByTime(1500);
    await expect(flights.join("a", never, depart)).resolves.toBe(7);
    jest.useRealTimers();
  });
});
