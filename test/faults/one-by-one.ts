/**
 * Logins one after the other, on a clock that is put forward, and what each of them asked.
 *
 * @module
 */

import { type Instances, startInstances } from "./instances";
import { type Person, loginOf, person } from "./person";
import { PART_NAMES } from "./promise";
import { type Behaviour, DEPENDENCIES, type Dependency } from "./world";

export interface Outcome {
  readonly line: Readonly<Record<string, unknown>>;
  readonly ms: number;
  /** How often each dependency was asked; those that were not are missing. */
  readonly asked: Readonly<Partial<Record<Dependency, number>>>;
}

/** What a login asks of Graph. */
export const GRAPH = { profile: 1, photo: 1, manager: 1, directReports: 1 } as const;

/** Without waiting for anything. */
export const AT_ONCE_MS = 1000;

/** A log line's parts where all of them failed for `reason`. */
export const allFailed = (reason: string) =>
  Object.fromEntries(PART_NAMES.map((name) => [name, `failed:${reason}`]));

export interface OneByOne {
  /** A person that nobody has asked about yet. */
  next(): Person;
  /** Another person of the same tenant, app and Auth0 tenant. */
  colleagueOf(whose: Person): Person;
  /** Logs `whose` in, `seconds` later than it is. Nothing is ever fresh. */
  logIn(instance: string, whose: Person, seconds?: number): Promise<Outcome>;
  /** Somebody in a tenant and an instance of their own, whose `dependencies` do what `behaviour` says. */
  somebody(behaviour?: Behaviour, ...dependencies: Dependency[]): Somebody;
}

export interface Somebody {
  readonly whose: Person;
  readonly logIn: (seconds?: number) => Promise<Outcome>;
  readonly set: (behaviour: Behaviour | undefined) => void;
}

/**
 * Starts instances before the tests of a file, with one login that pays for what packages load late, and ends them
 * after.
 *
 * @param ready gets them before the first test
 */
export function setUpPeople(ready: (people: OneByOne, instances: Instances) => void): void {
  let instances: Instances;
  beforeAll(async () => {
    instances = await startInstances();
    const people = oneByOne(instances);
    await people.somebody().logIn();
    ready(people, instances);
  });
  afterAll(async () => {
    await instances.close();
  });
}

function oneByOne(instances: Instances): OneByOne {
  const { world } = instances;
  let count = 0;
  const next = () => person(++count);
  const logIn = async (instance: string, whose: Person, seconds = 0): Promise<Outcome> => {
    const before = world.exchanges.length;
    const event = loginOf(whose, { REFRESH_AFTER_SECONDS: "0" });
    const { logged, logins } = await instances.login(instance, [event], { aheadMs: seconds * 1000 });
    expect(logged).toHaveLength(1);
    expect(logins[0]?.thrown).toBeUndefined();
    const exchanges = world.exchanges.slice(before);
    const times = (name: Dependency) => exchanges.filter(({ dependency }) => dependency === name).length;
    const asked = DEPENDENCIES.map((name) => [name, times(name)] as const).filter(([, of]) => of > 0);
    return {
      line: JSON.parse(logged[0] ?? "") as Outcome["line"],
      ms: logins[0]?.ms ?? Infinity,
      asked: Object.fromEntries(asked),
    };
  };
  return {
    next,
    logIn,
    colleagueOf({ tenantId, clientId, secret, auth0ClientId, auth0Secret }) {
      return { ...next(), tenantId, clientId, secret, auth0ClientId, auth0Secret };
    },
    somebody(behaviour, ...dependencies) {
      const whose = next();
      const set = (how: Behaviour | undefined) => {
        for (const dependency of dependencies) world.set(whose.number, dependency, how);
      };
      set(behaviour);
      return { whose, set, logIn: async (seconds) => logIn(String(whose.number), whose, seconds) };
    },
  };
}
