/**
 * Frees memory early. On a machine with much memory, V8 lets garbage grow to gigabytes before it collects it, but a run is
 * often scheduled where memory is limited.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of JSON that are parsed between two collections. Parsed, they take several times as much. */
const INTERVAL_BYTES = 12_000_000;

let collect: (() => void) | undefined;
let bytesSince = 0;

/** Counts JSON that was parsed and is not needed any more, and collects garbage from time to time. */
export function countParsed(bytes: number): void {
  bytesSince += bytes;
  if (bytesSince < INTERVAL_BYTES) return;
  bytesSince = 0;
  collect ??= exposedCollector();
  collect();
}

function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
