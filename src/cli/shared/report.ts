/**
 * Progress output of a command: one line per completed step and, on a terminal, what it is waiting for.
 *
 * @module
 */

import { colorsFor } from "./colors";
import type { CommandContext } from "./context";
import { printable, widthOf, wrap } from "./output";

export interface Report {
  /** Prints a completed step. */
  done(text: string): void;
  /** Prints a warning. The command continues. */
  warn(text: string): void;
  /** Shows what the command is waiting for. On a terminal only; the next line replaces it. */
  waiting(text: string): void;
  /** Prints what the reader can do next, below a completed step. */
  note(text: string): void;
  /** Prints text as it is, for example a table. */
  print(text: string): void;
  /** Clears the waiting line. */
  end(): void;
}

/**
 * Completed steps go to standard output, warnings to standard error.
 *
 * @param isJson whether standard output is kept for one JSON document. If it is, everything goes to standard error
 */
export function createReport(context: CommandContext, isJson = false): Report {
  const { stderr } = context;
  const stdout = isJson ? stderr : context.stdout;
  const colors = colorsFor(stdout, context);
  let isWaiting = false;
  const end = () => {
    if (isWaiting) stdout.write("\r\u001b[K");
    isWaiting = false;
  };
  return {
    done: (text) => {
      end();
      stdout.write(`${colors.green("✓")} ${wrap(printable(text), widthOf(stdout, context), 2)}\n`);
    },
    warn: (text) => {
      end();
      stderr.write(`${colors.yellow("!")} ${wrap(printable(text), widthOf(stderr, context), 2)}\n`);
    },
    note: (text) => {
      end();
      stdout.write(`  ${wrap(text, widthOf(stdout, context), 2)}\n`);
    },
    print: (text) => {
      end();
      stdout.write(`${text}\n`);
    },
    waiting: (text) => {
      if (!stdout.isTerminal) return;
      end();
      // A line that the terminal wraps could not be cleared.
      stdout.write(colors.dim(text.slice(0, widthOf(stdout, context) - 1)));
      isWaiting = true;
    },
    end,
  };
}
