/**
 * The Action: identifies the user, reads what is due, saves what has changed, and writes one log line.
 *
 * @module
 */

import type { PostLoginApi, PostLoginEvent } from "./auth0";
import { enrich } from "./enrich/enrich";
import { dueParts } from "./enrich/freshness";
import { enrichmentInProgress, shareEnrichment } from "./enrich/simultaneous-logins";
import { type Deadline, startDeadline } from "./http/deadline";
import { type Login, parseLogin } from "./login/login";
import { type Report, logLine } from "./report/log-line";
import { reportBug, reportNoIdentity, reportOf } from "./report/report";
import { setTokenClaims } from "./report/token-claims";

/**
 * Auth0 calls this on every login and token refresh, and waits only for a native async function. It never throws, so that no
 * error keeps a user from logging in.
 *
 * @see https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger
 */
export const onExecutePostLogin = async (event: PostLoginEvent, api: PostLoginApi): Promise<void> => {
  const now = Date.now();
  let login: Login = { kind: "other" };
  let deadline: Deadline | undefined;
  let report: Report | undefined;
  try {
    login = parseLogin(event);
    if (login.kind === "other") return;
    const due = login.kind === "entra" ? dueParts(login, now) : [];
    if (login.kind === "no_identity") {
      report = reportNoIdentity();
    } else if (due.length === 0) {
      setTokenClaims(login, login.stored.state, api);
    } else {
      deadline = startDeadline(login.settings.timeBudgetMs);
      const enrichment = await (enrichmentInProgress(login) ??
        shareEnrichment(login, enrich(login, due, api, deadline, now)));
      report = reportOf(login, enrichment, setTokenClaims(login, enrichment.state, api), deadline.elapsed());
    }
  } catch {
    report = reportBug(Date.now() - now);
  } finally {
    deadline?.end();
  }
  // Without a parsed login it is not known whether Entra is involved.
  // eslint-disable-next-line no-console -- the line that administrators read in the tenant's logs
  if (report && login.kind !== "other") console.log(logLine(report));
};
