/**
 * What tests of faults in a sync change in the company, and what they compare afterwards.
 *
 * @module
 */

import type { ServerResponse } from "node:http";
import type { Exchange, Override } from "../standin/backend";
import type { Target } from "../standin/routes";
import type { SyncSetup } from "./sync";

/** `app_metadata` of accounts, by user id. */
export type Stored = ReadonlyMap<string, unknown>;

/** Changes properties of a person, but not what others have of that person. */
export function change({ company }: SyncSetup, index: number, properties: Record<string, unknown>): void {
  const person = company.people[index];
  if (person) person.properties = { ...person.properties, ...properties };
}

/**
 * Brings a company of eight up to date. Then each person gets another department, 1 and 4 get another manager, and 0
 * to 3 other direct reports.
 */
export async function reorganize(setup: SyncSetup): Promise<Stored> {
  const { code } = await setup.run();
  expect(code).toBe(0);
  setup.company.people.forEach((_, index) => {
    change(setup, index, { department: "Sales" });
  });
  setup.company.managers[1] = 3;
  setup.company.managers[4] = 2;
  setup.company.link();
  setup.forget();
  return storedOfAll(setup);
}

/** Takes the manager from each person from an index on, and these reports from their managers. */
export function dismissManagers({ company }: SyncSetup, from: number): void {
  for (let index = from; index < company.people.length; index++) company.managers[index] = undefined;
  company.link();
}

/** A copy of `app_metadata` of all accounts. */
export function storedOfAll({ auth0 }: SyncSetup): Stored {
  return structuredClone(new Map([...(auth0.users ?? [])].map(([id, user]) => [id, user.app_metadata])));
}

/** What is stored of managers and direct reports. */
export function relationsIn(stored: Stored): readonly unknown[] {
  return [...stored].map(([id, metadata]) => {
    const { entra = {}, manager, directReports } = metadata as Record<string, Record<string, unknown>>;
    return [id, manager, directReports, entra.manager, entra.directReports, entra.directReportsCount];
  });
}

/** The stored department of each person. */
export function departmentsIn(stored: Stored): readonly (string | undefined)[] {
  return [...stored.values()].map((metadata) => {
    const { entra } = metadata as { entra?: { profile?: { department?: string } } };
    return entra?.profile?.department;
  });
}

/** Paths of what was stored in `before` and is not any more: values that are gone, and lists that are shorter. */
export function lossesSince(setup: SyncSetup, before: Stored): readonly string[] {
  const after = storedOfAll(setup);
  return [...before].flatMap(([id, metadata]) => lossesIn(metadata, after.get(id), id));
}

function lossesIn(before: unknown, after: unknown, path: string): readonly string[] {
  if (before === null || before === undefined) return [];
  if (after === null || after === undefined) return [path];
  if (typeof before !== "object") return [];
  if (Array.isArray(before)) return Array.isArray(after) && after.length >= before.length ? [] : [path];
  const values = after as Readonly<Record<string, unknown>>;
  return Object.entries(before).flatMap(([key, value]) => lossesIn(value, values[key], `${path}.${key}`));
}

/** Lets lists have pages of three people. */
export function shorten({ request }: Exchange): void {
  const changed = request as { path: string };
  changed.path = changed.path.replace("$top=999", "$top=3");
}

/**
 * Overrides responses for one target, if `respond` has one. Lists have pages of three people.
 *
 * @param respond returns `false` for the healthy response
 */
export function overrideTarget(
  target: Target,
  respond: (exchange: Exchange, response: ServerResponse) => unknown,
): Override {
  return (exchange, response) => {
    if (exchange.target === "users") shorten(exchange);
    return exchange.target === target && respond(exchange, response) !== false;
  };
}
