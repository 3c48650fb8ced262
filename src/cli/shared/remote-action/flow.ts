/**
 * Position of the Action in the flow of its trigger. Auth0 replaces the whole list of bindings, so every existing
 * binding is sent again, in its order.
 *
 * @module
 */

import type { ActionConfig } from "../config";
import type { Binding, BindingRef } from "../management-api/client";
import type { Session } from "./session";

export type Position = ActionConfig["binding"]["position"];

export interface Place {
  /** Whether the Action is already in the flow. If it is, the flow is not changed. */
  readonly isBound: boolean;
  /** Current or future position, starting at 1. */
  readonly position: number;
  /** Number of bindings, with that of the Action. */
  readonly count: number;
}

/** The place of the Action, or the place that `position` gives it. */
export function findPlace(bindings: readonly Binding[], id: string | undefined, position: Position): Place {
  const index = id === undefined ? -1 : bindings.findIndex(({ action }) => action?.id === id);
  if (index >= 0) return { isBound: true, position: index + 1, count: bindings.length };
  const last = bindings.length + 1;
  const future = position === "first" ? 1 : position === "last" ? last : Math.min(position, last);
  return { isBound: false, position: future, count: last };
}

/** A binding that can be written again. */
export type FlowBinding = Binding & { readonly id: string };

/** The flow. @throws if a binding has no ID, because writing the flow would remove it */
export async function readFlow({ management }: Pick<Session, "management">): Promise<FlowBinding[]> {
  const bindings = await management.listBindings();
  return bindings.map((binding) => {
    const { id } = binding;
    if (!id) throw new Error("a binding of the flow has no ID: change the flow in the dashboard");
    return { ...binding, id };
  });
}

/** Adds the Action at its place, and checks the flow. @throws if the flow is not as written */
export async function addToFlow(
  session: Pick<Session, "management" | "trigger">,
  before: readonly FlowBinding[],
  { id, name }: { readonly id: string; readonly name: string },
  place: Place,
): Promise<void> {
  const own: BindingRef = { ref: { type: "action_id", value: id }, display_name: name };
  const refs = before.map(toRef).toSpliced(place.position - 1, 0, own);
  const ids = before.map(({ action }) => action?.id).toSpliced(place.position - 1, 0, id);
  await writeFlow(session, refs, ids);
}

/** Removes the Action, and checks the flow. @throws if the flow is not as written */
export async function removeFromFlow(
  session: Pick<Session, "management" | "trigger">,
  before: readonly FlowBinding[],
  id: string,
): Promise<void> {
  const others = before.filter(({ action }) => action?.id !== id);
  await writeFlow(
    session,
    others.map(toRef),
    others.map(({ action }) => action?.id),
  );
}

function toRef({ id, display_name }: FlowBinding): BindingRef {
  return { ref: { type: "binding_id", value: id }, ...(display_name ? { display_name } : {}) };
}

/** @param ids IDs of the Actions that are in the flow afterwards, in order */
async function writeFlow(
  { management, trigger }: Pick<Session, "management" | "trigger">,
  refs: BindingRef[],
  ids: readonly (string | undefined)[],
): Promise<void> {
  await management.updateBindings(refs);
  const after = await management.listBindings();
  const isAsWritten = after.length === ids.length && ids.every((id, at) => after[at]?.action?.id === id);
  if (isAsWritten) return;
  throw new Error(
    `the ${trigger} flow is not as written: someone else changed it at the same time. Check it in the dashboard (Actions > Triggers)`,
  );
}
