/**
 * What to do about what went wrong in a run.
 *
 * @module
 */

import { entraHint, tenantHint } from "../report/hints";
import { EXPORT_BROKEN, EXPORT_FAILED, EXPORT_REFUSED, EXPORT_UNFINISHED } from "./auth0/export";
import { LIST_INCOMPLETE } from "./directory/directory";
import type { PartFailure, SyncSkipReason } from "./summary";

/** What to do if removals are held back. */
export const HELD_BACK_HINT =
  "check that Entra really has no such data any more, then run sync with a higher --max-removals";

const SKIP_HINTS: Readonly<Record<SyncSkipReason, string>> = {
  no_oid:
    "map oid on the connection, or trust its upn with ENTRA_UPN_CONNECTIONS. On a native connection, turn on extended attributes",
  tenant_not_allowed: tenantHint(false, []),
  deleted: "nothing: the user no longer exists",
};

/** What to do about users who were skipped. */
export function skipHint(reason: SyncSkipReason): string {
  return SKIP_HINTS[reason];
}

/** By the codes of failures. */
const CODES: Readonly<Record<string, string>> = {
  [EXPORT_REFUSED]:
    "grant read:users to SYNC_AUTH0_CLIENT_ID. Auth0 refused the export of users, which its Free plan does not have",
  [EXPORT_BROKEN]: "run sync again: lines of Auth0's export are not JSON, and their users were left out",
  [EXPORT_FAILED]: "run sync again: Auth0's export job failed",
  [EXPORT_UNFINISHED]: "run sync again later: Auth0's export job did not end within two hours",
  [LIST_INCOMPLETE]:
    "run sync again: Graph listed fewer users than it counts, so managers and reports were not changed",
  custom_domain: "set AUTH0_DOMAIN to the canonical domain (TENANT.auth0.com), not a custom domain",
  no_api_grant: "authorize SYNC_AUTH0_CLIENT_ID for the Auth0 Management API and grant it the scopes",
  no_grant_type: "allow SYNC_AUTH0_CLIENT_ID the Client Credentials grant (machine to machine)",
  grant_refused: "check SYNC_AUTH0_CLIENT_ID, SYNC_AUTH0_CLIENT_SECRET and the application's API grant",
  profile_full: "lower PHOTO_SIZE or MAX_DIRECT_REPORTS: the profile is full",
};

/** What to do about a failure. */
export function syncHint({ failure, part }: PartFailure): string {
  const { reason, details } = failure;
  const byCode = details.code === undefined ? undefined : CODES[details.code];
  if (byCode !== undefined) return byCode;
  if (details.service === "auth0") return auth0Hint(failure);
  // The login's hint for throttling names a setting that does not apply to a run.
  if (details.service === "entra" && reason !== "throttled")
    return entraHint(failure) ?? serviceHint("Entra", failure);
  switch (reason) {
    case "permission":
    case "limited":
      return `grant ${details.permission ?? part?.permission ?? "User.Read.All"} (application) and admin consent`;
    case "credentials":
      return "check GRAPH_CLOUD and the app registration: Graph refuses the token";
    case "user_not_found":
      return "check AZURE_TENANT_ID and ENTRA_TENANTS: the users are not in these tenants";
    case "too_large":
      return part?.tooLargeHint ?? "run sync again: a response was too large";
    default:
      return serviceHint(details.service === "entra" ? "Entra" : "Graph", failure);
  }
}

function auth0Hint(failure: PartFailure["failure"]): string {
  switch (failure.reason) {
    case "credentials":
      return "check SYNC_AUTH0_CLIENT_ID and SYNC_AUTH0_CLIENT_SECRET";
    case "permission":
      return "grant read:users, update:users_app_metadata and read:connections to SYNC_AUTH0_CLIENT_ID";
    case "user_not_found":
      return "check --user: there is no such Auth0 user with an Entra identity";
    case "invalid":
      return failure.details.status === undefined
        ? "check AUTH0_DOMAIN: the response is not Auth0's"
        : "check the logs of the Auth0 tenant: it refused a request";
    default:
      return serviceHint("Auth0", failure);
  }
}

function serviceHint(name: string, { reason }: PartFailure["failure"]): string {
  switch (reason) {
    case "throttled":
      return `run sync again later: ${name} limits the rate of requests`;
    case "timeout":
      return `run sync again: ${name} did not respond in time`;
    case "unavailable":
      return `check ${name}'s service status and the network, then run sync again`;
    default:
      return `run sync again: unexpected response of ${name}`;
  }
}
