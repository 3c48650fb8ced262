/**
 * Differences between an Action in Auth0 and the local one.
 *
 * @module
 */

import type { ActionConfig } from "../config";

type Nullish<T> = T | null | undefined;

/** What Auth0 holds: a draft or a version. */
export interface RemoteContent {
  readonly code?: Nullish<string>;
  readonly runtime?: Nullish<string>;
  readonly dependencies?: Nullish<
    readonly { readonly name?: Nullish<string>; readonly version?: Nullish<string> }[]
  >;
  readonly supported_triggers?: Nullish<
    readonly { readonly id: string; readonly version?: Nullish<string> }[]
  >;
  readonly secrets?: Nullish<readonly { readonly name?: Nullish<string> }[]>;
}

export interface LocalContent {
  readonly config: ActionConfig;
  readonly code: string;
  /** Names of the secrets that are set. `undefined` if the secrets in Auth0 are neither compared nor changed. */
  readonly secretNames: readonly string[] | undefined;
}

export interface Difference {
  readonly what: "code" | "runtime" | "dependencies" | "trigger";
  /** `Auth0 → local`. Empty for code. */
  readonly detail: string;
}

export interface Changes {
  readonly differences: readonly Difference[];
  /** Secrets that the Action does not have yet. */
  readonly added: readonly string[];
  /** Secrets that it has and that are set again, because Auth0 does not show their values. */
  readonly kept: readonly string[];
  /** Secrets that it has and that are not set locally. */
  readonly removed: readonly string[];
}

/** Compares what is in Auth0 with the local Action. */
export function compareAction(remote: RemoteContent, { config, code, secretNames }: LocalContent): Changes {
  const existing = (remote.secrets ?? []).flatMap(({ name }) => name ?? []);
  const set = secretNames ?? existing;
  return {
    differences: [
      ...(remote.code === code ? [] : [{ what: "code", detail: "" } as const]),
      ...findDifference("runtime", remote.runtime ?? "none", config.runtime),
      ...findDifference(
        "dependencies",
        describePackages(remote.dependencies),
        describePackages(config.dependencies),
      ),
      ...findDifference(
        "trigger",
        describeTriggers(remote.supported_triggers),
        describeTriggers(config.supported_triggers),
      ),
    ],
    added: set.filter((name) => !existing.includes(name)),
    kept: secretNames ? set.filter((name) => existing.includes(name)) : [],
    removed: existing.filter((name) => !set.includes(name)),
  };
}

function findDifference(what: Difference["what"], remote: string, local: string): Difference[] {
  return remote === local ? [] : [{ what, detail: `${remote} → ${local}` }];
}

function describePackages(list: RemoteContent["dependencies"]): string {
  return (
    (list ?? [])
      .map(({ name, version }) => `${name ?? ""}@${version ?? ""}`)
      .sort()
      .join(" ") || "none"
  );
}

function describeTriggers(list: RemoteContent["supported_triggers"]): string {
  return (
    (list ?? [])
      .map(({ id, version }) => `${id} ${version ?? ""}`)
      .sort()
      .join(", ") || "none"
  );
}

/** The changes as text, without values of secrets. */
export function describeChanges({ differences, added, kept, removed }: Changes): string {
  const names = differences.map(({ what }) => what).join(", ");
  return [
    names === "" ? "code unchanged" : `${names} changed`,
    ...(added.length > 0 ? [`secrets added: ${added.join(", ")}`] : []),
    ...(kept.length > 0 ? [`secrets set again: ${kept.join(", ")}`] : []),
    ...(removed.length > 0 ? [`secrets removed: ${removed.join(", ")}`] : []),
  ].join("; ");
}
