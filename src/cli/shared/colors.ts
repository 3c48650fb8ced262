/**
 * Colors, on a terminal only. picocolors alone would also color the output in CI.
 *
 * @module
 */

import { createColors } from "picocolors";
import type { CommandContext, OutputStream } from "./context";

export type Colors = ReturnType<typeof createColors>;

/** Colors for `stream`; none if it is not a terminal or `NO_COLOR` is set. */
export function colorsFor(
  stream: OutputStream,
  { environment }: Pick<CommandContext, "environment">,
): Colors {
  return createColors(stream.isTerminal && !environment.NO_COLOR);
}
