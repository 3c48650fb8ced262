/** Starts the server and the subjects, each in a process of its own. */

import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { SETTINGS } from "./company.mjs";

/** Starts a server for a company. @returns its environment for subjects, and a function for its commands */
export async function startServer(company) {
  const execArgv = ["--max-old-space-size=6000"];
  const child = fork(resolve("bench/sync/server.mjs"), [JSON.stringify(company)], { execArgv });
  const next = async () => (await once(child, "message"))[0].answer;
  child.once("exit", (code) => {
    if (code !== 0) throw new Error(`the server ended with ${code}`);
  });
  const env = await next();
  return {
    env,
    ask: async (command, value) => {
      child.send({ command, value });
      return next();
    },
    close: async () => {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

/**
 * Runs a program with Node and measures it.
 *
 * @returns the last line of its output as JSON, with requests, seconds and memory
 */
export async function measure(server, args, { env = {}, flags = [] } = {}) {
  await server.ask("measured");
  const folder = mkdtempSync(join(tmpdir(), "bench-sync-"));
  const preload = `--require ${resolve("bench/sync/preload-memory.cjs")}`;
  const child = spawn(process.execPath, [...flags, ...args], {
    cwd: folder,
    env: {
      ...process.env,
      ...SETTINGS,
      ...server.env,
      ...env,
      // A lock of its own.
      TMPDIR: folder,
      NODE_OPTIONS: `${server.env.NODE_OPTIONS} ${preload}`,
    },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const started = performance.now();
  const [stdout, stderr, own, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    text(child.stdio[3]),
    once(child, "exit"),
  ]);
  const seconds = (performance.now() - started) / 1000;
  rmSync(folder, { recursive: true });
  if (code !== 0 || own === "") throw new Error(`${args[0]} ended with ${code}: ${stdout}${stderr}`);
  const { graph, auth0, list, photos } = await server.ask("measured");
  return {
    graph,
    auth0,
    seconds,
    cpuSeconds: JSON.parse(own).cpuSeconds,
    peakMB: JSON.parse(own).peakBytes / 1_000_000,
    ...(list && { listSeconds: (list.to - list.from) / 1000 }),
    ...(photos && { photoSeconds: (photos.to - photos.from) / 1000, photoRequests: photos.requests }),
    output: JSON.parse(stdout.trim().split("\n").at(-1) || "null"),
  };
}
