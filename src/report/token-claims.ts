/**
 * The claims of the ID token: which of the stored data they hold, and setting them.
 *
 * @module
 */

import { type State, partDataOf } from "../app-metadata/state";
import type { PostLoginApi } from "../auth0";
import { type Json, jsonBytes } from "../json";
import type { EntraLogin } from "../login/login";
import type { Part, TokenClaim } from "../parts/part";
import type { Settings } from "../settings/settings";

/** Tokens end up in cookies and headers, which have limits near this. */
const MAX_BYTES = 8192;

export interface TokenClaims {
  /** By their full names. */
  readonly claims: Readonly<Record<string, Json>>;
  /** Names of the claims for which there is no room. */
  readonly leftOut: readonly string[];
}

/** Sets the claims for which `state` has a value. Never throws. */
export function setTokenClaims(login: EntraLogin, state: State, api: PostLoginApi): TokenClaims {
  const result = tokenClaims(login, state);
  // Auth0 keeps the claims that were set before an error, so each is set on its own.
  for (const [name, value] of Object.entries(result.claims)) {
    try {
      api.idToken.setCustomClaim(name, value);
    } catch {
      // A claim that Auth0 does not accept is no reason to fail the login.
    }
  }
  return result;
}

/** The claims that the settings request and `state` has a value for. Pure. */
export function tokenClaims(
  { settings, parts, invalid }: Pick<EntraLogin, "settings" | "parts" | "invalid">,
  state: State,
): TokenClaims {
  if (invalid.includes("TOKEN_CLAIMS_NAMESPACE")) return { claims: {}, leftOut: [] };
  const values = parts
    .filter((part) => part.isOn)
    .flatMap((part) => requestedClaims(part, settings).map((claim) => ({ claim, part })))
    .sort((a, b) => a.claim.rank - b.claim.rank)
    .flatMap(({ claim, part }) => {
      const value = claim.value(partDataOf(state, part));
      const name = nameOf(claim, settings);
      return value === undefined || name === undefined ? [] : [{ short: claim.name, name, value }];
    });
  const claimsFrom = (index: number) =>
    Object.fromEntries(values.slice(index).map(({ name, value }) => [name, value]));
  let start = 0;
  while (start < values.length && jsonBytes(claimsFrom(start)) >= MAX_BYTES) start += 1;
  return { claims: claimsFrom(start), leftOut: values.slice(0, start).map(({ short }) => short) };
}

/** The setting to add if requested claims have no name without it. */
export function unnamedClaims(settings: Settings, parts: readonly Part[]): string[] {
  const isUnnamed = parts
    .flatMap((part) => requestedClaims(part, settings))
    .some((claim) => nameOf(claim, settings) === undefined);
  return isUnnamed ? ["TOKEN_CLAIMS_NAMESPACE"] : [];
}

function requestedClaims(part: Part, settings: Settings): readonly TokenClaim[] {
  return part.tokenClaims.filter(({ name }) => settings.tokenClaims.includes(name));
}

function nameOf({ name, isStandard }: TokenClaim, { tokenClaimsNamespace }: Settings): string | undefined {
  if (isStandard) return name;
  return tokenClaimsNamespace === "" ? undefined : `${tokenClaimsNamespace}/${name}`;
}
