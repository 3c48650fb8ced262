/**
 * Differences between the Action in Auth0 and the local one.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import type { Draft } from "../shared/draft";
import type { Action } from "./management";

export interface Changes {
  /** What differs: `code`, `runtime`, `dependencies`. */
  readonly differing: readonly string[];
  /** Secrets that the Action does not have yet. */
  readonly added: readonly string[];
  /** Secrets that it has and that are set again, because Auth0 does not show their values. */
  readonly kept: readonly string[];
  /** Secrets that it has and that are not set locally. */
  readonly removed: readonly string[];
}

/** Compares the Action in Auth0 with the local one. */
export function compareAction(action: Action, { config, code, secrets }: Draft): Changes {
  const existing = (action.secrets ?? []).flatMap(({ name }) => name ?? []);
  const set = secrets.map(({ name }) => name);
  const packages = (list: readonly { name?: string | undefined; version?: string | undefined }[] = []) =>
    list.map(({ name, version }) => `${name ?? ""}@${version ?? ""}`).sort();
  return {
    differing: [
      ...(action.code === code ? [] : ["code"]),
      ...(action.runtime === config.runtime ? [] : ["runtime"]),
      ...(isDeepStrictEqual(packages(action.dependencies), packages(config.dependencies))
        ? []
        : ["dependencies"]),
    ],
    added: set.filter((name) => !existing.includes(name)),
    kept: set.filter((name) => existing.includes(name)),
    removed: existing.filter((name) => !set.includes(name)),
  };
}

/** The changes as text, without values of secrets. */
export function describeChanges({ differing, added, kept, removed }: Changes): string {
  return [
    differing.length > 0 ? `${differing.join(", ")} changed` : "code unchanged",
    ...(added.length > 0 ? [`secrets added: ${added.join(", ")}`] : []),
    ...(kept.length > 0 ? [`secrets set again: ${kept.join(", ")}`] : []),
    ...(removed.length > 0 ? [`secrets removed: ${removed.join(", ")}`] : []),
  ].join("; ");
}
