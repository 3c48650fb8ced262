/**
 * The connections that all logins of an instance share, and the checks before one is used again.
 *
 * @module
 */

import type { Agent } from "node:https";
import type { Duplex } from "node:stream";
import { loadHttps } from "../lazy-packages";
import { type Moment, currentMoment, elapsedSince } from "./clock";

/** Milliseconds after which idle connections are closed, before servers and proxies close them. */
const IDLE_MS = 4000;
/** Milliseconds. After a longer pause, pending close events are processed before a connection is used. */
const MAX_UNCHECKED_MS = 20;

let agent: Agent | undefined;
let usedAt: Moment | undefined;
let closeEvents: Promise<void> | undefined;

/**
 * The agent for all hosts. After a pause, close events of connections may still be pending. They are processed
 * within two turns of the event loop. After a longer pause its idle connections are closed, because some
 * may be dead without a close event. Their TLS sessions stay in the agent, so the next handshakes are resumptions.
 */
export async function currentAgent(): Promise<Agent> {
  agent ??= createAgent();
  const unusedMs = usedAt ? elapsedSince(usedAt) : 0;
  recordUse();
  if (unusedMs > IDLE_MS) closeIdleConnections(agent);
  else if (unusedMs > MAX_UNCHECKED_MS) closeEvents = nextTurn().then(nextTurn);
  await closeEvents;
  return agent;
}

/** Records that a request was sent or a response received just now. */
export function recordUse(): void {
  usedAt = currentMoment();
}

/** Accepts data on `socket` again. To be called when a request takes the socket. */
export function acceptData(socket: Duplex): void {
  socket.off("data", closeUnsolicited);
}

function createAgent(): Agent {
  const created = new (loadHttps().Agent)({ keepAlive: true, timeout: IDLE_MS });
  // Bytes that arrive without a request would be taken for the next response.
  created.on("free", (socket: Duplex) => socket.on("data", closeUnsolicited));
  return created;
}

function closeIdleConnections({ freeSockets }: Agent): void {
  for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
}

async function nextTurn(): Promise<void> {
  return new Promise((turned) => setImmediate(turned));
}

function closeUnsolicited(this: Duplex): void {
  this.destroy();
}
