/**
 * Expected log line of a login with one faulty dependency, as the README describes it.
 *
 * @module
 */

import type { Reason } from "../../../src/http/failure";
import type { Failing } from "./catalogue";

export const PART_NAMES = ["profile", "photo", "manager", "directReports"] as const;
export type PartName = (typeof PART_NAMES)[number];

export interface ExpectedLine {
  readonly entra: "partial" | "failed";
  readonly parts: Readonly<Record<PartName, string>>;
  readonly saved: string;
  /** Matches the beginning of the hint only, because the line may be truncated. */
  readonly hint: RegExp;
}

/**
 * Without an Entra token every part fails. Without a save the login fails.
 *
 * @param isAuth0Error whether the response is Auth0's own error JSON, which never blames the domain
 */
export function expectedLine(dependency: Failing, reason: Reason, isAuth0Error: boolean): ExpectedLine {
  const partsFailed = isPart(dependency) ? [dependency] : dependency === "entraToken" ? PART_NAMES : [];
  const saves = dependency !== "managementToken" && dependency !== "write";
  const outcome = (name: PartName) =>
    partsFailed.some((failed) => failed === name) ? `failed:${reason}` : "updated";
  return {
    entra: saves && partsFailed.length < PART_NAMES.length ? "partial" : "failed",
    parts: {
      profile: outcome("profile"),
      photo: outcome("photo"),
      manager: outcome("manager"),
      directReports: outcome("directReports"),
    },
    saved: saves ? "management-api" : `failed:${reason}`,
    hint: expectedHint(dependency, reason, isAuth0Error),
  };
}

export function isPart(dependency: Failing): dependency is Failing & PartName {
  return PART_NAMES.some((name) => name === dependency);
}

function expectedHint(dependency: Failing, reason: Reason, isAuth0Error: boolean): RegExp {
  if (dependency === "managementToken" || dependency === "write")
    return expectedSaveHint(dependency, reason, isAuth0Error);
  switch (reason) {
    case "permission":
    case "limited":
      if (dependency === "entraToken") return /AZURE_CLIENT_ID/;
      return dependency === "photo"
        ? /^grant ProfilePhoto\.Read\.All \(application\) and admin consent/
        : /^grant User\.Read\.All \(application\) and admin consent/;
    case "credentials":
      return dependency === "entraToken" ? /AADSTS|AZURE_CLIENT_/ : /GRAPH_CLOUD|app registration/;
    case "throttled":
      return /REFRESH_AFTER_SECONDS/;
    case "unavailable":
      return /status|network/;
    case "timeout":
      return /TIME_BUDGET/;
    case "user_not_found":
      return /AZURE_TENANT_ID/;
    case "too_large":
      // Only the photo and the direct reports can be made smaller.
      if (dependency === "photo") return /PHOTO_SIZE/;
      return dependency === "directReports" ? /SYNC_DIRECT_REPORTS/ : /^(?!.*(?:DIRECT_REPORTS|PHOTO_SIZE))./;
    case "invalid":
      return dependency === "entraToken" ? /token response/ : /npm run doctor/;
  }
}

function expectedSaveHint(
  dependency: "managementToken" | "write",
  reason: Reason,
  isAuth0Error: boolean,
): RegExp {
  switch (reason) {
    case "credentials":
      return /AUTH0_CLIENT_ID/;
    case "permission":
    case "limited":
      return dependency === "write" ? /^grant update:users_app_metadata/ : /AUTH0_CLIENT_ID/;
    case "throttled":
      return /rate limit/;
    case "unavailable":
      return /AUTH0_DOMAIN|status/;
    case "timeout":
      return /TIME_BUDGET_MS|PERSIST_WITH/;
    case "user_not_found":
      return /no such Auth0 user/;
    case "too_large":
      // The response is too large, not the user's profile.
      return /^(?!.*(?:MAX_DIRECT_REPORTS|PHOTO_SIZE))./;
    case "invalid":
      return isAuth0Error ? /^run npm run doctor: Auth0 refused the request \(some_error\)/ : /AUTH0_DOMAIN/;
  }
}
