/**
 * What a login has to come to when one thing goes wrong, by the contract and not by the code.
 *
 * @module
 */

import type { Reason } from "../../src/http/failure";
import type { Target } from "./catalogue";

export const PART_NAMES = ["profile", "photo", "manager", "directReports"] as const;
export type PartName = (typeof PART_NAMES)[number];

export interface Promised {
  readonly entra: "partial" | "failed";
  readonly parts: Readonly<Record<PartName, string>>;
  readonly saved: string;
  /** The remedy, which begins with the telling words since the line may be cut. */
  readonly hint: RegExp;
}

/** What goes wrong where the token is refused goes wrong in every part; without a save nothing else counts. */
export function promised(target: Target, reason: Reason, isAuth0s: boolean): Promised {
  const partsFailed = isPart(target) ? [target] : target === "entraToken" ? PART_NAMES : [];
  const saves = target !== "managementToken" && target !== "write";
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
    hint: remedy(target, reason, isAuth0s),
  };
}

export function isPart(target: Target): target is Target & PartName {
  return PART_NAMES.some((name) => name === target);
}

/** @param isAuth0s whether the response is Auth0's own, well-formed refusal, which never blames the domain */
function remedy(target: Target, reason: Reason, isAuth0s: boolean): RegExp {
  if (target === "managementToken" || target === "write") return saveRemedy(target, reason, isAuth0s);
  switch (reason) {
    case "permission":
    case "limited":
      if (target === "entraToken") return /AZURE_CLIENT_ID/;
      return target === "photo"
        ? /^grant ProfilePhoto\.Read\.All \(application\) and admin consent/
        : /^grant User\.Read\.All \(application\) and admin consent/;
    case "credentials":
      return target === "entraToken" ? /AADSTS|AZURE_CLIENT_/ : /GRAPH_CLOUD|app registration/;
    case "throttled":
      return /REFRESH_AFTER_SECONDS/;
    case "unavailable":
      return /status|network/;
    case "timeout":
      return /TIME_BUDGET/;
    case "user_not_found":
      return /AZURE_TENANT_ID/;
    case "too_large":
      // Each by what would make that answer smaller; nothing does for the others.
      if (target === "photo") return /PHOTO_SIZE/;
      return target === "directReports" ? /SYNC_DIRECT_REPORTS/ : /^(?!.*(?:DIRECT_REPORTS|PHOTO_SIZE))./;
    case "invalid":
      return target === "entraToken" ? /token response/ : /npm run doctor/;
  }
}

function saveRemedy(target: "managementToken" | "write", reason: Reason, isAuth0s: boolean): RegExp {
  switch (reason) {
    case "credentials":
      return /AUTH0_CLIENT_ID/;
    case "permission":
    case "limited":
      return target === "write" ? /^grant update:users_app_metadata/ : /AUTH0_CLIENT_ID/;
    case "throttled":
      return /rate limit/;
    case "unavailable":
      return /AUTH0_DOMAIN|status/;
    case "timeout":
      return /TIME_BUDGET_MS|PERSIST_WITH/;
    case "user_not_found":
      return /no such Auth0 user/;
    case "too_large":
      // It is the answer that is too large, not the user's profile.
      return /^(?!.*(?:MAX_DIRECT_REPORTS|PHOTO_SIZE))./;
    case "invalid":
      return isAuth0s ? /^run npm run doctor: Auth0 refused the request \(some_error\)/ : /AUTH0_DOMAIN/;
  }
}
