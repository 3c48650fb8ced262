/**
 * The state of the Action in Auth0, compared with the local files.
 *
 * @module
 */

import type { Draft } from "../shared/draft";
import type { Action, Binding } from "../shared/management-api/client";
import { type Difference, type RemoteContent, compareAction } from "../shared/remote-action/changes";
import { findOwnAction } from "../shared/remote-action/find";
import { findPlace } from "../shared/remote-action/flow";
import type { Session } from "../shared/remote-action/session";

/** The document of `--json`. */
export interface Status {
  readonly status: "same" | "different";
  readonly domain: string;
  readonly action: { readonly name: string; readonly id?: string | undefined };
  /** The version that logins run; absent if none is deployed. */
  readonly deployed?: { readonly version: number | undefined; readonly date: string | undefined };
  /** How the deployed version differs from the local files. */
  readonly differences: readonly Difference[];
  readonly secrets: {
    /** Names in Auth0. */
    readonly names: readonly string[];
    /** Set locally, but not in Auth0. */
    readonly missing: readonly string[];
    /** In Auth0, also only in the draft, but not set locally. If none is set locally: in Auth0, but not declared. */
    readonly additional: readonly string[];
  };
  /** Whether the draft has changes that are not deployed. */
  readonly has_draft_changes: boolean;
  /** Absent if the Action is not in the flow. */
  readonly flow?: { readonly trigger: string; readonly position: number; readonly count: number };
}

/** Reads and compares. @param set names of the secrets that are set locally */
export async function readStatus(
  session: Session & { readonly draft: Draft },
  set: readonly string[],
): Promise<Status> {
  const { management, config, draft } = session;
  const { domain } = management;
  const action = await findOwnAction(session);
  const { name } = config;
  const version = action?.deployed_version;
  if (!action || !version) {
    return {
      status: "different",
      domain,
      action: { name, id: action?.id },
      differences: [],
      secrets: { names: [], missing: [], additional: [] },
      has_draft_changes: action !== undefined,
    };
  }
  const declared = config.secrets.map((secret) => secret.name);
  const { differences } = compareAction(version, draft);
  const names = secretNames(version);
  const secrets = {
    names,
    missing: set.filter((secret) => !names.includes(secret)),
    // Those of the draft, too, because the next deployment stops at them.
    additional: [...new Set([...names, ...secretNames(action)])].filter(
      (secret) => !(set.length > 0 ? set : declared).includes(secret),
    ),
  };
  const flow = placeOf(await management.listBindings(), action, session);
  const isSame =
    differences.length + secrets.missing.length + secrets.additional.length === 0 && flow !== undefined;
  return {
    status: isSame ? "same" : "different",
    domain,
    action: { name, id: action.id },
    deployed: { version: version.number, date: version.built_at ?? version.created_at },
    differences,
    secrets,
    has_draft_changes: action.all_changes_deployed === false,
    ...(flow && { flow }),
  };
}

function secretNames({ secrets }: RemoteContent): string[] {
  return (secrets ?? []).flatMap(({ name }) => name ?? []);
}

function placeOf(bindings: readonly Binding[], { id }: Action, { config, trigger }: Session): Status["flow"] {
  const { isBound, position, count } = findPlace(bindings, id, config.binding.position);
  return isBound ? { trigger, position, count } : undefined;
}
