/** Failure reasons, and outcomes of parts. @module */

import type { PartOutcome } from "../../src/app-metadata/plan";
import { Failure, type Reason } from "../../src/http/failure";

export const REASONS = [
  "credentials",
  "permission",
  "limited",
  "throttled",
  "unavailable",
  "timeout",
  "invalid",
  "too_large",
  "user_not_found",
] as const satisfies readonly Reason[];

/** Parses outcomes from their text in the log line. */
export function outcomesFrom(
  texts: Readonly<Record<string, string>>,
): ReadonlyMap<{ name: string }, PartOutcome> {
  return new Map(Object.entries(texts).map(([name, text]) => [{ name }, outcomeFrom(text)]));
}

function outcomeFrom(text: string): PartOutcome {
  const [kind, reason] = text.split(":");
  return reason
    ? { kind: "failed", failure: new Failure(reason as Reason) }
    : ({ kind } as Exclude<PartOutcome, { kind: "failed" }>);
}
