/**
 * Writes the changes of one user: reads the whole Auth0 user, plans again, and writes once.
 *
 * @module
 */

import { Failure, copyOf } from "../../http/failure";
import type { EntraLogin } from "../../login/login";
import { PROFILE_FULL } from "../../management/responses";
import type { AccountReader } from "../accounts/account";
import type { Auth0Client } from "../auth0/client";
import type { SyncRun } from "../run";
import { pause, retryDelayMs, settleUnlessStopped, throwIfStopped } from "../waiting";
import type { PersonPlan } from "./person";

/** Users in a row whose save failed because of Auth0, after which no further save is tried. */
const MAX_FAILED_SAVES = 5;

export type SaveResult =
  | { readonly kind: "saved" | "unchanged"; readonly plan: PersonPlan }
  | { readonly kind: "failed"; readonly plan: PersonPlan | undefined; readonly failure: Failure }
  /** The Auth0 user does not exist any more. */
  | { readonly kind: "deleted" };

/** Plans for a user as it is now. */
export type PlanAgain = (now: EntraLogin) => Promise<PersonPlan>;

export interface Saver {
  /**
   * Saves what `planAgain` returns for the user as it is now. Nothing is written in a dry run.
   *
   * @param listed the user as it was listed
   * @param oid object id of the user that was read, if any
   */
  save(listed: EntraLogin, oid: string | undefined, planAgain: PlanAgain): Promise<SaveResult>;
}

/** Creates the saver of a run. */
export function createSaver(run: SyncRun, auth0: Auth0Client, reader: AccountReader): Saver {
  let failedSaves = 0;
  let outage: Failure | undefined;
  return {
    async save(listed, oid, planAgain) {
      if (outage) return { kind: "failed", plan: undefined, failure: copyOf(outage) };
      const result = await saveWithRetries({ run, auth0, reader }, listed, oid, planAgain);
      const isOutage = result.kind === "failed" && isAboutService(result.failure);
      failedSaves = isOutage ? failedSaves + 1 : 0;
      if (isOutage && failedSaves >= MAX_FAILED_SAVES) outage = result.failure;
      return result;
    },
  };
}

/** Whether the next user's save would fail, too. */
function isAboutService({ reason }: Failure): boolean {
  return ["credentials", "permission", "throttled", "unavailable", "timeout"].includes(reason);
}

interface SaveServices {
  readonly run: SyncRun;
  readonly auth0: Auth0Client;
  readonly reader: AccountReader;
}

async function saveWithRetries(
  { run, auth0, reader }: SaveServices,
  listed: EntraLogin,
  oid: string | undefined,
  planAgain: PlanAgain,
): Promise<SaveResult> {
  for (let attempt = 1; ; attempt++) {
    throwIfStopped(run);
    const user = await settleUnlessStopped(auth0.readUser(listed.userId));
    if (user instanceof Failure) {
      if (user.reason === "user_not_found") return { kind: "deleted" };
      return { kind: "failed", plan: undefined, failure: user };
    }
    const login = reader.describe(user);
    // The account was linked to another person since it was listed. The next run or login updates it.
    if (!login || !isSamePerson(login, listed, oid)) return { kind: "unchanged", plan: NO_PLAN };
    const plan = await planAgain(login);
    throwIfStopped(run);
    const result = await write(run, auth0, login, plan);
    // A former attempt has written, although its response was a failure.
    if (result.kind === "unchanged" && attempt > 1) return { ...result, kind: "saved" };
    // It is not known whether Auth0 has written, so the user is read again.
    const delayMs = result.kind === "failed" ? retryDelayMs(result.failure, attempt) : undefined;
    if (delayMs === undefined || result.kind !== "failed" || result.failure.reason === "throttled")
      return result;
    await pause(run, delayMs);
  }
}

/** The plan of a user for whom nothing is read. */
const NO_PLAN: PersonPlan = { changes: {}, tooLarge: false, outcomes: new Map(), removals: [] };

function isSamePerson(now: EntraLogin, listed: EntraLogin, oid: string | undefined): boolean {
  if (now.identity.key !== listed.identity.key) return false;
  if (now.lookup.kind === "skipped") {
    return listed.lookup.kind === "skipped" && now.lookup.reason === listed.lookup.reason;
  }
  // A user who was looked up by user principal name has an object id once it is stored.
  const isSameOid = oid !== undefined && now.lookup.user.oid?.toLowerCase() === oid.toLowerCase();
  return isSameOid || (listed.lookup.kind === "user" && now.lookup.user.path === listed.lookup.user.path);
}

async function write(
  run: SyncRun,
  auth0: Auth0Client,
  { userId }: EntraLogin,
  plan: PersonPlan,
): Promise<SaveResult> {
  const isChanged = Object.keys(plan.changes).length > 0;
  if (isChanged && !run.options.isDryRun) {
    const failure = await settleUnlessStopped(auth0.writeAppMetadata(userId, plan.changes));
    if (failure instanceof Failure) {
      return failure.reason === "user_not_found" ? { kind: "deleted" } : { kind: "failed", plan, failure };
    }
  }
  if (plan.tooLarge) {
    return {
      kind: "failed",
      plan,
      failure: new Failure("too_large", { service: "auth0", code: PROFILE_FULL }),
    };
  }
  return { kind: isChanged ? "saved" : "unchanged", plan };
}
