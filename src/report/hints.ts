/**
 * The hint for each failure. What to change comes first, because the log line may cut the rest.
 *
 * @module
 */

import { type State, partDataOf } from "../app-metadata/state";
import type { Failure, Reason } from "../http/failure";
import type { EntraLogin } from "../login/login";
import { isUpnTrusted } from "../login/identity";
import type { Part } from "../parts/part";
import type { Settings } from "../settings/settings";
import type { MissingScope } from "../tokens/graph-tokens";

/** What a hint depends on. */
type Facts = Pick<Failure, "reason" | "details">;

/** What to do about a part that failed. */
export function partHint(part: Part, failure: Facts, settings: Settings): string {
  const { reason, details } = failure;
  if (details.service === "auth0") return userReadHint(failure, settings);
  const entra = details.service === "entra" ? entraHint(failure) : undefined;
  if (entra) return entra;
  switch (reason) {
    case "permission":
    case "limited": {
      const isDelegated = details.delegated ?? (settings.graphToken === "idp" && !settings.graphApp);
      const kind = isDelegated ? "delegated" : "application";
      return `grant ${details.permission ?? part.permission} (${kind}) and admin consent`;
    }
    case "credentials":
      return "check GRAPH_CLOUD and the app registration: Graph refuses the token";
    case "throttled":
      return "raise REFRESH_AFTER_SECONDS: Graph throttles this app";
    case "unavailable":
      return "check Microsoft's service status and the network: unavailable";
    case "timeout":
      return "raise TIME_BUDGET_MS if this continues: no response in time";
    case "user_not_found":
      return "check AZURE_TENANT_ID: the user is not in this tenant";
    case "too_large":
      return part.tooLargeHint ?? "run npm run doctor: the response is too large";
    case "invalid":
      return `run npm run doctor: unexpected response for ${part.name}`;
  }
}

/** What to change if Entra refuses the app, by its error code. */
const ENTRA_CODES: Readonly<Record<string, string>> = {
  "7000215": "set AZURE_CLIENT_SECRET to the secret's value, not its id",
  "7000222": "AZURE_CLIENT_SECRET has expired, create a new one",
  "700016": "AZURE_CLIENT_ID is not an app of this tenant",
  "700027": "add AZURE_CLIENT_CERTIFICATE to the app registration",
  "90002": "AZURE_TENANT_ID is not a tenant of this cloud",
  "7000112": "enable the app of AZURE_CLIENT_ID, it is disabled",
  "7000229": "grant AZURE_CLIENT_ID admin consent in the user's tenant",
  "500011": "check GRAPH_CLOUD: this tenant has no Microsoft Graph there",
  "700024": "correct the clock, the client assertion is not valid now",
  "53003": "exclude AZURE_CLIENT_ID from conditional access",
  "50034": "check AZURE_TENANT_ID, it does not know this account",
  "650052": "enable Microsoft Graph in the tenant, then grant consent",
};

/** What to do about a token request to Entra that failed; `undefined` if the reason alone says it. */
export function entraHint({ reason, details }: Facts): string | undefined {
  const { code, status } = details;
  // The code comes first, because the log line may cut the rest.
  const withCode = (hint: string) => (code ? `AADSTS${code}: ${hint}` : hint);
  switch (reason) {
    case "credentials":
      if (status === 403 && !code) return "check conditional access for AZURE_CLIENT_ID: Entra returned 403";
      return withCode((code && ENTRA_CODES[code]) ?? "check AZURE_CLIENT_ID and its credential");
    case "throttled":
      return withCode("raise REFRESH_AFTER_SECONDS: Entra throttles this app");
    case "unavailable":
      return details.status ? withCode("check Microsoft's service status: Entra is unavailable") : undefined;
    case "invalid":
    case "too_large":
      return "check GRAPH_CLOUD and AZURE_TENANT_ID: unexpected token response";
    default:
      return undefined;
  }
}

const NOT_AUTH0 = "check AUTH0_DOMAIN: the response is not Auth0's";
const PROFILE_TOO_LARGE = "lower PHOTO_SIZE or MAX_DIRECT_REPORTS: the profile is full";

const AUTH0_REASONS: Readonly<Partial<Record<Reason, string>>> = {
  credentials: "check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET",
  permission: "grant update:users_app_metadata to AUTH0_CLIENT_ID",
  throttled: "rate limit: raise REFRESH_AFTER_SECONDS or set PERSIST_WITH=action-api",
  unavailable: "check Auth0's service status and AUTH0_DOMAIN: unavailable",
  timeout: "raise TIME_BUDGET_MS or set PERSIST_WITH=action-api: Auth0 is slow",
  user_not_found: "no such Auth0 user: it was deleted, or is in another tenant",
};

