/**
 * Entry of `dist/cli.js`: runs the command line in this process. The only file that reads or writes `process`.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { runCommandLine } from "./main";
import type { CommandContext, OutputStream } from "./shared/context";

const environment = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
// Some packages print whole requests, tokens included, if they see DEBUG. They are loaded later, by the commands.
delete process.env.DEBUG;

const context: CommandContext = {
  environment,
  folder: process.cwd(),
  stdout: outputStream(process.stdout),
  stderr: outputStream(process.stderr),
  clock: {
    now: () => Date.now(),
    pause: async (ms) => {
      await sleep(ms);
    },
  },
};

void runCommandLine(process.argv.slice(2), context).then((code) => {
  process.exitCode = code;
  // The Auth0 client keeps a 30 s timer if a connection fails. Exit as soon as the output is flushed.
  process.stderr.write("", () => process.stdout.write("", () => process.exit()));
});

/** Both properties are undefined if the stream is not a terminal. */
interface ProcessStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

function outputStream(stream: ProcessStream): OutputStream {
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY ?? false,
    columns: stream.columns,
  };
}
