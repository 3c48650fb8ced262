/**
 * One remedy for each thing that can go wrong: what an administrator should do, most telling words first, since
 * the log line may have to cut it.
 *
 * @module
 */

import type { Failure, Reason } from "../network/failure";
import type { Part } from "../parts/part";
import type { Settings } from "../settings/settings";

/** What to do about a part that failed. */
export function remedyForPart(part: Part, { reason, details }: Failure, settings: Settings): string {
  if (details.remedy) return details.remedy;
  switch (reason) {
    case "permission":
    case "limited": {
      const kind = details.delegated ?? (settings.graphToken === "idp" && !settings.graphApp);
      return `grant ${part.permission} (${kind ? "delegated" : "application"}) and admin consent`;
    }
    case "credentials":
      return "Graph refuses the token: check GRAPH_CLOUD and the app registration";
    case "throttled":
      return "Graph throttles this app: raise REFRESH_AFTER_SECONDS";
    case "unavailable":
      return "Microsoft did not answer: check its status, or that the network lets it through";
    case "timeout":
      return "no answer in time: raise TIME_BUDGET_MS if this goes on";
    case "user_not_found":
      return "not in this tenant: check AZURE_TENANT_ID";
    case "too_large":
      return part.tooLargeRemedy ?? `Graph's answer for ${part.name} was too large to be one: run doctor`;
    case "invalid":
      return `Graph's answer for ${part.name} was not understood: run doctor`;
  }
}

const MANAGEMENT_REMEDIES: Readonly<Record<Reason, string>> = {
  credentials: "check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET",
  permission: "grant update:users_app_metadata to AUTH0_CLIENT_ID",
  limited: "grant update:users_app_metadata to AUTH0_CLIENT_ID",
  throttled: "Management API rate limit: raise REFRESH_AFTER_SECONDS or set PERSIST_WITH=action-api",
  unavailable: "Management API did not answer: check AUTH0_DOMAIN and Auth0's status",
  timeout: "Management API too slow: raise TIME_BUDGET_MS or set PERSIST_WITH=action-api",
  invalid: "Management API's answer was not understood: check AUTH0_DOMAIN",
  too_large: "user profile is full: lower PHOTO_SIZE or MAX_DIRECT_REPORTS",
  user_not_found: "no such Auth0 user: check AUTH0_DOMAIN",
};

/** What to do about a save that failed. */
export function remedyForSave({ reason, details }: Failure): string {
  return details.remedy ?? MANAGEMENT_REMEDIES[reason];
}

/** What to do about an Auth0 user that could not be read. */
export function remedyForUserRead({ reason, details }: Failure, settings: Settings): string {
  if (details.remedy) return details.remedy;
  if (reason !== "permission") return MANAGEMENT_REMEDIES[reason];
  return `grant read:users${settings.graphToken === "idp" ? " and read:user_idp_tokens" : ""} to AUTH0_CLIENT_ID`;
}
