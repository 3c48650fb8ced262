/**
 * Dates as they were when a scenario was recorded. The clock still runs: only where it stands is moved.
 *
 * @module
 */

/** Runs `work` with the present moved to `now`. */
export async function at<T>(now: Date, work: () => Promise<T>): Promise<T> {
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
