/**
 * Entry of `dist/cli.js`: runs the command line in this process. The only file that reads or writes `process`.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { CommandContext, OutputStream } from "./shared/context";
import { describeOldNode } from "./shared/node-version";

const environment = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
// Some packages print whole requests, tokens included, if they see DEBUG. They are loaded later, by the commands.
delete process.env.DEBUG;

/** Code of the first error of standard output or standard error. A reader that ended early is not an error. */
let unwritable: string | undefined;

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
  process: { id: process.pid, isRunning, onStopRequest },
};

void run().then((code) => {
  process.exitCode = code;
  // The Auth0 client keeps a 30 s timer if a connection fails. Exit as soon as the output is flushed.
  process.stderr.write("", () => process.stdout.write("", exit));
});

function exit(): void {
  if (unwritable === undefined) process.exit();
  const ended = `The command itself ended with exit code ${process.exitCode ?? 0}`;
  process.stderr.write(`output could not be written (${unwritable}): write it to another place. ${ended}\n`);
  process.exit(Number(process.exitCode) || 1);
}

async function run(): Promise<number> {
  const problem = describeOldNode(process.versions.node);
  if (problem !== undefined) {
    context.stderr.write(`${problem}\n`);
    return 1;
  }
  // Loaded after the check, because packages fail on an older version with an error that does not name it.
  const { runCommandLine } = await import("./main");
  return runCommandLine(process.argv.slice(2), context);
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // The process exists, but belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The second signal ends the process at once, as without a listener. */
function onStopRequest(listener: () => void): () => void {
  const remove = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  };
  const stop = () => {
    remove();
    listener();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  return remove;
}

/** Both properties are undefined if the stream is not a terminal. */
interface ProcessStream {
  write(text: string): unknown;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A reader such as `head` may end early. A command that changes something must not stop halfway because of it. */
function outputStream(stream: ProcessStream): OutputStream {
  stream.on("error", ({ code }) => {
    if (code !== "EPIPE") unwritable ??= code ?? "unknown";
  });
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY ?? false,
    columns: stream.columns,
  };
}
