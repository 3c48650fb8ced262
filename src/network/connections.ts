/**
 * The connections that all logins of an instance share, and the care that is taken before one is used again.
 *
 * @module
 */

import type { Agent } from "node:https";
import type { Duplex } from "node:stream";
import { loadHttps } from "../packages";

/** Connections are kept for the next login, but no longer than servers and what is between keep them, too. */
const IDLE_MS = 4000;
/** After so long, what has happened to connections meanwhile is looked at before one is used. */
const UNWATCHED_MS = 20;

let agent: Agent | undefined;
let usedAt = 0;
let watched: Promise<void> | undefined;

/**
 * The one agent for all hosts. An instance that was busy or frozen has not seen yet which connections were closed, and
 * learns of it within two turns of the loop; after longer it starts anew, since some may be dead without a word.
 */
export async function currentAgent(): Promise<Agent> {
  const unusedMs = performance.now() - usedAt;
  noteUse();
  if (!agent || unusedMs > IDLE_MS) {
    agent = new (loadHttps().Agent)({ keepAlive: true, timeout: IDLE_MS });
    // Bytes that nobody asked for would be taken for the next answer.
    agent.on("free", (socket: Duplex) => socket.on("data", closeAstray));
  } else if (unusedMs > UNWATCHED_MS) {
    watched = oneTurn().then(oneTurn);
  }
  await watched;
  return agent;
}

/** Tells that something was sent or received just now. */
export function noteUse(): void {
  usedAt = performance.now();
}

/** Tells that what comes on `socket` is asked for from now on. */
export function takeUp(socket: Duplex): void {
  socket.off("data", closeAstray);
}

async function oneTurn(): Promise<void> {
  return new Promise((turned) => setImmediate(turned));
}

function closeAstray(this: Duplex): void {
  this.destroy();
}
