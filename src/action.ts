/**
 * The Action: find the Entra identity, read what is due, see what changed, save it, say so.
 *
 * @module
 */

import type { PostLoginApi, PostLoginEvent } from "./auth0";
import { type EntraLogin, type Login, recognize } from "./login/recognize";
import { createManagement } from "./management/client";
import { save } from "./management/save";
import { type Budget, startBudget } from "./network/budget";
import { readDue } from "./parts/read";
import { setTokenClaims } from "./report/id-token";
import { type Report, logLine } from "./report/log-line";
import { outcomes, reportOf, skipReport } from "./report/report";
import { planChanges } from "./stored/change";
import { rememberOutcomes } from "./stored/freshness";

/**
 * Auth0 calls this on every login and token refresh. It has to be a native async function, and it never throws:
 * whatever happens here, the person gets in.
 *
 * @see https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger
 */
export const onExecutePostLogin = async (event: PostLoginEvent, api: PostLoginApi): Promise<void> => {
  const now = Date.now();
  let login: Login = { kind: "other" };
  let budget: Budget | undefined;
  let report: Report | undefined;
  try {
    login = recognize(event, now);
    if (login.kind === "other") return;
    if (login.kind === "no_identity") {
      report = skipReport("no_oid", login.settings, 0);
    } else if (login.due.length === 0) {
      setTokenClaims(login, login.stored.state, api);
    } else {
      budget = startBudget(login.settings.timeBudgetMs);
      report = await enrich(login, api, budget, now);
    }
  } catch {
    report = {
      entra: "failed",
      ms: Date.now() - now,
      hint: "unexpected error in this Action: please report it",
    };
  } finally {
    budget?.end();
  }
  // eslint-disable-next-line no-console -- the one line that an administrator reads in the tenant's logs
  if (report && login.kind !== "other") console.log(logLine(report));
};

async function enrich(login: EntraLogin, api: PostLoginApi, budget: Budget, now: number): Promise<Report> {
  const { settings, identity, stored, parts, user } = login;
  const skip = (reason: NonNullable<EntraLogin["skip"]>, hint?: string): Report => {
    if (reason !== "tenant_not_allowed") setTokenClaims(login, stored.state, api);
    return skipReport(reason, settings, budget.elapsed(), hint);
  };
  if (login.skip) return skip(login.skip);

  const management = settings.management && createManagement(settings.management, api.cache, budget);
  const readings = await readDue(login, { cache: api.cache, budget, management });
  if ("skip" in readings) return skip(readings.skip, readings.hint);

  const plan = planChanges(readings, stored, { identityKey: identity.key, settings, parts, user, now });
  const saved = await save(plan, login, api, management);
  const told = outcomes(login, readings, plan);
  rememberOutcomes(login, told, saved.kind !== "failed" || plan.tooLarge, now);
  const { leftOut } = setTokenClaims(login, saved.kind === "failed" ? stored.state : plan.state, api);
  return reportOf(login, readings, told, saved, leftOut, budget.elapsed());
}
