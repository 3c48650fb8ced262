/**
 * Runs `sync` in a company that a test can change: people in the directory, and an Auth0 account for each of them.
 *
 * @module
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import type { Summary } from "../../../src/sync/summary";
import { type Auth0Tenant, createAuth0Tenant } from "../standin/auth0-tenant";
import {
  type Backend,
  type Exchange,
  type Override,
  createBackend,
  noOverride,
  startBackend,
} from "../standin/backend";
import {
  ALL_ROLES,
  type DirectoryUser,
  type EntraTenant,
  type GraphObject,
  type Photo,
  createDirectory,
  createTenant,
  createUser,
} from "../standin/directory";
import { type HttpResponse, send } from "../standin/handler";
import type { Target } from "../standin/routes";
import { AUTH0_DOMAIN, type StandIn } from "../standin/server";
import { type RanInProcess, type RunOptions, runCli } from "./run";

export const TENANT = "8f2c7a10-3b5d-4e6f-9a1b-2c3d4e5f6071";
export const CONNECTION = "contoso";

/** Environment of a run for which everything is set up. */
export const SETTINGS: Readonly<Record<string, string>> = {
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: "5d1e8c42-7f3a-4b69-8d20-1e2f3a4b5c6d",
  AZURE_CLIENT_SECRET: "entra-secret-value",
  AUTH0_DOMAIN,
  SYNC_AUTH0_CLIENT_ID: "syncClient",
  SYNC_AUTH0_CLIENT_SECRET: "sync-secret-value",
};

export const PHOTOS: Readonly<Record<string, string>> = { USER_PHOTOS: "on", SYNC_USER_PHOTOS: "on" };

const SCOPES = ["read:users", "update:users_app_metadata", "read:connections"];

export interface Company {
  readonly people: DirectoryUser[];
  /** Index of each person's manager; `undefined` for those without one. */
  readonly managers: (number | undefined)[];
  /** Gives each person in the directory the manager of `managers`, and the direct reports that follow. */
  link(): void;
}

export interface Ran extends RanInProcess {
  readonly summary: Summary;
  /** Lines of the report, if one was requested. */
  readonly report: readonly Readonly<Record<string, string>>[];
}

export interface SyncSetup {
  readonly backend: Backend;
  auth0: Auth0Tenant;
  tenant: EntraTenant;
  company: Company;
  standIn: StandIn;
  readonly folder: string;
  run(args?: readonly string[], env?: Readonly<Record<string, string>>, options?: RunOptions): Promise<Ran>;
  /** Makes a company of this size, each with an Auth0 account. */
  employ(count: number): void;
  /** `app_metadata` of the account of a person. */
  stored(index: number): Record<string, unknown>;
  /** Replaces `app_metadata` of an account. */
  store(index: number, metadata: Record<string, unknown>): void;
  /** Number of requests by target. */
  count(target: string): number;
  /** Forgets the requests so far. */
  forget(): void;
}

/** Matches an object without keys. `toMatchObject` with `{}` would match every object. */
export const NONE: unknown = { asymmetricMatch: (value: object) => Object.keys(value).length === 0 };

export const oidOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
export const userIdOf = (index: number) => `waad|user-${index}`;

/** A JPEG of one pixel more than Graph's placeholder, with `text` in it. */
export const photoOf = (text: string): Photo => ({
  bytes: Buffer.concat([Buffer.from("ffd8ffe000104a464946", "hex"), Buffer.from(text.padEnd(64, "."))]),
  type: "image/jpeg",
  etag: `"${text}"`,
});

/** Environment of Node itself. Jest gives each test file a copy. */
const { env: nodeEnv } = runInThisContext("process") as NodeJS.Process;

/**
 * Starts a stand-in before the tests of a file and stops it after. Each test begins with a company of eight. The lock of
 * a run lies in the folder of the file, because other files sync the same domain at the same time.
 */
export function setUpSync(): SyncSetup {
  const folder = mkdtempSync(join(tmpdir(), "sync-"));
  const { TMPDIR } = nodeEnv;
  const backend = createBackend(createDirectory(() => undefined));
  const setup: SyncSetup = {
    backend,
    auth0: createAuth0Tenant(),
    tenant: undefined as unknown as EntraTenant,
    company: undefined as unknown as Company,
    standIn: undefined as unknown as StandIn,
    folder,
    run: async (args = [], env = {}, options = {}) => runSync(setup, args, env, options),
    employ(count) {
      setup.company = createCompany(count);
      setup.auth0.users = new Map(
        setup.company.people.map(({ properties }, index) => [userIdOf(index), accountOf(properties, index)]),
      );
    },
    stored: (index) =>
      (setup.auth0.users?.get(userIdOf(index))?.app_metadata ?? {}) as Record<string, unknown>,
    store(index, app_metadata) {
      const user = setup.auth0.users?.get(userIdOf(index));
      if (user) setup.auth0.users?.set(userIdOf(index), { ...user, app_metadata });
    },
    count: (target) => backend.exchanges.filter((exchange) => exchange.target === target).length,
    forget() {
      backend.exchanges.length = 0;
    },
  };
  beforeAll(async () => {
    nodeEnv.TMPDIR = folder;
    setup.standIn = await startBackend(backend);
  });
  beforeEach(() => {
    setup.auth0 = createAuth0Tenant({
      clients: new Map([["syncClient", { secret: "sync-secret-value", scopes: SCOPES }]]),
      connections: [{ id: "con_1", name: CONNECTION, strategy: "waad" }],
    });
    setup.employ(8);
    setup.tenant = createTestTenant(setup);
    backend.auth0 = setup.auth0;
    backend.directory = createDirectory((id) => (id === TENANT ? setup.tenant : undefined));
    backend.override = noOverride;
    backend.overridePart = undefined;
    setup.forget();
  });
  afterAll(async () => {
    await setup.standIn.close();
    if (TMPDIR === undefined) delete nodeEnv.TMPDIR;
    else nodeEnv.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true });
  });
  return setup;
}

