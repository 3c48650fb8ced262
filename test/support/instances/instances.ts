/**
 * Instances of the built Action in a separate process that can reach the stand-in only.
 *
 * @module
 */

import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { resolve } from "node:path";
import type { PostLoginEvent } from "../../../src/auth0";
import { type RequestHandler, type StandIn, startStandIn } from "../standin/server";
import type { CacheSet } from "./caches";

export interface LoginsRequest {
  readonly id: number;
  readonly instance: string;
  /** Simultaneous logins. */
  readonly events: readonly PostLoginEvent[];
  /** Name of a cache, see `caches.ts`. */
  readonly cache: string;
  /** Offset of the clock. */
  readonly aheadMs: number;
  /** How long the process is blocked before the logins, like a suspended function. */
  readonly frozenMs: number;
  /** Whether the instance is discarded after the logins. */
  readonly last: boolean;
}

export interface LoginsResult {
  readonly id: number;
  readonly logins: readonly {
    ms: number;
    thrown: string | undefined;
    appMetadata: Record<string, unknown>;
    idToken: Record<string, unknown>;
  }[];
  readonly logged: readonly string[];
  readonly cacheSets: readonly CacheSet[];
  readonly endedAt: number;
}

export interface WorkerReport {
  /** Unhandled rejections, uncaught exceptions and Node's warnings. */
  readonly troubles: readonly string[];
  /** Hosts requested without TLS. */
  readonly plainHosts: readonly string[];
}

export interface Instances {
  readonly standIn: StandIn;
  /** Runs logins in the named instance, which is created if it does not exist. */
  login(
    instance: string,
    events: readonly PostLoginEvent[],
    options?: { cache?: string; aheadMs?: number; frozenMs?: number; last?: boolean },
  ): Promise<LoginsResult>;
  report(): Promise<WorkerReport>;
  /** Output of the process. */
  printed(): string;
  close(): Promise<void>;
}

const WORKER = resolve("dist/test/instances-worker.cjs");

/** Bundles the worker, because Node 20 cannot run TypeScript. */
function buildWorker(): void {
  if (!existsSync("dist/action.js")) throw new Error("build the Action first: npm run build");
  const cli = resolve("node_modules/rolldown/bin/cli.mjs");
  const file = WORKER.replace(".cjs", `.${process.pid}.cjs`);
  const options = ["--format", "cjs", "--platform", "node", "--log-level", "silent", "--file", file];
  execFileSync(process.execPath, [cli, resolve(__dirname, "worker.ts"), ...options], { stdio: "pipe" });
  // Tests that run at the same time replace the file atomically.
  renameSync(file, WORKER);
}

/** Starts a stand-in that handles requests with `handle`, and a process that connects to it. */
export async function startInstances(
  handle: RequestHandler,
  environment: Readonly<Record<string, string>> = {},
): Promise<Instances> {
  buildWorker();
  const standIn = await startStandIn(handle);
  const env = { ...process.env, ...standIn.env, ...environment };
  const child = fork(WORKER, { env, execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const waiting = new Map<number, (done: LoginsResult) => void>();
  let waitingForReport: (report: WorkerReport) => void = () => {};
  child.on("message", (message: LoginsResult | WorkerReport) => {
    if ("troubles" in message) waitingForReport(message);
    else waiting.get(message.id)?.(message);
  });
  let count = 0;
  return {
    standIn,
    async login(instance, events, options = {}) {
      const { cache = `good:${instance}`, aheadMs = 0, frozenMs = 0, last = false } = options;
      const id = ++count;
      const request: LoginsRequest = { id, instance, events, cache, aheadMs, frozenMs, last };
      const done = new Promise<LoginsResult>((resolveDone) => waiting.set(id, resolveDone));
      child.send(request);
      return done;
    },
    async report() {
      const report = new Promise<WorkerReport>((resolveReport) => (waitingForReport = resolveReport));
      child.send("report");
      return report;
    },
    printed: () => printed,
    async close() {
      await end(child);
      await standIn.close();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolveExit) => child.once("exit", resolveExit));
  child.disconnect();
  const timer = setTimeout(() => child.kill(), 2000);
  await exited;
  clearTimeout(timer);
}
