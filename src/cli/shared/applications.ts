/**
 * The machine-to-machine applications of Auth0: the variables of their credentials, and the scopes that they need.
 *
 * @module
 */

import type { Settings } from "../../settings/settings";

/** Names of the variables that hold the credentials of an application. */
export interface ApplicationNames {
  readonly idName: string;
  readonly secretName: string;
}

export interface Application extends ApplicationNames {
  /** What signs in with it. */
  readonly usedBy: "the Action" | "deploy" | "sync";
  /** Needed scopes. One scope of each choice is sufficient. */
  readonly needed: readonly ScopeChoice[];
  /** Scopes that are useful but not needed. */
  readonly optional: readonly string[];
}

/** Alternatives, the narrowest scope first. */
export type ScopeChoice = readonly [string, ...string[]];

/** @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id */
const WRITE_USERS: ScopeChoice = ["update:users_app_metadata", "update:users"];

/** The application of `deploy` and of the other commands that manage the Action. */
export const DEPLOY_APPLICATION: Application = {
  usedBy: "deploy",
  idName: "DEPLOY_AUTH0_CLIENT_ID",
  secretName: "DEPLOY_AUTH0_CLIENT_SECRET",
  needed: [["read:actions"], ["create:actions"], ["update:actions"]],
  // `remove --delete` uses it.
  optional: ["delete:actions"],
};

export const SYNC_APPLICATION: Application = {
  usedBy: "sync",
  idName: "SYNC_AUTH0_CLIENT_ID",
  secretName: "SYNC_AUTH0_CLIENT_SECRET",
  needed: [["read:users"], WRITE_USERS, ["read:connections"]],
  optional: [],
};

export const ACTION_NAMES: ApplicationNames = {
  idName: "AUTH0_CLIENT_ID",
  secretName: "AUTH0_CLIENT_SECRET",
};

/** The application of the Action. Its scopes depend on the settings. */
export function actionApplication({
  persistWith,
  graphToken,
}: Pick<Settings, "persistWith" | "graphToken">): Application {
  const userToken: ScopeChoice[] = [["read:users"], ["read:user_idp_tokens"]];
  return {
    usedBy: "the Action",
    ...ACTION_NAMES,
    needed: [
      ...(persistWith === "management-api" ? [WRITE_USERS] : []),
      ...(graphToken === "idp" ? userToken : []),
    ],
    // With it, the Action finds an object ID that the connection does not map.
    optional: ["read:users"],
  };
}

/** The narrowest scope of each needed choice. */
export function scopesOf({ needed }: Application): string[] {
  return needed.map(([narrowest]) => narrowest);
}

/** A hint of the Action, with the variable names of another application. */
export function replaceNames({ idName, secretName }: ApplicationNames, hint: string): string {
  return hint.replaceAll(/\bAUTH0_CLIENT_ID\b/g, idName).replaceAll(/\bAUTH0_CLIENT_SECRET\b/g, secretName);
}

/** The scopes to grant: those that are needed, else those that are useful. */
export function scopesToGrant(application: Application): readonly string[] {
  const needed = scopesOf(application);
  return needed.length > 0 ? needed : application.optional;
}

/** Names of the settings with which it signs in to its tenant. */
export function credentialNames({ idName, secretName }: ApplicationNames): string[] {
  return ["AUTH0_DOMAIN", idName, secretName];
}
