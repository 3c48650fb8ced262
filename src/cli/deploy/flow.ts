/**
 * Position of the Action in the flow of its trigger. Auth0 replaces the whole list of bindings, so every existing
 * binding is sent again, in its order.
 *
 * @module
 */

import type { ActionConfig } from "../shared/config";
import type { Binding, BindingRef } from "./management";

export type Position = ActionConfig["binding"]["position"];

export interface Place {
  /** Whether the Action is in the flow already. Then the flow is not changed. */
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

/** All bindings and the Action at its place. @throws if a binding has no id, because it would be removed */
export function insertAction(
  bindings: readonly Binding[],
  { id, name }: { readonly id: string; readonly name: string },
  place: Place,
): BindingRef[] {
  const kept = bindings.map(({ id: binding, display_name }): BindingRef => {
    if (!binding)
      throw new Error("a binding of the flow has no id: add the Action in the dashboard, and use --no-bind");
    return { ref: { type: "binding_id", value: binding }, ...(display_name ? { display_name } : {}) };
  });
  const own: BindingRef = { ref: { type: "action_id", value: id }, display_name: name };
  return kept.toSpliced(place.position - 1, 0, own);
}

/** Whether `after` is `before` with the Action at its place. */
export function isAsPlanned(
  before: readonly Binding[],
  after: readonly Binding[],
  id: string,
  place: Place,
): boolean {
  const expected = before.map(({ action }) => action?.id).toSpliced(place.position - 1, 0, id);
  return (
    expected.length === after.length && expected.every((action, index) => after[index]?.action?.id === action)
  );
}