/** What to change, by the codes of failures of Auth0. */
const AUTH0_CODES: Readonly<Record<string, string>> = {
  profile_full: PROFILE_TOO_LARGE,
  custom_domain: "set AUTH0_DOMAIN to the canonical domain (TENANT.auth0.com), not a custom domain",
  no_api_grant: "authorize AUTH0_CLIENT_ID for the Auth0 Management API and grant it the scopes",
  no_grant_type: "allow AUTH0_CLIENT_ID the Client Credentials grant (machine to machine)",
  grant_refused: "check AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET and the application's API grant",
  no_identity_token: "grant read:user_idp_tokens to AUTH0_CLIENT_ID",
};

/** What to do about a save that failed. */
export function saveHint(failure: Facts): string {
  return auth0CodeHint(failure) ?? AUTH0_REASONS[failure.reason] ?? NOT_AUTH0;
}

/** What to do about an Auth0 user that could not be read. Reads do not depend on `PERSIST_WITH`. */
export function userReadHint(failure: Facts, { graphToken }: Settings): string {
  const isByCode = failure.details.code !== undefined;
  switch (isByCode ? undefined : failure.reason) {
    case "throttled":
      return "raise REFRESH_AFTER_SECONDS: Auth0 limits the rate of reads";
    case "timeout":
      return "raise TIME_BUDGET_MS if this continues: Auth0 is slow";
    case "permission":
      return grantHint(graphToken === "idp" ? ["read:users", "read:user_idp_tokens"] : ["read:users"]);
    default:
      return saveHint(failure);
  }
}

/** What to change if Auth0 gave a code; `undefined` if it gave none. */
export function auth0CodeHint({ reason, details: { code } }: Facts): string | undefined {
  if (code === undefined) return undefined;
  return reason === "invalid"
    ? `run npm run doctor: Auth0 refused the request${code && ` (${code})`}`
    : AUTH0_CODES[code];
}

/** What to do about missing scopes of the Management API. */
export function scopesHint(scopes: readonly MissingScope[]): string | undefined {
  return scopes.length > 0 ? grantHint(scopes) : undefined;
}

function grantHint(scopes: readonly MissingScope[]): string {
  return `grant ${[...new Set(scopes)].join(" and ")} to AUTH0_CLIENT_ID`;
}

/** What to do if the user of an Entra connection has no identity of it. */
export const ADVICE_NO_IDENTITY = "no identity of this connection: check the account's identities";

/** What to do about a user without an object id. @param failure why the Auth0 user could not be read */
export function noOidHint({ identity, settings }: EntraLogin, failure: Facts | undefined): string {
  if (identity.native) return "turn on the connection's extended attributes: no object id";
  if (failure) return userReadHint(failure, settings);
  const byUpn = isUpnTrusted(identity, settings) ? "" : ", or trust its upn with ENTRA_UPN_CONNECTIONS";
  const byScope = settings.management ? "" : ", or set the AUTH0_ settings with read:users";
  return `map oid on the connection${byUpn}${byScope}`;
}

/** What to do about a tenant that is not allowed. @param invalid names of settings that are not valid */
export function tenantHint(isPersonalAccount: boolean, invalid: readonly string[]): string {
  if (isPersonalAccount) return "personal accounts have no directory: nothing can be read for them";
  return invalid.includes("ENTRA_TENANTS")
    ? "correct ENTRA_TENANTS: comma-separated GUIDs"
    : "add the user's tenant to ENTRA_TENANTS if it may be read";
}

/** What to do about settings that are not valid. */
export function settingHint([name]: readonly string[]): string | undefined {
  return name && `correct ${name}: its value is not valid, see the README`;
}

/** What to do about claims for which the ID token has no room. */
export function tokenClaimsHint(leftOut: readonly string[]): string | undefined {
  return leftOut.length > 0
    ? `shorten TOKEN_CLAIMS: no room in the ID token for ${leftOut.join(", ")}`
    : undefined;
}

/** What to do about data that was left out because the profile would be too large. */
export function trimmingHint(state: State, parts: readonly Part[]): string {
  const trims = parts
    .flatMap((part) => part.trims.map((trim) => ({ ...trim, data: partDataOf(state, part) })))
    .sort((a, b) => b.rank - a.rank);
  const leftOut = trims.filter(({ note }) => state.trimmed.includes(note));
  // Attributes of the profile have no setting. What is stored beside them has.
  const others = trims.filter(({ items, without, data }) => !items && without(data, 0));
  const settingsOf = (of: typeof trims) => of.flatMap(({ setting }) => setting ?? []);
  const settings = new Set(settingsOf(leftOut.some(({ setting }) => setting) ? leftOut : others));
  const what = `above PROFILE_LIMIT_BYTES, left out ${state.trimmed.join(", ")}`;
  return settings.size > 0 ? `lower ${[...settings].join(" or ")}: ${what}` : what;
}
