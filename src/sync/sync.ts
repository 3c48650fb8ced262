/**
 * The directory sync: finds the users, lists the directory, brings each user up to date, and writes removals last.
 *
 * @module
 */

import { Failure, type Reason, toFailure } from "../http/failure";
import { ownText } from "../json";
import type { EntraLogin } from "../login/login";
import { isGuid } from "../settings/parse";
import { type AccountReader, createAccountReader } from "./accounts/account";
import { countOwner, loadAccounts } from "./accounts/load";
import { AccountStore } from "./accounts/store";
import { type Auth0Client, createAuth0Client } from "./auth0/client";
import { readConnections } from "./auth0/connections";
import { EXPORT_BROKEN } from "./auth0/export";
import { searchByObjectId } from "./auth0/search";
import { forEachConcurrently } from "./concurrency";
import { Directory } from "./directory/directory";
import { type ListPlan, planList } from "./directory/list-plan";
import { HELD_BACK_HINT, syncHint } from "./hints";
import { compareListed } from "./people/person";
import { type PendingRemoval, countWithoutRemoval, writeRemovals } from "./people/removals";
import { createSaver } from "./people/save";
import { type PeopleServices, syncAccount } from "./people/sync-account";
import { type SyncRun, isSelected } from "./run";
import type { OutcomeCounts } from "./outcomes";
import { type HeldBack, type ReportLine, type Summary, Tally, type UserResult } from "./summary";
import type { TimelineRecord } from "./timeline";
import { Stopped } from "./waiting";

/** Users at the same time. Enough for full batches of photos while others wait for Auth0. */
const CONCURRENCY = 100;

/** The tenant has no such Entra connection. The message says what to change. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** What a run did. */
export interface SyncResult {
  readonly summary: Summary;
  /** Whether credentials were refused, or nothing could be read because of the configuration. */
  readonly isMisconfigured: boolean;
  readonly outcomes: OutcomeCounts;
  /** The most frequent first. */
  readonly failures: readonly FailureCount[];
  /** By part. Empty if no removals were held back. */
  readonly heldBack: readonly HeldBack[];
  /** Up to the end of the run. */
  readonly timeline: TimelineRecord;
}

/** Failures of the same place and reason. */
export interface FailureCount {
  /** Name of the part, or what failed: `save`, `user`, `export` or `run`. */
  readonly what: string;
  readonly reason: Reason;
  readonly count: number;
  /** What to do about the first of them. */
  readonly hint: string;
}

interface Accounts {
  readonly store: AccountStore;
  readonly reader: AccountReader;
  /** Number of users for whom a part is stored, by its name. */
  readonly owners: Map<string, number>;
  isExport: boolean;
}

/**
 * Runs the sync. Failures of services are counted in the summary.
 *
 * @param onLine called for each user who was not unchanged
 * @throws {@link ConnectionError}
 */
export async function syncDirectory(
  run: SyncRun,
  onLine: (line: ReportLine, result: UserResult) => void,
): Promise<SyncResult> {
  const tally = new Tally(onLine);
  let accounts: Accounts | undefined;
  try {
    const auth0 = createAuth0Client(run);
    const found = await findAccounts(run, auth0, tally);
    accounts = found;
    const directories = createDirectories(run);
    const listPlan =
      run.options.user === undefined ? await listDirectories(run, found, directories.of) : undefined;
    const saver = createSaver(run, auth0, found.reader);
    const readWhole = async (userId: string) => found.reader.describe(await auth0.readUser(userId));
    const services = {
      run,
      saver,
      tally,
      directoryOf: directories.of,
      listPlan,
      isExport: found.isExport,
      readWhole,
    };
    const removals = await syncAccounts(services, found);
    await writeRemovals(services, removals, found.owners);
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    if (!(error instanceof Stopped)) tally.fail("run", toFailure(error));
  }
  return createResult(run, tally, accounts?.store.size ?? 0);
}

/** @param users number of users, also those who were not reached */
function createResult(run: SyncRun, tally: Tally, users: number): SyncResult {
  const { isMisconfigured, outcomes, heldBack } = tally;
  const failures = tally.failures.map((it) => {
    const { what, failure, count } = it;
    return { what, reason: failure.reason, count, hint: syncHint(it) };
  });
  const hint = failures[0]?.hint ?? (heldBack.length > 0 ? HELD_BACK_HINT : undefined);
  // Before the duration of the run, so that no stage ends after the run.
  const timeline = run.timeline.read();
  const summary = tally.summarize(users, {
    isStopped: run.stop.aborted,
    requests: run.timeline.totals,
    ms: Math.max(0, Math.round(run.clock.now() - run.startedAt)),
    ...(hint !== undefined && { hint }),
  });
  return { summary, isMisconfigured, outcomes, failures, heldBack, timeline };
}

