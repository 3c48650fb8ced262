/**
 * What a deployment changes on an Action that is there already.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import type { Draft } from "../shared/draft";
import type { Action } from "./tenant";

export interface Changes {
  /** What differs, in words: `code`, `runtime`. */
  readonly differing: readonly string[];
  /** Secrets that it gets, now or anew. */
  readonly added: readonly string[];
  /** Secrets that it has; whether their values differ is nobody's to know, so they are set again. */
  readonly kept: readonly string[];
  /** Secrets that it has and that are not set here. */
  readonly stale: readonly string[];
}

/** Compares what Auth0 has with what is here. */
export function compare(action: Action, { config, code, secrets }: Draft): Changes {
  const has = (action.secrets ?? []).flatMap(({ name }) => name ?? []);
  const gets = secrets.map(({ name }) => name);
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
    added: gets.filter((name) => !has.includes(name)),
    kept: gets.filter((name) => has.includes(name)),
    stale: has.filter((name) => !gets.includes(name)),
  };
}

/** In words, without any value. */
export function inWords({ differing, added, kept, stale }: Changes): string {
  return [
    differing.length > 0 ? `${differing.join(", ")} changed` : "code unchanged",
    ...(added.length > 0 ? [`secrets added: ${added.join(", ")}`] : []),
    ...(kept.length > 0 ? [`secrets set again: ${kept.join(", ")}`] : []),
    ...(stale.length > 0 ? [`secrets removed: ${stale.join(", ")}`] : []),
  ].join("; ");
}
