/**
 * Versions of Actions: immutable copies of a draft, one for each deployment, and their view in the API.
 *
 * @module
 * @see https://github.com/auth0/go-auth0/blob/v1.30.0/test/data/recordings/TestActionManager_Versions.yaml
 */

import { isDeepStrictEqual } from "node:util";

export interface StoredSecret {
  readonly name: string;
  readonly value: string;
}

/** What a draft and a version have in common. */
export interface ActionContent {
  readonly code: string;
  readonly runtime: string;
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
  readonly secrets: readonly StoredSecret[];
  readonly supported_triggers: readonly { readonly id: string; readonly version: string }[];
}

export interface StoredVersion extends ActionContent {
  readonly id: string;
  readonly number: number;
  readonly created_at: string;
}

export interface Deployments {
  /** The latest version. */
  deployed: StoredVersion | undefined;
  /** The version that logins run. */
  live: StoredVersion | undefined;
}

/** A copy of the content only. */
export function copyContent(content: ActionContent): ActionContent {
  const { code, runtime, dependencies, secrets, supported_triggers } = content;
  return structuredClone({ code, runtime, dependencies, secrets, supported_triggers });
}

export function isSameContent(one: ActionContent, other: ActionContent): boolean {
  return isDeepStrictEqual(copyContent(one), copyContent(other));
}

/** Secrets as the API returns them, without their values. */
export function viewSecrets(secrets: readonly StoredSecret[]): object[] {
  return secrets.map(({ name }) => ({ name, updated_at: "2026-11-22T02:48:00.000000000Z" }));
}

/** A version as the API returns it. It has no `built_at` until it is live for the first time. */
export function viewVersion(version: StoredVersion, { deployed, live }: Deployments): object {
  const isLive = version === live;
  const wasLive = isLive || version !== deployed;
  return {
    ...version,
    secrets: viewSecrets(version.secrets),
    deployed: isLive,
    status: "built",
    updated_at: version.created_at,
    ...(wasLive ? { built_at: version.created_at } : {}),
  };
}

/** Time in Auth0's format. @param now milliseconds since the epoch */
export function formatTime(now: number): string {
  return new Date(now).toISOString().replace("Z", "000000Z");
}
