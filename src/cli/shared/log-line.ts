/**
 * The log line of the Action, parsed.
 *
 * @module
 */

import type { PartOutcome } from "../../app-metadata/plan";
import type { Reason } from "../../http/failure";
import type { SkipReason } from "../../login/graph-user";
import type { Report } from "../../report/log-line";

const OTHER_KEYS = ["entra", "reason", "saved", "ms", "hint"];

/** An outcome of a part, or of saving. */
export interface LoggedOutcome {
  /** As in the line, such as `failed:permission`. */
  readonly text: string;
  /** Why it failed; `undefined` if it did not. */
  readonly failure: Reason | undefined;
}

export interface PartLog extends LoggedOutcome {
  readonly kind: PartOutcome["kind"];
}

export interface LogLine {
  readonly entra: Report["entra"];
  /** Why nothing was read, if the login was skipped. */
  readonly reason?: SkipReason;
  /** By the name of the part, in the order of the line. */
  readonly outcomes: ReadonlyMap<string, PartLog>;
  /** `undefined` if there was nothing to save. */
  readonly saved: LoggedOutcome | undefined;
  readonly ms: number;
  readonly hint?: string;
}

/** Parses a line of this Action. */
export function parseLogLine(json: string): LogLine {
  const line = JSON.parse(json) as Pick<LogLine, "entra" | "reason" | "ms" | "hint"> & { saved?: string };
  const { entra, reason, saved, ms, hint } = line;
  const outcomes = outcomesIn(line as unknown as Record<string, unknown>).map(([name, text]) => {
    const kind = text.split(":")[0] as PartOutcome["kind"];
    return [name, { kind, ...parseOutcome(text) }] as const;
  });
  return {
    entra,
    ...(reason && { reason }),
    outcomes: new Map(outcomes),
    saved: saved === undefined ? undefined : parseOutcome(saved),
    ms,
    ...(hint !== undefined && { hint }),
  };
}

function parseOutcome(text: string): LoggedOutcome {
  const [kind, reason] = text.split(":");
  return { text, failure: kind === "failed" ? (reason as Reason) : undefined };
}

/** Outcomes by the name of the part, in the order of the line. @param line a parsed log line */
export function outcomesIn(line: Readonly<Record<string, unknown>>): [name: string, outcome: string][] {
  return Object.entries(line).flatMap(([name, outcome]): [string, string][] =>
    OTHER_KEYS.includes(name) ? [] : [[name, String(outcome)]],
  );
}
