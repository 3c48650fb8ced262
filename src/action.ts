/**
 * The Action: find the Entra identity, read what is due, save what changed, report.
 *
 * @module
 */

import type { PostLoginApi, PostLoginEvent } from "./auth0";
import { type Enrichment, enrich } from "./enrich/enrich";
import { type EntraLogin, type Login, parseLogin } from "./login/login";
import { type Deadline, startDeadline } from "./http/deadline";
import { setTokenClaims } from "./report/id-token";
import { type Report, logLine } from "./report/log-line";
import { reportOf, skipReport } from "./report/report";

/**
 * Auth0 calls this on every login and token refresh. It has to be a native async function, and it never throws:
 * whatever happens here, the person gets in.
 *
 * @see https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger
 */
export const onExecutePostLogin = async (event: PostLoginEvent, api: PostLoginApi): Promise<void> => {
  const now = Date.now();
  let login: Login = { kind: "other" };
  let budget: Deadline | undefined;
  let report: Report | undefined;
  try {
    login = parseLogin(event, now);
    if (login.kind === "other") return;
    if (login.kind === "no_identity") {
      report = skipReport(login, { kind: "skipped", reason: "no_oid", saved: { kind: "nothing" } }, 0);
    } else if (login.due.length === 0) {
      setTokenClaims(login, login.stored.state, api);
    } else {
      budget = startDeadline(login.settings.timeBudgetMs);
      report = reportLogin(login, await enrich(login, api, budget, now), api, budget.elapsed());
    }
  } catch {
    report = {
      entra: "failed",
      ms: Date.now() - now,
      hint: "report a bug: unexpected error in this Action",
    };
  } finally {
    budget?.end();
  }
  // eslint-disable-next-line no-console -- the one line that an administrator reads in the tenant's logs
  if (report && login.kind !== "other") console.log(logLine(report));
};

function reportLogin(login: EntraLogin, enrichment: Enrichment, api: PostLoginApi, ms: number): Report {
  const isForeignTenant = enrichment.kind === "skipped" && enrichment.reason === "tenant_not_allowed";
  const leftOut = isForeignTenant ? [] : setTokenClaims(login, enrichment.state, api).leftOut;
  return enrichment.kind === "skipped"
    ? skipReport(login, enrichment, ms)
    : reportOf(login, enrichment, leftOut, ms);
}
