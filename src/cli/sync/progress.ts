/**
 * Shows how far a run is: on a terminal one line that is replaced, elsewhere a line at most every 30 seconds.
 *
 * @module
 */

import type { Progress } from "../../sync/run";
import type { CommandContext } from "../shared/context";

/** Milliseconds between two lines. */
const TERMINAL_MS = 100;
const LOG_MS = 30_000;
/** Columns of a terminal whose width is not known. */
const DEFAULT_COLUMNS = 80;

interface ProgressLine extends Progress {
  /** Ends the line of a terminal. */
  end(): void;
}

interface Stage {
  readonly name: string;
  readonly total: number | undefined;
  readonly startedAt: number;
  count: number;
}

/** Writes to standard error, so that standard output holds the summary only. */
export function createProgress({ stderr, clock }: CommandContext): ProgressLine {
  const { isTerminal, columns = DEFAULT_COLUMNS } = stderr;
  let stage: Stage | undefined;
  let shownAt = -Infinity;
  const show = () => {
    if (!stage) return;
    const text = describeStage(stage, clock.now());
    stderr.write(isTerminal ? `\r\u001b[K${text.slice(0, columns - 1)}` : `${text}\n`);
    shownAt = clock.now();
  };
  const showIfDue = () => {
    if (clock.now() - shownAt >= (isTerminal ? TERMINAL_MS : LOG_MS)) show();
  };
  return {
    stage(name, total) {
      // The last line of a stage stays on a terminal.
      if (isTerminal && stage && stage.count > 0) {
        show();
        stderr.write("\n");
      }
      stage = { name, total, startedAt: clock.now(), count: 0 };
      showIfDue();
    },
    advance(count) {
      if (!stage) return;
      stage.count += count;
      showIfDue();
    },
    end() {
      if (!isTerminal || !stage) return;
      show();
      stderr.write("\n");
    },
  };
}

function describeStage({ name, total, startedAt, count }: Stage, now: number): string {
  const seconds = Math.max(now - startedAt, 1) / 1000;
  const done = total === undefined ? (count > 0 ? String(count) : "") : `${count} of ${total}`;
  const rate = count > 0 ? `, ${Math.round(count / seconds)}/s` : "";
  const left =
    total !== undefined && count > 0 && count < total ? ((total - count) * seconds) / count : undefined;
  const time = left === undefined ? "" : `, ${durationText(left)} left`;
  return `${name}${done && `: ${done}`}${rate}${time}`;
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
