/**
 * What of the stored data also goes into the ID token.
 *
 * @module
 */

import { type Json, isRecord, jsonBytes, ownText, toJson } from "../mapping/json";
import { TOKENS } from "../mapping/tables";
import type { Settings, TokenClaimName } from "../settings/settings";
import type { State } from "../stored/state";

/** Tokens end up in cookies and headers, which hold little more. */
const MOST_BYTES = 8192;

/** What goes first where all together would be too much. */
const LEFT_OUT_FIRST: readonly TokenClaimName[] = [
  "thumbnailPhoto",
  "picture",
  "profile",
  "directReports",
  "manager",
];

export interface TokenClaims {
  /** By their full names. */
  readonly claims: Readonly<Record<string, Json>>;
  readonly leftOut: readonly TokenClaimName[];
}

/** The claims that `settings` ask for and `state` has a value for. Pure. @param photosOn whether both photo switches are */
export function tokenClaims(settings: Settings, state: State, photosOn: boolean): TokenClaims {
  const values = new Map<TokenClaimName, [name: string, value: Json]>();
  if (settings.bad.includes("TOKEN_CLAIMS_NAMESPACE")) return { claims: {}, leftOut: [] };
  for (const claim of settings.tokenClaims) {
    const value = valueOf(claim, state, photosOn);
    const isNamed = claim === "picture" || settings.tokenClaimsNamespace !== "";
    if (value !== undefined && isNamed) values.set(claim, [nameOf(claim, settings), value]);
  }
  const leftOut: TokenClaimName[] = [];
  for (const claim of LEFT_OUT_FIRST) {
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

function valueOf(claim: TokenClaimName, { metadata, entra }: State, photosOn: boolean): Json | undefined {
  switch (claim) {
    case "thumbnailPhoto":
    case "picture": {
      const photo = ownText(metadata, "thumbnailPhoto");
      return photosOn && photo?.startsWith("data:image/") ? photo : undefined;
    }
    case "manager":
      return ownText(metadata, "manager");
    case "directReports": {
      const names = metadata.directReports;
      return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : undefined;
    }
    case "profile":
      return isRecord(entra.profile) ? toJson(entra.profile, (key) => !TOKENS.has(key)) : undefined;
  }
}
