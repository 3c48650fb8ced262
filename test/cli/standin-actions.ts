/**
 * The Actions of the stand-in tenant: how they are kept, what of them is shown, how they are bound.
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
  /** How often this draft was looked at. */
  looks: number;
  deployed: StoredVersion | undefined;
  /** The version that logins run. */
  live: StoredVersion | undefined;
  /** What a trial run of the draft ends with. */
  trialError: unknown;
}

export interface StoredBinding {
  readonly id: string;
  readonly trigger_id: string;
  readonly display_name: string;
  readonly action: { readonly id: string; readonly name: string };
}

/** An Action as a request gives it, with Auth0's defaults. */
export function makeAction(given: Record<string, unknown>): StoredAction {
  return {
    id: randomUUID(),
    name: "",
    supported_triggers: [{ id: "post-login", version: "v3" }],
    code: "",
    runtime: "node22",
    dependencies: [],
    secrets: [],
    status: "pending",
    looks: 0,
    deployed: undefined,
    live: undefined,
    trialError: undefined,
    ...given,
  };
}

/** Deployed and in the flow, as somebody else's Action is. */
export function bindingOf(action: StoredAction, display_name = action.name): StoredBinding {
  const { id, name } = action;
  return { id: randomUUID(), trigger_id: "post-login", display_name, action: { id, name } };
}

/** What the API shows: secrets by name only. */
export function view({ looks, deployed, live, trialError, secrets, ...action }: StoredAction) {
  const names = (list: readonly StoredSecret[]) =>
    list.map(({ name }) => ({ name, updated_at: "2026-11-22T02:48:00.000000000Z" }));
  const isShown = live?.code === action.code && live.secrets.length === secrets.length;
  return {
    ...action,
    secrets: names(secrets),
    ...(live ? { deployed_version: { ...live, secrets: names(live.secrets), deployed: true } } : {}),
    ...(action.status === "failed" ? { errors: [{ id: "npm", msg: "npm ERR! 404 no such\nversion" }] } : {}),
    all_changes_deployed: isShown && deployed === live && looks >= 0 && trialError === undefined,
  };
}

/** Auth0's runtime reads more of the event than an Action does, and fails as its own code where it misses something. */
export function tryAction(action: StoredAction, body: Record<string, unknown>): readonly [number, unknown] {
  const event = ((body.payload as { event?: unknown } | undefined)?.event ?? {}) as Record<string, unknown>;
  const read = ["client", "connection", "request", "stats", "tenant", "transaction", "user"];
  const error = read.every((name) => name in event)
    ? action.trialError
    : {
        name: "TypeError",
        message: "Cannot read properties of undefined (reading 'id')",
        stack: "TypeError: …",
      };
  return [200, { payload: { ...(error ? { error } : {}), stats: { action_duration_ms: 50 } } }];
}

/** The whole flow anew. @returns what Auth0 says where it refuses */
export function bindAll(
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
    bound.push(bindingOf(action, display_name));
  }
  return bound;
}
