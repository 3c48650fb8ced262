/**
 * Connections between two logins: what happens to them while nobody looks, the next login must not suffer.
 */

import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type Instances, type LoginsDone, startInstances } from "./instances";
import { type Person, loginOf, person } from "./person";
import { type Behaviour, DEPENDENCIES, healthy } from "./world";

jest.setTimeout(30_000);

/** Longer than the Action keeps a connection that nobody uses. */
const FROZEN_MS = 4500;
const ALL_WELL = { entra: "updated", profile: "updated", photo: "updated", saved: "management-api" };

let instances: Instances;

beforeAll(async () => {
  instances = await startInstances();
});

afterAll(async () => {
  await instances.close();
});

function everywhere(whose: Person, behaviour: Behaviour): void {
  for (const dependency of DEPENDENCIES) instances.world.set(whose.number, dependency, behaviour);
}

const eventOf = (whose: Person) => loginOf(whose, { REFRESH_AFTER_SECONDS: "0" });
const lineOf = ({ logged }: LoginsDone) => JSON.parse(logged[0] ?? "") as Record<string, unknown>;

/** Logs `whose` in and answers the connections that were used: to Entra, to Auth0, and several to Graph. */
async function connectionsOf(whose: Person): Promise<ReadonlySet<Socket | null>> {
  const sockets = new Set<Socket | null>();
  everywhere(whose, (exchange, response, who) => {
    sockets.add(response.socket);
    healthy(exchange, response, who);
  });
  expect(lineOf(await instances.login("warm", [eventOf(whose)]))).toMatchObject(ALL_WELL);
  expect(sockets.size).toBeGreaterThan(3);
  return sockets;
}

test("a frozen instance sends nothing into connections that may be dead", async () => {
  const whose = person(1);
  const sockets = await connectionsOf(whose);
  everywhere(whose, (exchange, response, who) => {
    if (!sockets.has(response.socket)) healthy(exchange, response, who);
  });
  const done = await instances.login("warm", [eventOf(whose)], { frozenMs: FROZEN_MS });
  expect(lineOf(done)).toMatchObject(ALL_WELL);
});

test("a suspended machine sends nothing into connections that may be dead, though its monotonic clock stood still", async () => {
  const whose = person(5);
  const sockets = await connectionsOf(whose);
  everywhere(whose, (exchange, response, who) => {
    if (!sockets.has(response.socket)) healthy(exchange, response, who);
  });
  const done = await instances.login("warm", [eventOf(whose)], { aheadMs: 60_000 });
  expect(lineOf(done)).toMatchObject(ALL_WELL);
});

test("new connections after a pause resume their TLS sessions", async () => {
  const whose = person(6);
  const before = await connectionsOf(whose);
  const reused: boolean[] = [];
  everywhere(whose, (exchange, response, who) => {
    if (!before.has(response.socket)) reused.push((response.socket as TLSSocket).isSessionReused());
    healthy(exchange, response, who);
  });
  const done = await instances.login("warm", [eventOf(whose)], { aheadMs: 60_000 });
  expect(lineOf(done)).toMatchObject(ALL_WELL);
  expect(reused.length).toBeGreaterThan(3);
  expect(reused.every(Boolean)).toBe(true);
});

test("a busy instance learns first which connections were closed meanwhile", async () => {
  const whose = person(2);
  const sockets = await connectionsOf(whose);
  const login = instances.login("warm", [eventOf(whose)], { frozenMs: 2000 });
  await new Promise((passed) => setTimeout(passed, 100));
  for (const socket of sockets) socket?.end();
  expect(lineOf(await login)).toMatchObject(ALL_WELL);
});

test("a connection is closed where bytes come that nobody has asked for", async () => {
  const whose = person(3);
  let astray: Socket | null = null;
  everywhere(whose, (exchange, response, who) => {
    healthy(exchange, response, who);
    if (exchange.dependency === "photo") astray = response.socket;
  });
  await instances.login("warm", [eventOf(whose)]);
  const socket = astray as unknown as Socket;
  const closed = new Promise((close) => socket.once("close", close));
  const writtenAt = performance.now();
  socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
  await closed;
  // Not because it was idle for too long.
  expect(performance.now() - writtenAt).toBeLessThan(2000);
  expect(lineOf(await instances.login("warm", [eventOf(person(4))]))).toMatchObject(ALL_WELL);
});
