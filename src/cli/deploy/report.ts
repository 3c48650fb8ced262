/**
 * What a command says while it works: a line for each step that is done, and on a terminal also what it waits for.
 *
 * @module
 */

import { colorsFor } from "../shared/colors";

export interface Report {
  /** A step is done. */
  done(text: string): void;
  /** Something to know that stops nothing. */
  warn(text: string): void;
  /** What is being waited for; on a terminal only, and gone with the next line. */
  waiting(text: string): void;
  /** Nothing is waited for any more: what others write gets a line of its own. */
  end(): void;
}

/** Lines that are done go to standard output, warnings to standard error. */
export function createReport(): Report {
  // Undefined where it is none, whatever its type says.
  const terminal = (process.stdout.isTTY as boolean | undefined) ?? false;
  const colors = colorsFor(process.stdout);
  let isWaiting = false;
  const end = () => {
    if (isWaiting) process.stdout.write("\r\u001b[K");
    isWaiting = false;
  };
  return {
    done: (text) => {
      end();
      process.stdout.write(`${colors.green("✓")} ${text}\n`);
    },
    warn: (text) => {
      end();
      process.stderr.write(`${colors.yellow("!")} ${text}\n`);
    },
    waiting: (text) => {
      if (!terminal) return;
      end();
      process.stdout.write(colors.dim(text));
      isWaiting = true;
    },
    end,
  };
}
