/**
 * What a command gets from the process that runs it. Only the entry file touches `process`; tests pass their own.
 *
 * @module
 */

import type { Clock } from "../../http/clock";
import type { EnvFile } from "./env-file";

export interface OutputStream {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width of the terminal in characters, if it is one. */
  readonly columns?: number | undefined;
}

/** The process of the command. */
export interface HostProcess {
  readonly id: number;
  /** Whether a process with this id exists. */
  isRunning(id: number): boolean;
  /** Calls `listener` when the process gets SIGINT or SIGTERM. @returns a function that ends this */
  onStopRequest(listener: () => void): () => void;
}

export interface CommandContext {
  /** Environment variables; for a command that uses settings, with those of `.env` or of `--env-file`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names in the file of `--env-file` or in `.env`, if the command uses settings and the file exists. */
  readonly envFile?: EnvFile | undefined;
  /** Working directory: relative paths start here. */
  readonly folder: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly clock: Clock;
  readonly process: HostProcess;
}
