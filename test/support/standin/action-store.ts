/**
 * Stored Actions of an Auth0 tenant, their view in the API, and their bindings to the post-login flow.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import {
  type ActionContent,
  type Deployments,
  type StoredSecret,
  type StoredVersion,
  copyContent,
  formatTime,
  isSameContent,
  viewSecrets,
  viewVersion,
} from "./action-versions";

export interface StoredAction extends ActionContent, Deployments {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  updated_at: string;
  code: string;
  runtime: string;
  dependencies: ActionContent["dependencies"];
  secrets: readonly StoredSecret[];
  supported_triggers: ActionContent["supported_triggers"];
  status: "pending" | "building" | "built" | "failed";
  /** Number of reads since the draft changed. */
  draftReads: number;
  /** Number of reads since the latest deployment. */
  deploymentReads: number;
  /** All versions, oldest first. */
  readonly versions: StoredVersion[];
  /** Error of a test run of the draft. */
  testError: unknown;
}

export interface StoredBinding {
  readonly id: string;
  readonly trigger_id: string;
  readonly display_name: string;
  readonly action: { readonly id: string; readonly name: string };
}

/** An Action with the properties of a request, and Auth0's defaults for the others. */
export function createAction(properties: Record<string, unknown>, now = Date.now()): StoredAction {
  const time = formatTime(now);
  return {
    id: randomUUID(),
    name: "",
    created_at: time,
    updated_at: time,
    supported_triggers: [{ id: "post-login", version: "v3" }],
    code: "",
    runtime: "node22",
    dependencies: [],
    secrets: [],
    status: "pending",
    draftReads: 0,
    deploymentReads: 0,
    versions: [],
    deployed: undefined,
    live: undefined,
    testError: undefined,
    ...properties,
  };
}

/** Adds a version with the next number, which is live later. */
export function addVersion(
  action: StoredAction,
  content: ActionContent = action,
  now = Date.now(),
): StoredVersion {
  const number = action.versions.length + 1;
  const version = {
    ...copyContent(content),
    id: `${action.id}-v${number}`,
    number,
    created_at: formatTime(now),
  };
  action.versions.push(version);
  action.deployed = version;
  action.deploymentReads = 0;
  return version;
}

export function createBinding(action: StoredAction, display_name = action.name): StoredBinding {
  const { id, name } = action;
  return { id: randomUUID(), trigger_id: "post-login", display_name, action: { id, name } };
}

/**
 * The Action as the API returns it: secrets by name only. `all_changes_deployed` is false as soon as the draft changes,
 * until it is built and its content is that of the live version.
 *
 * @see https://github.com/auth0/terraform-provider-auth0/blob/main/test/data/recordings/TestAccAction.yaml
 */
export function viewAction(action: StoredAction): object {
  const { id, name, created_at, updated_at, status, live } = action;
  const isDeployed = status === "built" && live === action.deployed;
  return {
    id,
    name,
    created_at,
    updated_at,
    ...copyContent(action),
    status,
    secrets: viewSecrets(action.secrets),
    ...(live ? { deployed_version: viewVersion(live, action) } : {}),
    ...(status === "failed" ? { errors: [{ id: "npm", msg: "npm ERR! 404 no such\nversion" }] } : {}),
    all_changes_deployed: live !== undefined && isDeployed && isSameContent(action, live),
  };
}

/** A version as its own operations return it: with a summary of its Action. */
export function viewVersionOf(action: StoredAction, version: StoredVersion): object {
  const { id, name, supported_triggers, created_at, updated_at } = action;
  const summary = { id, name, supported_triggers, created_at, updated_at, all_changes_deployed: false };
  return { ...viewVersion(version, action), action: summary };
}

/** Test run of a draft. Auth0's runtime itself fails if the event lacks one of these properties. */
export function runDraft(action: StoredAction, body: Record<string, unknown>): object {
  const event = ((body.payload as { event?: unknown } | undefined)?.event ?? {}) as Record<string, unknown>;
  const required = ["client", "connection", "request", "stats", "tenant", "transaction", "user"];
  const error = required.every((name) => name in event)
    ? action.testError
    : {
        name: "TypeError",
        message: "Cannot read properties of undefined (reading 'id')",
        stack: "TypeError: …",
      };
  return { payload: { ...(error ? { error } : {}), stats: { action_duration_ms: 50 } } };
}

/** Replaces the whole flow. @returns the new flow, or Auth0's message if a binding is invalid */
export function createBindings(
  { actions, flow }: { readonly actions: readonly StoredAction[]; readonly flow: readonly StoredBinding[] },
  bindings: unknown,
): StoredBinding[] | string {
  const bound: StoredBinding[] = [];
  for (const { ref, display_name } of bindings as {
    ref?: { type?: string; value?: string };
    display_name?: string;
  }[]) {
    const kept = flow.find(({ id }) => ref?.type === "binding_id" && ref.value === id);
    const action = actions.find(
      ({ id, name }) =>
        (ref?.type === "action_id" && ref.value === id) ||
        (ref?.type === "action_name" && ref.value === name),
    );
    if (kept) {
      bound.push({ ...kept, display_name: display_name ?? kept.display_name });
      continue;
    }
    if (!action) return "Payload validation error: 'Data does not match any schemas from 'oneOf''.";
    if (!action.live) return "Trying to create a binding for an action that has not been deployed yet";
    bound.push(createBinding(action, display_name));
  }
  return bound;
}
