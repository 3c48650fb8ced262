/**
 * Checks the Management API: a token and its scopes. Reads and changes no user.
 *
 * @module
 */

import { ownText } from "../../json";
import { sendGrant } from "../../management/client";
import { failureOfGrant } from "../../management/responses";
import { auth0CodeHint } from "../../report/hints";
import { startDeadline } from "../../http/deadline";
import { type HttpResponse, parseJson } from "../../http/client";
import { toFailure, Failure } from "../../http/failure";
import type { ManagementApp } from "../../settings/settings";
import { withNamesOf } from "../shared/applications";
import { type Check, failed, ok, unchecked } from "./checks";
import { claimsIn } from "./entra";
import type { Hosts } from "../shared/hosts";
import { checkScopes } from "./scopes";
import { type SignIn, TOKEN } from "./sign-ins";

/** Gets a token for each sign-in as the Action does, and compares its scopes with what is needed. */
export async function checkManagement(
  signIns: readonly SignIn[],
  hosts: Hosts,
  timeoutMs: number,
): Promise<Check[][]> {
  return Promise.all(
    signIns.map(async ({ application, clientId, credentials }, index) => {
      if ("mark" in credentials) return [credentials];
      const sharing = (others: readonly SignIn[]) =>
        others.filter((other) => other.clientId === clientId).map((other) => other.application);
      const shared = {
        application,
        earlier: sharing(signIns.slice(0, index)),
        later: sharing(signIns.slice(index + 1)),
      };
      const budget = startDeadline(timeoutMs);
      try {
        const scopes = await requestScopes(credentials, budget.all);
        const issued = ok(TOKEN, `issued in ${budget.elapsed()} ms`);
        const unknown = unchecked("scopes", "the token response does not name them");
        return [issued, ...(scopes ? checkScopes(scopes, shared) : [unknown])];
      } catch (error) {
        const text = describe(toFailure(error), credentials.domain, hosts, timeoutMs);
        return [failed(TOKEN, withNamesOf(application, text))];
      } finally {
        budget.end();
      }
    }),
  );
}

/** The scopes of a new token; `undefined` if the response does not name them. The token itself is not kept. */
async function requestScopes(
  app: ManagementApp,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const response = await sendGrant(app, signal);
  const body = parseJson(response);
  const token = ownText(body, "access_token");
  if (response.status !== 200 || !token) throw failureOf(response);
  const scope = ownText(body, "scope") ?? ownText(claimsIn(token), "scope");
  return scope?.split(" ").filter((word) => /^[a-z_]+:[a-z_-]+$/.test(word));
}

/** The failure as the Action would log it. */
function failureOf(response: HttpResponse): Failure {
  if (response.status === 404) return new Failure("invalid", { status: 404 });
  return failureOfGrant(response) ?? new Failure("invalid");
}

function describe(failure: Failure, domain: string, hosts: Hosts, timeoutMs: number): string {
  const { reason, details } = failure;
  if (details.status === 404) return `no Auth0 tenant at ${domain}: check AUTH0_DOMAIN`;
  const unexpected = `unexpected response from ${domain}: check AUTH0_DOMAIN, and for a proxy that responds in its place`;
  return (
    auth0CodeHint(failure) ??
    (reason === "invalid" ? unexpected : hosts.explain([domain], failure, timeoutMs)) ??
    unexpected
  );
}
