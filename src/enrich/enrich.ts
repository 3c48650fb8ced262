/**
 * Enriches one login: reads the parts that are due, plans the changes and saves them.
 *
 * @module
 */

import type { PostLoginApi } from "../auth0";
import type { EntraLogin } from "../login/login";
import { createManagement } from "../management/client";
import { type Saved, save } from "./save";
import { type Deadline } from "../http/deadline";
import { Failure } from "../http/failure";
import { readDue } from "./read-due";
import type { MissingScope } from "../tokens/graph-tokens";
import type { SkipReason } from "../report/log-line";
import { type PartOutcome, type Readings, outcomesOf, planChanges, removalOf } from "../app-metadata/plan";
import { rememberReads } from "./freshness";
import type { State } from "../app-metadata/state";

/** What was read and saved; the same for all logins that share it. */
export type Enrichment =
  | {
      readonly kind: "skipped";
      readonly reason: SkipReason;
      readonly hint?: string;
      readonly saved: Saved;
      /** What is stored now. */
      readonly state: State;
    }
  | {
      readonly kind: "done";
      readonly readings: Readings;
      /** Outcomes by part: those that are off and those that are fresh, too. */
      readonly outcomes: Readonly<Record<string, PartOutcome>>;
      readonly missingScopes: readonly MissingScope[];
      readonly saved: Saved;
      /** What is stored now. */
      readonly state: State;
    };

/** Enrichments under way, by Auth0 user, identity and enabled parts. */
const underWay = new Map<string, Promise<Enrichment>>();

/**
 * Enriches the login. Simultaneous logins of one person share one enrichment: that of the first, which ends within its
 * time budget and so within that of the others.
 *
 * @param now milliseconds since the epoch
 */
export async function enrich(
  login: EntraLogin,
  api: PostLoginApi,
  budget: Deadline,
  now: number,
): Promise<Enrichment> {
  const { userId, identity, parts, skip } = login;
  const key = JSON.stringify([userId, identity.key, parts.map((part) => part.name), skip ?? ""]);
  const shared = underWay.get(key);
  if (shared) return shared;
  const own = enrichAlone(login, api, budget, now).finally(() => underWay.delete(key));
  underWay.set(key, own);
  return own;
}

async function enrichAlone(
  login: EntraLogin,
  api: PostLoginApi,
  budget: Deadline,
  now: number,
): Promise<Enrichment> {
  const { settings, identity } = login;
  const management = settings.management && createManagement(settings.management, api.cache, budget);
  const skip = async (reason: SkipReason, hint?: string): Promise<Enrichment> => {
    // Always remove data of the person to whom the account was linked before.
    const saved = await save(removalOf(login.stored, identity.key), login, api, management);
    return { kind: "skipped", reason, ...(hint && { hint }), saved, state: login.stored.state };
  };
  if (login.skip) return skip(login.skip);
  const read = await readDue(login, { cache: api.cache, budget, management });
  if (read.kind === "skip") return skip(read.reason, read.hint);

  const { readings, missingScopes } = read;
  const { stored } = read.login;
  const { parts, user } = login;
  const plan = planChanges(readings, stored, { identityKey: identity.key, settings, parts, user, now });
  const written = await save(plan.changes, login, api, management);
  const isRefused = written.kind === "failed";
  const saved: Saved =
    plan.tooLarge && !isRefused ? { kind: "failed", failure: new Failure("too_large") } : written;
  const outcomes = outcomesOf(parts, readings, stored, plan);
  const isTooLarge = saved.kind === "failed" && saved.failure.reason === "too_large";
  rememberReads(login, { outcomes, isSaved: saved.kind !== "failed", isTooLarge }, now);
  return {
    kind: "done",
    readings,
    outcomes,
    missingScopes,
    saved,
    state: isRefused ? stored.state : plan.state,
  };
}
