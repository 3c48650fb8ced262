/**
 * Runs once before the browser tests.
 *
 * @module
 */

import { decideOnThisMachine } from "./chromium";

/** Jest shows skipped tests without a reason. */
export default function explainSkipped(): void {
  const decision = decideOnThisMachine();
  if (decision.kind === "skip") process.stderr.write(`Browser tests are skipped. ${decision.reason}\n`);
}
