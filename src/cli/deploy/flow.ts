/**
 * Where the Action goes in the flow of its trigger. Auth0 takes the whole list and forgets what is not in it, so every
 * binding that is there is named in it, in its order.
 *
 * @module
 */

import type { ActionConfig } from "../shared/config";
import type { Binding, BindingRef } from "./tenant";

export type Position = ActionConfig["binding"]["position"];

export interface Place {
  /** Whether the Action is in the flow already; then the flow is left alone, wherever it stands. */
  readonly isBound: boolean;
  /** Where it stands or will stand, from 1. */
  readonly at: number;
  /** How many there are with it. */
  readonly of: number;
}

/** Where the Action is, or where `position` puts it. */
export function placeIn(bindings: readonly Binding[], id: string | undefined, position: Position): Place {
  const index = id === undefined ? -1 : bindings.findIndex(({ action }) => action?.id === id);
  if (index >= 0) return { isBound: true, at: index + 1, of: bindings.length };
  const last = bindings.length + 1;
  const at = position === "first" ? 1 : position === "last" ? last : Math.min(position, last);
  return { isBound: false, at, of: last };
}

/** The whole list with the Action in it. @throws for a binding that cannot be named, which would be lost */
export function withAction(
  bindings: readonly Binding[],
  { id, name }: { readonly id: string; readonly name: string },
  place: Place,
): BindingRef[] {
  const kept = bindings.map(({ id: binding, display_name }): BindingRef => {
    if (!binding)
      throw new Error("a binding of the flow has no id: add the Action in the dashboard, and use --no-bind");
    return { ref: { type: "binding_id", value: binding }, ...(display_name ? { display_name } : {}) };
  });
  return kept.toSpliced(place.at - 1, 0, { ref: { type: "action_id", value: id }, display_name: name });
}

/** Whether `after` is `before` and the Action at its place: what Auth0 answers is believed, not what it was sent. */
export function isAsPlanned(
  before: readonly Binding[],
  after: readonly Binding[],
  id: string,
  place: Place,
): boolean {
  const expected = before.map(({ action }) => action?.id).toSpliced(place.at - 1, 0, id);
  return (
    expected.length === after.length && expected.every((action, index) => after[index]?.action?.id === action)
  );
}