async function runSync(
  { folder, standIn }: SyncSetup,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: RunOptions,
): Promise<Ran> {
  // A run that ends before it opens its report leaves none.
  writeFileSync(join(folder, "report.ndjson"), "");
  const ran = await runCli(["sync", "--report", "report.ndjson", ...args], {
    // The folder of the lock, so that tests do not lock one another out.
    env: { ...SETTINGS, TMPDIR: folder, ...env },
    folder,
    standIn,
    ...options,
  });
  const line = ran.stdout.trim().split("\n").at(-1) ?? "";
  const report = readFileSync(join(folder, "report.ndjson"), "utf8");
  for (const secret of ["secret-value", "standin-token", "Person", "@contoso"]) {
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  }
  return {
    ...ran,
    summary: (line === "" ? {} : JSON.parse(line)) as Summary,
    report: report
      .split("\n")
      .filter((text) => text !== "")
      .map((text) => JSON.parse(text) as Record<string, string>),
  };
}

function createTestTenant(setup: SyncSetup): EntraTenant {
  const find = (id: string) =>
    setup.company.people.find(
      ({ properties }) => properties.id === id || properties.userPrincipalName === id,
    );
  return createTenant({
    id: TENANT,
    roles: ALL_ROLES,
    createToken: (clientId, count) => `standin-token-${clientId}-${count}`,
    findUser: find,
    listUsers: () => setup.company.people,
  });
}

function createCompany(count: number): Company {
  const people = Array.from({ length: count }, (_, index) => createUser(propertiesOf(index)));
  const managers = people.map((_, index) => (index === 0 ? undefined : Math.floor((index - 1) / 3)));
  const company: Company = {
    people,
    managers,
    link() {
      people.forEach((person, index) => {
        const manager = people[managers[index] ?? -1];
        person.manager = manager && personOf(manager);
        person.directReports = [people.filter((_, other) => managers[other] === index).map(personOf)];
      });
    },
  };
  company.link();
  return company;
}

/** Another user, as Graph returns it for a manager or a direct report. */
function personOf({ properties }: DirectoryUser): GraphObject {
  const names = ["id", "displayName", "mail", "userPrincipalName", "jobTitle"];
  const values = names.map((name) => [name, properties[name] ?? null]);
  return { "@odata.type": "#microsoft.graph.user", ...Object.fromEntries(values) } as GraphObject;
}

function propertiesOf(index: number): GraphObject {
  return {
    id: oidOf(index),
    displayName: `Person ${index}`,
    mail: `person.${index}@contoso.example`,
    userPrincipalName: `person.${index}@contoso.example`,
    jobTitle: index % 3 === 0 ? "Lead" : "Engineer",
    department: "Engineering",
    accountEnabled: true,
  };
}

/** The Auth0 account of a person who has logged in before this Action was deployed. */
export function accountOf({ id, displayName, userPrincipalName }: GraphObject, index: number) {
  return {
    user_id: userIdOf(index),
    oid: id,
    tenantid: TENANT,
    upn: userPrincipalName,
    name: displayName,
    identities: [{ connection: CONNECTION, user_id: `user-${index}`, provider: "waad", isSocial: false }],
    app_metadata: { other: "kept" } as Record<string, unknown>,
  };
}

/**
 * Overrides the requests for one target.
 *
 * @param respond receives the number of the request, from 1. Without a result, the response is that of a healthy service
 */
export function onRequest(
  target: Target,
  respond: (number: number, exchange: Exchange) => HttpResponse | undefined,
): Override {
  let number = 0;
  return (exchange, response) => {
    if (exchange.target !== target) return false;
    number += 1;
    const replaced = respond(number, exchange);
    if (replaced) send(response, replaced);
    return replaced !== undefined;
  };
}

/** Number of users in all counts of a summary. Each user counts once. */
export function countedUsers({ updated, unchanged, removed, failed, not_found, skipped }: Summary): number {
  const others = [...Object.values(failed), ...Object.values(skipped)];
  return others.reduce((sum, count) => sum + count, updated + unchanged + removed + not_found);
}
