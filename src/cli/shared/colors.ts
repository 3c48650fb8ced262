/**
 * Colours, on a terminal only: picocolors alone would also colour what CI captures.
 *
 * @module
 */

import { createColors } from "picocolors";

/** Colours for what `stream` shows; none where that is no terminal, or `NO_COLOR` is set. */
export function colorsFor(stream: { readonly isTTY?: boolean }) {
  return createColors(stream.isTTY === true && !process.env.NO_COLOR);
}