/** Finds the users of the run. @throws {@link Failure} */
async function findAccounts(run: SyncRun, auth0: Auth0Client, tally: Tally): Promise<Accounts> {
  const { configuration, options } = run;
  run.progress.stage("Users in Auth0");
  const connections = await readConnections(auth0, configuration.entraConnections);
  if (connections.size === 0) {
    throw new ConnectionError(
      "the Auth0 tenant has no Entra connection: check AUTH0_DOMAIN, or set ENTRA_CONNECTIONS",
    );
  }
  const unknown = options.connections.find((name) => !connections.has(name));
  if (unknown !== undefined) {
    throw new ConnectionError(`--connection ${unknown} is not an Entra connection of this tenant`);
  }
  const reader = createAccountReader(configuration, connections, options.connections);
  const accounts: Accounts = { store: new AccountStore(), reader, owners: new Map(), isExport: false };
  const handlers = {
    store: accounts.store,
    reader,
    owners: accounts.owners,
    onBrokenLine: () => {
      tally.fail("export", new Failure("invalid", { service: "auth0", code: EXPORT_BROKEN }));
    },
  };
  if (options.user === undefined) {
    const names = options.connections.length > 0 ? options.connections : [...connections.keys()];
    accounts.isExport = await loadAccounts(run, auth0, names, handlers);
  } else await findOne(auth0, options.user, accounts);
  return accounts;
}

/** @param id Entra object id or Auth0 user id */
async function findOne(auth0: Auth0Client, id: string, { store, reader, owners }: Accounts): Promise<void> {
  const isOid = isGuid(id);
  const users = isOid ? await searchByObjectId(auth0, id) : [await auth0.readUser(id)];
  const isWanted = ({ lookup }: EntraLogin) =>
    !isOid || (lookup.kind === "user" && lookup.user.oid?.toLowerCase() === id.toLowerCase());
  for (const user of users) {
    const login = reader.describe(user);
    if (login && isWanted(login) && store.add(login, user)) countOwner(login, owners);
  }
  if (store.size === 0) throw new Failure("user_not_found", { service: "auth0" });
}

function createDirectories(run: SyncRun): { readonly of: (tenantId: string) => Directory } {
  const directories = new Map<string, Directory>();
  return {
    of(tenantId) {
      const directory = directories.get(tenantId) ?? new Directory(run, tenantId);
      directories.set(tenantId, directory);
      return directory;
    },
  };
}

/** Lists each tenant that has accounts, and compares each listed user. @returns `undefined` if no list is needed */
async function listDirectories(
  run: SyncRun,
  { store, reader }: Accounts,
  directoryOf: (tenantId: string) => Directory,
): Promise<ListPlan | undefined> {
  const parts = run.configuration.parts.filter((part) => part.isOn && isSelected(run.options, part));
  const listPlan = await planList(parts);
  const isAnyListed = listPlan.resourceParts.size + listPlan.relationParts.size > 0;
  if (!isAnyListed && !store.tenantIds.some((id) => store.hasUpns(id))) return undefined;
  for (const tenantId of store.tenantIds) {
    const directory = directoryOf(tenantId);
    run.progress.stage("Directory");
    await directory.list(listPlan, async (item) => {
      const oid = ownText(item, "id");
      if (oid === undefined) return;
      for (const account of store.find(tenantId, oid, ownText(item, "userPrincipalName"))) {
        const listed = reader.describe(store.userOf(account));
        if (listed?.lookup.kind !== "user") continue;
        const { user } = listed.lookup;
        if (user.oid === undefined) account.foundOid = oid;
        const found = { ...user, path: `/users/${user.oid ?? oid}`, oid: user.oid ?? oid };
        const { readAt } = directory;
        await compareListed({ listed, user: found, directory, readAt }, account, listPlan, item);
      }
    });
  }
  return listPlan;
}

/** Brings all accounts up to date. @returns the removals */
async function syncAccounts(
  services: PeopleServices,
  { store, reader }: Accounts,
): Promise<PendingRemoval[]> {
  const removals: PendingRemoval[] = [];
  services.run.progress.stage("Users", store.size);
  try {
    await forEachConcurrently(store.accounts, CONCURRENCY, async (account) => {
      const listed = reader.describe(store.userOf(account));
      const removal = listed && (await syncAccount(services, account, listed));
      if (removal) removals.push(removal);
      services.run.progress.advance(1);
    });
  } catch (error) {
    // Nothing is removed unless everything was read.
    for (const it of removals) countWithoutRemoval(services.tally, it);
    throw error;
  }
  return removals;
}
