/**
 * Checks the Management API: a token and its scopes. Reads and changes no user.
 *
 * @module
 */

import { startDeadline } from "../../http/deadline";
import { type Failure, toFailure } from "../../http/failure";
import { type Application, scopesToGrant } from "../shared/applications";
import type { Hosts } from "../shared/hosts";
import { refusedSignInHint, requestScopedToken } from "../shared/management-api/token";
import { type Check, failed, ok, unchecked } from "./checks";
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
        const { scopes } = await requestScopedToken(credentials, budget.all);
        const issued = ok(TOKEN, `issued in ${budget.elapsed()} ms`);
        const unknown = unchecked("scopes", "the token response does not name them");
        return [issued, ...(scopes ? checkScopes(scopes, shared) : [unknown])];
      } catch (error) {
        const failure = toFailure(error);
        const { domain } = credentials;
        const text = describeRefusal(failure, domain, application);
        if (text === undefined)
          return [failed(TOKEN, hosts.explain([domain], failure, timeoutMs) ?? failure.reason)];
        return [{ ...failed(TOKEN, text), ...ofWrongDomain(failure, domain) }];
      } finally {
        budget.end();
      }
    }),
  );
}

/** What to do about a sign-in that Auth0 refused; `undefined` if the failure is not Auth0's. */
function describeRefusal(failure: Failure, domain: string, application: Application): string | undefined {
  const { idName, secretName } = application;
  switch (failure.details.code) {
    case "grant_refused":
      return `check ${idName} and ${secretName}: Auth0 refuses them`;
    case "no_api_grant":
      return `authorize ${idName} for the Auth0 Management API with ${scopesToGrant(application).join(", ")}`;
    default:
      return refusedSignInHint(failure, domain, application);
  }
}

/** The domain is that of all applications, so the remedy is printed once. */
function ofWrongDomain({ details: { code } }: Failure, domain: string): Pick<Check, "textIfRepeated"> {
  const isOfDomain = code === "no_tenant" || code === "custom_domain";
  return isOfDomain ? { textIfRepeated: `${domain} is the wrong AUTH0_DOMAIN, see above` } : {};
}
