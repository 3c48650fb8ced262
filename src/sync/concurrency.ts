/**
 * Bounded concurrency over a sequence.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";

/** Items of one worker between two turns of the event loop, so that timers, signals and sockets are served. */
const ITEMS_PER_TURN = 20;

/**
 * Calls `work` for each item, at most `limit` at the same time, in order.
 *
 * @throws what `work` throws first, after the calls in progress have ended
 */
export async function forEachConcurrently<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const runWorker = async () => {
    for (let count = 1; !failure; count++) {
      const next = iterator.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
      if (count % ITEMS_PER_TURN === 0) await nextTurn();
    }
  };
  await Promise.all(Array.from({ length: limit }, runWorker));
  if (failure) throw failure.error;
}
