/**
 * Moves `Date` to the time of a scenario. The clock continues to run from there.
 *
 * @module
 */

/** Runs `work` as if it started at `now`. */
export async function runAt<T>(now: Date, work: () => Promise<T>): Promise<T> {
  const RealDate = Date;
  const offset = now.getTime() - RealDate.now();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [target.now() + offset] : args, newTarget) as Date,
    get: (target, key, receiver) =>
      key === "now" ? () => target.now() + offset : (Reflect.get(target, key, receiver) as unknown),
  });
  try {
    return await work();
  } finally {
    globalThis.Date = RealDate;
  }
}
