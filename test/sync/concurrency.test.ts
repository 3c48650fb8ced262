import fc from "fast-check";
import { forEachConcurrently } from "../../src/sync/concurrency";
import { SimulatedTime } from "../support/sync/simulated-time";

describe("forEachConcurrently", () => {
  it("works on each item once, begins in order, and never has more than the limit at the same time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(50), { maxLength: 60, size: "max" }),
        fc.integer({ min: 1, max: 20 }),
        async (durations, limit) => {
          const time = new SimulatedTime();
          const begun: number[] = [];
          let [inProgress, most] = [0, 0];
          const work = async ([index, ms]: [number, number]) => {
            begun.push(index);
            most = Math.max(most, ++inProgress);
            await time.pause(ms);
            inProgress -= 1;
          };
          await time.run(forEachConcurrently(durations.entries(), limit, work));
          expect(begun).toEqual([...durations.keys()]);
          expect(inProgress).toBe(0);
          expect(most).toBe(Math.min(limit, durations.length));
        },
      ),
    );
  });

  it("takes items only when there is room for them", async () => {
    const time = new SimulatedTime();
    const taken: number[] = [];
    function* items() {
      for (let index = 0; index < 6; index++) {
        taken.push(index);
        yield index;
      }
    }
    const work = forEachConcurrently(items(), 2, async () => time.pause(1000));
    expect(taken).toEqual([0, 1]);
    await time.run(work);
    expect(taken).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("begins no further item after an error, and throws it when the items in progress have ended", async () => {
    const time = new SimulatedTime();
    const ended: number[] = [];
    const work = async (item: number) => {
      await time.pause(item * 1000);
      if (item === 1) throw new Error("first");
      ended.push(item);
    };
    const done = time.run(forEachConcurrently([5, 1, 3, 7, 8], 3, work));
    await expect(done).rejects.toThrow("first");
    expect(ended).toEqual([3, 5]);
  });

  it("throws the error that occurred first", async () => {
    const time = new SimulatedTime();
    const work = async (ms: number) => {
      await time.pause(ms);
      throw new Error(`after ${ms}`);
    };
    await expect(time.run(forEachConcurrently([30, 10, 20], 3, work))).rejects.toThrow("after 10");
  });

  it("lets timers and signals be served among items that wait for nothing", async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await forEachConcurrently(Array(1000).keys(), 1, async () => Promise.resolve());
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(40);
  });
});
