/**
 * Differences between an Action in Auth0 and the local one.
 *
 * @module
 */

import type { ActionConfig } from "../config";
import { diffCode } from "./code-diff";

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
  /** For code the numbers of lines, otherwise `Auth0 → local` with only what differs. */
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
      ...(remote.code === code ? [] : [describeCode(remote.code ?? "", code)]),
      ...findDifference("runtime", [remote.runtime ?? "none"], [config.runtime]),
      ...findDifference("dependencies", namePackages(remote.dependencies), namePackages(config.dependencies)),
      ...findDifference(
        "trigger",
        nameTriggers(remote.supported_triggers),
        nameTriggers(config.supported_triggers),
      ),
    ],
    added: set.filter((name) => !existing.includes(name)),
    kept: secretNames ? set.filter((name) => existing.includes(name)) : [],
    removed: existing.filter((name) => !set.includes(name)),
  };
}

function describeCode(remote: string, local: string): Difference {
  const { added, removed } = diffCode(remote, local);
  return { what: "code", detail: `lines only in the local file: ${added}, only in Auth0: ${removed}` };
}

/** Names only what differs. */
function findDifference(
  what: Difference["what"],
  remote: readonly string[],
  local: readonly string[],
): Difference[] {
  const onlyIn = (list: readonly string[], other: readonly string[]) =>
    list.filter((item) => !other.includes(item)).sort();
  const [remoteOnly, localOnly] = [onlyIn(remote, local), onlyIn(local, remote)];
  if (remoteOnly.length + localOnly.length === 0) return [];
  const show = (list: readonly string[]) => list.join(", ") || "none";
  return [{ what, detail: `${show(remoteOnly)} → ${show(localOnly)}` }];
}

function namePackages(list: RemoteContent["dependencies"]): string[] {
  return (list ?? []).map(({ name, version }) => `${name ?? ""}@${version ?? ""}`);
}

function nameTriggers(list: RemoteContent["supported_triggers"]): string[] {
  return (list ?? []).map(({ id, version }) => `${id} ${version ?? ""}`);
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
