/**
 * Instances of the built Action, in one process that talks to the stand-in and to nobody else.
 *
 * @module
 */

import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { resolve } from "node:path";
import type { PostLoginEvent } from "../../src/auth0";
import { type Answer, type StandIn, startStandIn } from "../standin/server";
import type { CacheSet } from "./caches";
import { type World, createWorld } from "./world";

export interface LoginsAsked {
  readonly id: number;
  readonly instance: string;
  /** All at the same time. */
  readonly events: readonly PostLoginEvent[];
  /** Name of a cache, see `caches.ts`. */
  readonly cache: string;
  readonly aheadMs: number;
  /** So long nothing runs before it, as when a host of functions takes the processor away between requests. */
  readonly frozenMs: number;
  /** Nothing more is asked of this instance. */
  readonly last: boolean;
}

export interface LoginsDone {
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
  /** Rejections that nobody handled, exceptions that nobody caught, and Node's warnings. */
  readonly troubles: readonly string[];
  /** Hosts that somebody tried to reach without TLS. */
  readonly plainHosts: readonly string[];
}

export interface Instances {
  readonly world: World;
  readonly standIn: StandIn;
  /** Logs in, in an instance that is made where it does not exist. */
  login(
    instance: string,
    events: readonly PostLoginEvent[],
    options?: { cache?: string; aheadMs?: number; frozenMs?: number; last?: boolean },
  ): Promise<LoginsDone>;
  report(): Promise<WorkerReport>;
  /** What the process has printed. */
  printed(): string;
  close(): Promise<void>;
}

const WORKER = resolve("dist/test/faults-worker.cjs");

/** Node 20 runs no TypeScript, so the worker is bundled like the Action is. */
function buildWorker(): void {
  if (!existsSync("dist/action.js")) throw new Error("build the Action first: npm run build");
  const cli = resolve("node_modules/rolldown/bin/cli.mjs");
  const file = WORKER.replace(".cjs", `.${process.pid}.cjs`);
  const options = ["--format", "cjs", "--platform", "node", "--log-level", "silent", "--file", file];
  execFileSync(process.execPath, [cli, resolve(__dirname, "worker.ts"), ...options], { stdio: "pipe" });
  // Several tests build it at the same time, and none may start half of it.
  renameSync(file, WORKER);
}

/**
 * Starts the stand-in and a process that takes it for Entra, Graph and Auth0.
 *
 * @param answer by default what {@link World} answers
 */
export async function startInstances(
  environment: Readonly<Record<string, string>> = {},
  answer?: Answer,
): Promise<Instances> {
  buildWorker();
  const world = createWorld();
  const standIn = await startStandIn(answer ?? world.answer);
  const env = { ...process.env, ...standIn.env, ...environment };
  const child = fork(WORKER, { env, execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const waiting = new Map<number, (done: LoginsDone) => void>();
  let waitingForReport: (report: WorkerReport) => void = () => {};
  child.on("message", (message: LoginsDone | WorkerReport) => {
    if ("troubles" in message) waitingForReport(message);
    else waiting.get(message.id)?.(message);
  });
  let count = 0;
  return {
    world,
    standIn,
    async login(instance, events, options = {}) {
      const { cache = `good:${instance}`, aheadMs = 0, frozenMs = 0, last = false } = options;
      const id = ++count;
      const asked: LoginsAsked = { id, instance, events, cache, aheadMs, frozenMs, last };
      const done = new Promise<LoginsDone>((resolveDone) => waiting.set(id, resolveDone));
      child.send(asked);
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
