/**
 * What of the stored data also goes into the ID token.
 *
 * @module
 */

import { type Json, isRecord, jsonBytes, ownText, toJson } from "../json";
import { isNoToken } from "../mapping/tables";
import { type Settings, TOKEN_CLAIM_NAMES, type TokenClaimName } from "../settings/settings";
import type { State } from "../app-metadata/state";

/** Tokens end up in cookies and headers, which hold little more. */
const MOST_BYTES = 8192;

/** The part that each claim belongs to. */
const PART_OF: Readonly<Record<TokenClaimName, string>> = {
  thumbnailPhoto: "photo",
  picture: "photo",
  profile: "profile",
  directReports: "directReports",
  manager: "manager",
};

export interface TokenClaims {
  /** By their full names. */
  readonly claims: Readonly<Record<string, Json>>;
  readonly leftOut: readonly TokenClaimName[];
}

/** The claims that `settings` ask for and `state` has a value for. Pure. @param on names of the parts that are on */
export function tokenClaims(settings: Settings, state: State, on: readonly string[]): TokenClaims {
  const values = new Map<TokenClaimName, [name: string, value: Json]>();
  if (settings.bad.includes("TOKEN_CLAIMS_NAMESPACE")) return { claims: {}, leftOut: [] };
  for (const claim of settings.tokenClaims) {
    const value = on.includes(PART_OF[claim]) ? valueOf(claim, state) : undefined;
    const isNamed = claim === "picture" || settings.tokenClaimsNamespace !== "";
    if (value !== undefined && isNamed) values.set(claim, [nameOf(claim, settings), value]);
  }
  const leftOut: TokenClaimName[] = [];
  for (const claim of TOKEN_CLAIM_NAMES) {
    if (jsonBytes(Object.fromEntries(values.values())) < MOST_BYTES) break;
    if (values.delete(claim)) leftOut.push(claim);
  }
  return { claims: Object.fromEntries(values.values()), leftOut };
}

/** The setting to change where claims were asked for and cannot be named. */
export function badClaimSetting(settings: Settings): string | undefined {
  const needsName = settings.tokenClaims.some((claim) => claim !== "picture");
  return needsName && settings.tokenClaimsNamespace === "" ? "TOKEN_CLAIMS_NAMESPACE" : undefined;
}

function nameOf(claim: TokenClaimName, settings: Settings): string {
  return claim === "picture" ? claim : `${settings.tokenClaimsNamespace}/${claim}`;
}

function valueOf(claim: TokenClaimName, { metadata, entra }: State): Json | undefined {
  switch (claim) {
    case "thumbnailPhoto":
    case "picture": {
      const photo = ownText(metadata, "thumbnailPhoto");
      return photo?.startsWith("data:image/") ? photo : undefined;
    }
    case "manager":
      return ownText(metadata, "manager");
    case "directReports": {
      const names = metadata.directReports;
      return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : undefined;
    }
    case "profile":
      return isRecord(entra.profile) ? toJson(entra.profile, isNoToken) : undefined;
  }
}
