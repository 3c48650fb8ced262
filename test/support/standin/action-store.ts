/**
 * Stored Actions of an Auth0 tenant, their view in the API, and their bindings to the post-login flow.
 *
 * @module
 */

import { randomUUID } from "node:crypto";

interface StoredVersion {
  readonly id: string;
  readonly number: number;
  readonly code: string;
  readonly runtime: string;
  readonly secrets: readonly StoredSecret[];
}

export interface StoredSecret {
  readonly name: string;
  readonly value: string;
}

export interface StoredAction {
  readonly id: string;
  readonly name: string;
  readonly supported_triggers: readonly { readonly id: string; readonly version: string }[];
  code: string;
  runtime: string;
  dependencies: readonly { readonly name: string; readonly version: string }[];
  secrets: readonly StoredSecret[];
  status: "pending" | "building" | "built" | "failed";
  /** Number of reads since the draft or the deployed version changed. */
  reads: number;
  deployed: StoredVersion | undefined;
  /** The version that logins run. */
  live: StoredVersion | undefined;
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
export function createAction(properties: Record<string, unknown>): StoredAction {
  return {
    id: randomUUID(),
    name: "",
    supported_triggers: [{ id: "post-login", version: "v3" }],
    code: "",
    runtime: "node22",
    dependencies: [],
    secrets: [],
    status: "pending",
    reads: 0,
    deployed: undefined,
    live: undefined,
    testError: undefined,
    ...properties,
  };
}

export function createBinding(action: StoredAction, display_name = action.name): StoredBinding {
  const { id, name } = action;
  return { id: randomUUID(), trigger_id: "post-login", display_name, action: { id, name } };
}

/** The Action as the API returns it: secrets by name only. */
export function viewAction({ reads, deployed, live, testError, secrets, ...action }: StoredAction) {
  const names = (list: readonly StoredSecret[]) =>
    list.map(({ name }) => ({ name, updated_at: "2026-11-22T02:48:00.000000000Z" }));
  const isLive = live?.code === action.code && live.secrets.length === secrets.length;
  return {
    ...action,
    secrets: names(secrets),
    ...(live ? { deployed_version: { ...live, secrets: names(live.secrets), deployed: true } } : {}),
    ...(action.status === "failed" ? { errors: [{ id: "npm", msg: "npm ERR! 404 no such\nversion" }] } : {}),
    all_changes_deployed: isLive && deployed === live && reads >= 0 && testError === undefined,
  };
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
