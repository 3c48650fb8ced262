/**
 * One run of `deploy`, and its result as JSON.
 *
 * @module
 */

import type { Colors } from "../shared/colors";
import type { Draft } from "../shared/draft";
import type { Changes, Difference } from "../shared/remote-action/changes";
import type { Place } from "../shared/remote-action/flow";
import type { Session } from "../shared/remote-action/session";

export interface DeployOptions {
  readonly dryRun?: boolean;
  readonly bind: boolean;
  readonly prune?: boolean;
  /** Whether the secrets in Auth0 are kept as they are. Then no secret needs to be set. */
  readonly keepSecrets?: boolean;
  readonly json?: boolean;
  /** Seconds. */
  readonly wait: string;
}

export interface Deployment extends Session {
  readonly draft: Draft;
  readonly options: DeployOptions;
  /** Maximum time in milliseconds to wait for the build, and then for the new version. */
  readonly maxMs: number;
  readonly colors: Colors;
  /** Characters on a line. */
  readonly width: number;
}

/** The document of `--json`. */
export interface DeployResult {
  readonly deploy: "created" | "updated" | "planned";
  readonly domain: string;
  readonly action: { readonly name: string; readonly id?: string | undefined };
  /** Number of the version that is live now. */
  readonly version?: number | undefined;
  /** What differed before. Absent if there was no Action. */
  readonly differences?: readonly Difference[] | undefined;
  /** Names of secrets. */
  readonly secrets?: {
    readonly added: readonly string[];
    readonly set_again: readonly string[];
    readonly removed: readonly string[];
  };
  /** Absent with `--no-bind`. */
  readonly flow?: FlowResult | undefined;
}

interface FlowResult {
  readonly trigger: string;
  readonly position: number;
  readonly count: number;
  /** Whether the Action was already in the flow. */
  readonly was_bound: boolean;
}

/** The result without the flow. @param changes what differed, if there was an Action */
export function resultOf(
  deploy: DeployResult["deploy"],
  { management, draft }: Pick<Deployment, "management" | "draft">,
  id: string | undefined,
  changes: Changes | undefined,
): DeployResult {
  const { added, kept, removed } = changes ?? { added: draft.secretNames ?? [], kept: [], removed: [] };
  return {
    deploy,
    domain: management.domain,
    action: { name: draft.config.name, id },
    differences: changes?.differences,
    secrets: { added, set_again: kept, removed },
  };
}

/** The position in the flow. */
export function flowResult(trigger: string, { position, count, isBound }: Place): FlowResult {
  return { trigger, position, count, was_bound: isBound };
}
