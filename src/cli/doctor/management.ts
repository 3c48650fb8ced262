/**
 * Checks the Management API: a token and its scopes. Reads and changes no user.
 *
 * @module
 */

import { startDeadline } from "../../http/deadline";
import { toFailure } from "../../http/failure";
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
        const text =
          refusedSignInHint(failure, domain, application) ?? hosts.explain([domain], failure, timeoutMs);
        return [failed(TOKEN, text ?? failure.reason)];
      } finally {
        budget.end();
      }
    }),
  );
}
