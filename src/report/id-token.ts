/**
 * Sets the claims of the ID token. Auth0 keeps what was set before an error, so each is set on its own.
 *
 * @module
 */

import type { PostLoginApi } from "../auth0";
import type { EntraLogin } from "../login/login";
import type { State } from "../app-metadata/state";
import { type TokenClaims, tokenClaims } from "./token-claims";

/** Sets what `state` has a value for. Never throws. */
export function setTokenClaims(login: EntraLogin, state: State, api: PostLoginApi): TokenClaims {
  const result = tokenClaims(
    login.settings,
    state,
    login.parts.map((part) => part.name),
  );
  for (const [name, value] of Object.entries(result.claims)) {
    try {
      api.idToken.setCustomClaim(name, value);
    } catch {
      // A claim that Auth0 does not take is no reason to keep anybody out.
    }
  }
  return result;
}
