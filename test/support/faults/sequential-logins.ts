/**
 * Logins of test users one after the other, with an offset of the clock, and the requests that each of them sends.
 *
 * @module
 */

import { type Instances, startInstances } from "../instances/instances";
import {
  type Dependency,
  DEPENDENCIES,
  type FaultBackend,
  type Responder,
  createFaultBackend,
} from "./backend";
import { PART_NAMES } from "./expected";
import { type TestUser, loginOf, testUser } from "./test-user";

export interface Outcome {
  readonly line: Readonly<Record<string, unknown>>;
  readonly ms: number;
  /** Number of requests by dependency, without those that were not requested. */
  readonly requests: Readonly<Partial<Record<Dependency, number>>>;
}

/** Graph requests of a login. */
export const GRAPH_REQUESTS = { profile: 1, photo: 1, manager: 1, directReports: 1 } as const;

/** Maximum duration of a login that waits for no timeout. */
export const MAX_MS_WITHOUT_TIMEOUT = 1000;

/** The parts of a log line if all of them failed for `reason`. */
export const allFailed = (reason: string) =>
  Object.fromEntries(PART_NAMES.map((name) => [name, `failed:${reason}`]));

/** A test user in a tenant and an instance of its own. */
export interface IsolatedUser {
  readonly user: TestUser;
  /** Logs in `seconds` ahead of the clock. */
  readonly logIn: (seconds?: number) => Promise<Outcome>;
  /** Sets the responder of the user's faulty dependencies. `undefined` restores the healthy response. */
  readonly setResponder: (responder: Responder | undefined) => void;
}

export interface SequentialLogins {
  readonly instances: Instances;
  readonly backend: FaultBackend;
  /** The next unused test user. */
  nextUser(): TestUser;
  /** The next unused test user, in the tenant, app and Auth0 tenant of `user`. */
  nextColleagueOf(user: TestUser): TestUser;
  /** Logs `user` in, `seconds` ahead of the clock. No part is ever fresh. */
  logIn(instance: string, user: TestUser, seconds?: number): Promise<Outcome>;
  /** The next unused test user, whose `dependencies` are handled by `responder`. */
  isolate(responder?: Responder, ...dependencies: readonly Dependency[]): IsolatedUser;
}

/**
 * Starts instances before the tests of a file, with one login so that packages are loaded, and stops them after.
 *
 * @param onReady called before the first test
 */
export function setUpSequentialLogins(onReady: (logins: SequentialLogins) => void): void {
  let instances: Instances;
  beforeAll(async () => {
    const backend = createFaultBackend();
    instances = await startInstances(backend.handle);
    const logins = createSequentialLogins(instances, backend);
    await logins.isolate().logIn();
    onReady(logins);
  });
  afterAll(async () => {
    await instances.close();
  });
}

function createSequentialLogins(instances: Instances, backend: FaultBackend): SequentialLogins {
  let count = 0;
  const nextUser = () => testUser(++count);
  const logIn = async (instance: string, user: TestUser, seconds = 0): Promise<Outcome> => {
    const before = backend.exchanges.length;
    const event = loginOf(user, { REFRESH_AFTER_SECONDS: "0" });
    const { logged, logins } = await instances.login(instance, [event], { aheadMs: seconds * 1000 });
    expect(logged).toHaveLength(1);
    expect(logins[0]?.thrown).toBeUndefined();
    const exchanges = backend.exchanges.slice(before);
    const counts = DEPENDENCIES.map((name) => {
      return [name, exchanges.filter(({ dependency }) => dependency === name).length] as const;
    });
    return {
      line: JSON.parse(logged[0] ?? "") as Outcome["line"],
      ms: logins[0]?.ms ?? Infinity,
      requests: Object.fromEntries(counts.filter(([, number]) => number > 0)),
    };
  };
  return {
    instances,
    backend,
    nextUser,
    logIn,
    nextColleagueOf({ tenantId, clientId, secret, auth0ClientId, auth0Secret }) {
      return { ...nextUser(), tenantId, clientId, secret, auth0ClientId, auth0Secret };
    },
    isolate(responder, ...dependencies) {
      const user = nextUser();
      const setResponder = (next: Responder | undefined) => {
        for (const dependency of dependencies) backend.setResponder(user.number, dependency, next);
      };
      setResponder(responder);
      return { user, setResponder, logIn: async (seconds) => logIn(String(user.number), user, seconds) };
    },
  };
}
