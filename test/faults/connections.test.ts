/**
 * Connections between two logins: the next login succeeds, whatever happened to idle connections.
 */

import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { DEPENDENCIES, type Responder, createFaultBackend } from "../support/faults/backend";
import { type TestUser, loginOf, testUser } from "../support/faults/test-user";
import { type Instances, type LoginsResult, startInstances } from "../support/instances/instances";

/** Longer than the Action keeps an idle connection. */
const FROZEN_MS = 4500;
const SUCCESS = { entra: "updated", profile: "updated", photo: "updated", saved: "management-api" };

const backend = createFaultBackend();
let instances: Instances;

beforeAll(async () => {
  instances = await startInstances(backend.handle);
});

afterAll(async () => {
  await instances.close();
});

function setResponders(user: TestUser, responder: Responder): void {
  for (const dependency of DEPENDENCIES) backend.setResponder(user.number, dependency, responder);
}

const eventOf = (user: TestUser) => loginOf(user, { REFRESH_AFTER_SECONDS: "0" });
const lineOf = ({ logged }: LoginsResult) => JSON.parse(logged[0] ?? "") as Record<string, unknown>;

/** Logs `user` in. @returns the connections that were used: to Entra, to Auth0, and several to Graph */
async function connectionsOf(user: TestUser): Promise<ReadonlySet<Socket | null>> {
  const sockets = new Set<Socket | null>();
  setResponders(user, ({ respond }, response) => {
    sockets.add(response.socket);
    respond(response);
  });
  expect(lineOf(await instances.login("warm", [eventOf(user)]))).toMatchObject(SUCCESS);
  expect(sockets.size).toBeGreaterThan(3);
  return sockets;
}

test("a blocked instance sends nothing on connections that may be closed", async () => {
  const user = testUser(1);
  const sockets = await connectionsOf(user);
  setResponders(user, ({ respond }, response) => {
    if (!sockets.has(response.socket)) respond(response);
  });
  const done = await instances.login("warm", [eventOf(user)], { frozenMs: FROZEN_MS });
  expect(lineOf(done)).toMatchObject(SUCCESS);
});

test("a suspended machine sends nothing on connections that may be closed, although its monotonic clock stood still", async () => {
  const user = testUser(5);
  const sockets = await connectionsOf(user);
  setResponders(user, ({ respond }, response) => {
    if (!sockets.has(response.socket)) respond(response);
  });
  const done = await instances.login("warm", [eventOf(user)], { aheadMs: 60_000 });
  expect(lineOf(done)).toMatchObject(SUCCESS);
});

test("new connections after a pause resume their TLS sessions", async () => {
  const user = testUser(6);
  const before = await connectionsOf(user);
  const reused: boolean[] = [];
  setResponders(user, ({ respond }, response) => {
    if (!before.has(response.socket)) reused.push((response.socket as TLSSocket).isSessionReused());
    respond(response);
  });
  const done = await instances.login("warm", [eventOf(user)], { aheadMs: 60_000 });
  expect(lineOf(done)).toMatchObject(SUCCESS);
  expect(reused.length).toBeGreaterThan(3);
  expect(reused.every(Boolean)).toBe(true);
});

test("a busy instance first notices which connections were closed", async () => {
  const user = testUser(2);
  const sockets = await connectionsOf(user);
  const login = instances.login("warm", [eventOf(user)], { frozenMs: 2000 });
  await new Promise((passed) => setTimeout(passed, 100));
  for (const socket of sockets) socket?.end();
  expect(lineOf(await login)).toMatchObject(SUCCESS);
});

test("a connection is closed if it receives unrequested bytes", async () => {
  const user = testUser(3);
  let photoSocket: Socket | null = null;
  setResponders(user, ({ dependency, respond }, response) => {
    respond(response);
    if (dependency === "photo") photoSocket = response.socket;
  });
  await instances.login("warm", [eventOf(user)]);
  const socket = photoSocket as unknown as Socket;
  const closed = new Promise((close) => socket.once("close", close));
  const writtenAt = performance.now();
  socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
  await closed;
  // Earlier than the idle timeout.
  expect(performance.now() - writtenAt).toBeLessThan(2000);
  expect(lineOf(await instances.login("warm", [eventOf(testUser(4))]))).toMatchObject(SUCCESS);
});
