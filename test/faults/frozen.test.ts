/**
 * An instance that is frozen between two logins. Its connections die meanwhile, and nobody tells it.
 */

import { type Instances, startInstances } from "./instances";
import { loginOf, person } from "./person";
import { type Behaviour, DEPENDENCIES, healthy } from "./world";

jest.setTimeout(30_000);

/** Longer than the Action keeps a connection that nobody uses. */
const FROZEN_MS = 4500;
const whose = person(1);
const event = loginOf(whose, { REFRESH_AFTER_SECONDS: "0" });

let instances: Instances;

beforeAll(async () => {
  instances = await startInstances();
});

afterAll(async () => {
  await instances.close();
});

function everywhere(behaviour: Behaviour): void {
  for (const dependency of DEPENDENCIES) instances.world.set(whose.number, dependency, behaviour);
}

test("a frozen instance sends nothing into connections that may be dead", async () => {
  const sockets = new Set<unknown>();
  everywhere((exchange, response, who) => {
    sockets.add(response.socket);
    healthy(exchange, response, who);
  });
  await instances.login("frozen", [event]);
  // To Entra, Graph and Auth0, and to Graph several at once.
  expect(sockets.size).toBeGreaterThan(3);

  everywhere((exchange, response, who) => {
    if (!sockets.has(response.socket)) healthy(exchange, response, who);
  });
  const { logged } = await instances.login("frozen", [event], { frozenMs: FROZEN_MS });

  expect(JSON.parse(logged[0] ?? "")).toMatchObject({
    entra: "updated",
    profile: "updated",
    saved: "management-api",
  });
});
