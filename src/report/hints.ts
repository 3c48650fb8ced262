/**
 * One remedy for each thing that can go wrong. What to change comes first, since the log line may have to cut the rest.
 *
 * @module
 */

import { isNothing } from "../json";
import { isPersonalAccount } from "../login/graph-user";
import { PROFILE_FULL } from "../management/responses";
import type { Claims } from "../mapping/profile";
import type { Failure, Reason } from "../http/failure";
import type { MissingScope } from "../tokens/graph-tokens";
import type { Part } from "../parts/part";
import type { Settings } from "../settings/settings";
import { settingOfNote } from "../app-metadata/trim";
import type { State } from "../app-metadata/state";

/** What a remedy depends on. */
export type FailureFacts = Pick<Failure, "reason" | "details">;

/** What to do about a part that failed. */
export function remedyForPart(part: Part, { reason, details }: FailureFacts, settings: Settings): string {
  if (details.remedy) return details.remedy;
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
      return part.tooLargeRemedy ?? `run npm run doctor: the response for ${part.name} is too large`;
    case "invalid":
      return `run npm run doctor: unexpected response for ${part.name}`;
  }
}

const MANAGEMENT_REMEDIES: Readonly<Record<Reason, string>> = {
  credentials: "check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET",
  permission: "grant update:users_app_metadata to AUTH0_CLIENT_ID",
  limited: "grant update:users_app_metadata to AUTH0_CLIENT_ID",
  throttled: "rate limit: raise REFRESH_AFTER_SECONDS or set PERSIST_WITH=action-api",
  unavailable: "check Auth0's service status and AUTH0_DOMAIN: unavailable",
  timeout: "raise TIME_BUDGET_MS or set PERSIST_WITH=action-api: Auth0 is slow",
  invalid: "check AUTH0_DOMAIN: the response is not Auth0's",
  too_large: PROFILE_FULL,
  user_not_found: "no such Auth0 user: it was deleted, or is in another tenant",
};

/** What to do about a save that failed. */
export function remedyForSave({ reason, details }: FailureFacts): string {
  return details.remedy ?? MANAGEMENT_REMEDIES[reason];
}

/** What to do about an Auth0 user that could not be read. */
export function remedyForUserRead({ reason, details }: FailureFacts, settings: Settings): string {
  if (details.remedy) return details.remedy;
  // The user is read whatever PERSIST_WITH says.
  if (reason === "throttled") return "raise REFRESH_AFTER_SECONDS: Auth0 limits the rate of reads";
  if (reason === "timeout") return "raise TIME_BUDGET_MS if this continues: Auth0 is slow";
  if (reason !== "permission") return MANAGEMENT_REMEDIES[reason];
  return remedyForScopes(
    settings.graphToken === "idp" ? ["read:users", "read:user_idp_tokens"] : ["read:users"],
  );
}

/** What to do about scopes without which the result is not what the settings want. */
export function remedyForScopes(scopes: readonly MissingScope[]): string {
  return `grant ${[...new Set(scopes)].join(" and ")} to AUTH0_CLIENT_ID`;
}

/** What to do about a tenant that may not be read. */
export function remedyForTenant(claims: Claims | undefined, settings: Settings): string {
  if (claims && isPersonalAccount(claims))
    return "personal accounts have no directory: nothing can be read for them";
  return settings.bad.includes("ENTRA_TENANTS")
    ? "correct ENTRA_TENANTS: comma-separated GUIDs"
    : "add the user's tenant to ENTRA_TENANTS if it may be read";
}

/** What to do about data that was left out to fit into the profile. */
export function remedyForTrimming({ trimmed, metadata, entra }: State, settings: Settings): string {
  const isLowest = settings.photoSize === "48x48";
  const settingsOfNotes = trimmed.flatMap((note) => settingOfNote(note) ?? []);
  // Attributes of the profile have no setting. What is stored beside them has.
  const others = [
    ...(metadata.thumbnailPhoto === undefined ? [] : ["PHOTO_SIZE"]),
    ...(isNothing(entra.directReports) ? [] : ["MAX_DIRECT_REPORTS"]),
  ];
  const all = settingsOfNotes.length > 0 ? settingsOfNotes.reverse() : others;
  const names = [...new Set(all)].filter((name) => name !== "PHOTO_SIZE" || !isLowest);
  const leftOut = `above PROFILE_LIMIT_BYTES, left out ${trimmed.join(", ")}`;
  return names.length > 0 ? `lower ${names.join(" or ")}: ${leftOut}` : leftOut;
}
