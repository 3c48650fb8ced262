/**
 * A token of the Management API with its scopes.
 *
 * @module
 */

import { parseJson } from "../../../http/client";
import { Failure } from "../../../http/failure";
import { ownText } from "../../../json";
import { sendGrant } from "../../../management/client";
import { failureOfGrant } from "../../../management/responses";
import type { ManagementApp } from "../../../settings/settings";
import { auth0CodeHint } from "../../../report/hints";
import { type ApplicationNames, replaceNames } from "../applications";
import { claimsIn } from "../jwt";

/** Failure code: the domain is not that of an Auth0 tenant. */
const NO_TENANT = "no_tenant";

export interface ScopedToken {
  readonly value: string;
  /** `undefined` if Auth0 does not name them. */
  readonly scopes: readonly string[] | undefined;
}

/**
 * Requests a token as the Action does.
 *
 * @throws {@link Failure} of the service `auth0` if Auth0 refuses the request, otherwise that of `send`
 */
export async function requestScopedToken(app: ManagementApp, signal: AbortSignal): Promise<ScopedToken> {
  const response = await sendGrant(app, signal);
  const { status } = response;
  if (status === 404) throw new Failure("invalid", { service: "auth0", status, code: NO_TENANT });
  const body = parseJson(response);
  const value = ownText(body, "access_token");
  if (status !== 200 || !value) {
    const failure = failureOfGrant(response);
    // Auth0 refuses with an OAuth error. A page of a proxy can have the same status.
    const isOfProxy = failure?.reason === "credentials" && ownText(body, "error") === undefined;
    throw isOfProxy || !failure ? new Failure("invalid", { status }) : failure;
  }
  const scope = ownText(body, "scope") ?? ownText(claimsIn(value), "scope");
  return { value, scopes: scope?.split(" ").filter((word) => /^[a-z_]+:[a-z_-]+$/.test(word)) };
}

/** What to do about a sign-in that Auth0 refused; `undefined` if the failure is not Auth0's. */
export function refusedSignInHint(
  failure: Failure,
  domain: string,
  names: ApplicationNames,
): string | undefined {
  if (failure.details.code === NO_TENANT) return `no Auth0 tenant at ${domain}: check AUTH0_DOMAIN`;
  const hint = auth0CodeHint(failure);
  return hint && replaceNames(names, hint);
}
