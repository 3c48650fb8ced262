/**
 * Runs the built command line: in this process, with an environment, a folder, output and a clock of the test, or as
 * a separate process, like an administrator.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runInThisContext } from "node:vm";
import type { runCommandLine } from "../../../src/cli/main";
import type { CommandContext, HostProcess } from "../../../src/cli/shared/context";
import type { Clock } from "../../../src/http/clock";
import { redirectConnections } from "../standin/redirect.cjs";
import type { ProxyStandIn } from "../standin/proxy";
import type { StandIn } from "../standin/server";

const ROOT = resolve(__dirname, "../../..");

/** Milliseconds after which a separate process is killed; its exit code is then `null`. */
const MAX_PROCESS_MS = 60_000;

export interface Ran {
  /** `null` if a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RanInProcess extends Ran {
  /** Milliseconds that the command paused, by its own clock. */
  readonly pausedMs: number;
  /** Hosts of connections that did not use the proxy. */
  readonly directHosts: readonly string[];
  /** Connections to the proxy that are open after the command. */
  readonly openProxyConnections: number;
}

export interface RunOptions {
  /** All environment variables of the command. Those of this machine are not added. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory. Default: the project's root. */
  readonly folder?: string;
  /** Receives all connections. Without it, every connection is refused. */
  readonly standIn?: StandIn | undefined;
  /** The only connections without TLS that are not refused are those to it. */
  readonly proxy?: ProxyStandIn | undefined;
  /** Whether the command trusts the certificate of the stand-in. Default: true. */
  readonly isTrusted?: boolean;
  /** Hosts that refuse connections. */
  readonly refused?: ReadonlySet<string>;
  /** Hosts that name resolution does not know. */
  readonly unresolved?: ReadonlySet<string>;
  /**
   * Width of the output in characters; `null` if there is no terminal. By default nothing is wrapped, so that tests can
   * search for sentences.
   */
  readonly columns?: number | null;
  /** Default: a new clock of `createTestClock`. Processes of their own do not use it. */
  readonly clock?: Clock;
  /** Default: process 1234, which gets no stop signal. All other processes have ended. */
  readonly process?: HostProcess;
}

/** A clock that only pauses advance. They end immediately. */
export interface TestClock extends Clock {
  /** Milliseconds of all pauses. */
  readonly pausedMs: number;
}

/** Starts at the time of this machine. */
export function createTestClock(): TestClock {
  const start = Date.now();
  let pausedMs = 0;
  return {
    get pausedMs() {
      return pausedMs;
    },
    now: () => start + pausedMs,
    pause: async (ms) => {
      pausedMs += ms;
      return Promise.resolve();
    },
  };
}

/** Global object of Node itself. That of a test file belongs to Jest. */
const nodeGlobal = runInThisContext("globalThis") as typeof globalThis;

/**
 * Node's own `require`. With that of Jest, every test file would load all packages again, and the errors of Node would
 * not be instances of the `Error` of the command line.
 */
const requireFromNode = nodeGlobal.process
  .getBuiltinModule("node:module")
  .createRequire(join(ROOT, "package.json"));

/** Loads the command line without what an earlier command keeps in memory. */
function loadCommandLine(): typeof runCommandLine {
  const { cache } = requireFromNode;
  for (const path of Object.keys(cache)) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the only way to load a module again
    if (path.startsWith(join(ROOT, "dist/"))) delete cache[path];
  }
  const main = requireFromNode("./dist/cli/main.js") as { runCommandLine: typeof runCommandLine };
  return main.runCommandLine;
}

const THIS_PROCESS: HostProcess = { id: 1234, isRunning: () => false, onStopRequest: () => () => {} };

/** Runs a command in this process. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<RanInProcess> {
  const {
    env = {},
    folder = ROOT,
    standIn,
    proxy,
    isTrusted = true,
    clock = createTestClock(),
    columns = 10_000,
  } = options;
  const [stdout, stderr] = [captureOutput(columns), captureOutput(columns)];
  let pausedMs = 0;
  const counted: Clock = {
    now: () => clock.now(),
    pause: async (ms) => {
      pausedMs += ms;
      return clock.pause(ms);
    },
  };
  const { process = THIS_PROCESS, refused = new Set(), unresolved = new Set() } = options;
  const context: CommandContext = { environment: env, folder, stdout, stderr, clock: counted, process };
  // A resumed session would not check the certificate again.
  const tlsOptions = isTrusted && standIn ? { ca: standIn.certificate } : { session: undefined };
  const redirection = redirectConnections({
    port: standIn?.port,
    refused,
    unresolved,
    options: tlsOptions,
    proxyPort: proxy?.port,
  });
  const restoreTimers = unrefTimers();
  try {
    const code = await loadCommandLine()(args, context);
    const { directHosts } = redirection;
    const openProxyConnections = redirection.openProxyConnections();
    return {
      code,
      stdout: stdout.text(),
      stderr: stderr.text(),
      pausedMs,
      directHosts,
      openProxyConnections,
    };
  } finally {
    restoreTimers();
    // As if the process had ended.
    await redirection.restore();
  }
}

function captureOutput(columns: number | null) {
  let captured = "";
  return {
    isTerminal: false,
    columns: columns ?? undefined,
    write: (text: string) => {
      captured += text;
    },
    text: () => captured,
  };
}

/** Lets Jest end before the 30 s timers that the Auth0 client keeps if a connection fails. */
function unrefTimers(): () => void {
  const original = nodeGlobal.setTimeout;
  const unref = (...args: Parameters<typeof original>) => original(...args).unref();
  nodeGlobal.setTimeout = Object.assign(unref, original);
  return () => {
    nodeGlobal.setTimeout = original;
  };
}

/** A command that runs as a separate process. */
export interface RunningCli {
  readonly process: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** Starts `node -- dist/cli.js …`, as the scripts of package.json do: without `--`, Node 20 takes `--env-file` for its own. */
export function startCli(args: readonly string[], options: RunOptions = {}): RunningCli {
  const { env = {}, folder = ROOT, standIn, proxy } = options;
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["--", join(ROOT, "dist/cli.js"), ...args], {
    cwd: folder,
    env: { PATH, HOME, ...standIn?.env, ...proxy?.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: MAX_PROCESS_MS,
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

/** A copy of the project's folder, without a `.env`, for commands that read or write files there. */
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
