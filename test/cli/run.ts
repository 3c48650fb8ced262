/**
 * Runs the compiled command line as a process of its own, as an administrator does.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/** Longer than any command may take here. A process that outlives it is killed, and its code is `null`. */
const LONGEST_MS = 60_000;

export interface Ran {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** All that it gets beside `PATH` and `HOME`: what is set on this machine stays out of it. */
  readonly env?: Readonly<Record<string, string>>;
  /** The project's root when left out; tests of what is read from the folder, `.env` too, make one of their own. */
  readonly cwd?: string;
}

/** A command that was started and still runs. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** Starts `node dist/cli.js …`. */
export function startCli(args: readonly string[], { env = {}, cwd = ROOT }: RunOptions = {}): Running {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [join(ROOT, "dist/cli.js"), ...args], {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST_MS,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ran>((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => {
      done({ code, stdout, stderr });
    });
  });
  return { process: child, ended };
}

/** Runs `node dist/cli.js …` to its end. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return startCli(args, options).ended;
}

/** A folder like the project's root, for commands that read or write there, without the `.env` of whoever runs the tests. */
export function makeProject(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "project-"));
  for (const name of ["package.json", "actions.config.json", "dist/action.js"]) {
    cpSync(join(ROOT, name), join(path, name));
  }
  symlinkSync(join(ROOT, "node_modules"), join(path, "node_modules"));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}
