/**
 * Brings one account up to date: reads, plans, and saves if something changed.
 *
 * @module
 */

import { type PartOutcome, removalOf } from "../../app-metadata/plan";
import { Failure } from "../../http/failure";
import type { GraphUser } from "../../login/graph-user";
import type { EntraLogin } from "../../login/login";
import type { Part } from "../../parts/part";
import type { Account } from "../accounts/account";
import type { Directory } from "../directory/directory";
import type { ListPlan } from "../directory/list-plan";
import type { SyncRun } from "../run";
import type { Tally, UserResult } from "../summary";
import { settleUnlessStopped, throwIfStopped } from "../waiting";
import { type Person, type PersonPlan, planPerson } from "./person";
import type { PendingRemoval } from "./removals";
import { resultOf } from "./results";
import type { SaveResult, Saver } from "./save";

export interface PeopleServices {
  readonly run: SyncRun;
  readonly saver: Saver;
  readonly tally: Tally;
  readonly directoryOf: (tenantId: string) => Directory;
  readonly listPlan: ListPlan | undefined;
  /** Whether users were exported, without their photos and their claims in URI form. */
  readonly isExport: boolean;
  /** Reads an Auth0 user; `undefined` without an Entra identity. @throws {@link Failure} */
  readonly readWhole: (userId: string) => Promise<EntraLogin | undefined>;
}

/**
 * Brings an account up to date, except for removals.
 *
 * @param listed the Auth0 user as it was listed
 * @returns the removals of the account, which is then counted when they are decided
 */
export async function syncAccount(
  services: PeopleServices,
  account: Account,
  listed: EntraLogin,
): Promise<PendingRemoval | undefined> {
  const { isExport, readWhole, tally } = services;
  const isIdMissing = listed.lookup.kind === "skipped" && listed.lookup.reason === "no_oid";
  // The object id may be in a claim that is not exported.
  const whole = isExport && isIdMissing ? await settleUnlessStopped(readWhole(listed.userId)) : listed;
  if (whole instanceof Failure) {
    const isDeleted = whole.reason === "user_not_found";
    const result: UserResult = isDeleted
      ? { kind: "skipped", reason: "deleted" }
      : { kind: "failed", what: "user", failure: whole };
    tally.add(listed.userId, result, new Map(), false);
    return undefined;
  }
  const user = whole && graphUserOf(whole, account);
  if (user) return syncPerson(services, account, whole, user);
  await skipAccount(services, whole ?? listed);
  return undefined;
}

async function syncPerson(
  { run, saver, tally, directoryOf, listPlan, isExport }: PeopleServices,
  account: Account,
  listed: EntraLogin,
  user: GraphUser,
): Promise<PendingRemoval | undefined> {
  const directory = directoryOf(user.tenantId);
  const { readAt } = directory;
  const person: Person = { account, listed, user, directory, readAt, listPlan, responses: new Map() };
  const planAgain = async (now: EntraLogin) => planPerson(run, person, now);
  // What was left out for its size depends on the whole user.
  const isReadWhole = isExport && account.isTrimmed;
  let plan: PersonPlan | undefined = isReadWhole ? undefined : await planAgain(listed);
  throwIfStopped(run);
  let saved: SaveResult | undefined;
  if (!plan || isToSave(plan)) {
    saved = await saver.save(listed, user.oid, planAgain);
    plan = (saved.kind === "deleted" ? undefined : saved.plan) ?? plan;
  }
  const outcomes = plan?.outcomes ?? new Map<Part, PartOutcome>();
  const result = resultOf(outcomes, saved);
  const isWritten = saved?.kind === "saved";
  const removals = result.kind === "skipped" ? [] : (plan?.removals ?? []);
  if (removals.length > 0) return { person, parts: removals, result, outcomes, isWritten };
  tally.add(account.userId, result, outcomes, isWritten);
  return undefined;
}

function isToSave({ changes, tooLarge }: PersonPlan): boolean {
  return Object.keys(changes).length > 0 || tooLarge;
}

/** The user to read. A user principal name was looked up in the list. */
function graphUserOf({ lookup }: EntraLogin, { foundOid }: Account): GraphUser | undefined {
  if (lookup.kind !== "user" || foundOid === undefined) {
    return lookup.kind === "user" ? lookup.user : undefined;
  }
  return { ...lookup.user, path: `/users/${foundOid}`, oid: foundOid };
}

/** Counts a user who is not read. Data of a former identity is removed in any case. */
async function skipAccount({ saver, tally }: PeopleServices, listed: EntraLogin): Promise<void> {
  const planAgain = async ({ stored }: EntraLogin): Promise<PersonPlan> =>
    Promise.resolve({ changes: removalOf(stored), tooLarge: false, outcomes: new Map(), removals: [] });
  const isForeign = listed.stored.owner === "foreign";
  const saved = isForeign ? await saver.save(listed, undefined, planAgain) : undefined;
  const isTenant = listed.lookup.kind === "skipped" && listed.lookup.reason === "tenant_not_allowed";
  const skipped: UserResult = { kind: "skipped", reason: isTenant ? "tenant_not_allowed" : "no_oid" };
  const result = saved?.kind === "failed" || saved?.kind === "deleted" ? resultOf(new Map(), saved) : skipped;
  tally.add(listed.userId, result, new Map(), saved?.kind === "saved");
}
