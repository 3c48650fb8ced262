/** Puts trimmed data back, for tests of trimming. @module */

import type { Json } from "../../src/json";
import { type State, entraOf } from "../../src/app-metadata/state";
import { OWNER } from "./stored";

/** `state` with the data of `note` restored from `full`: all of it, or one more name of the direct reports. */
export function restore(state: State, full: State, note: string): State {
  const trimmed = state.trimmed.filter((it) => it !== note);
  const [kind, name = ""] = note.split(".");
  if (kind === "profile") {
    const value = (full.entra.profile as Record<string, Json>)[name] ?? null;
    const entra = { ...state.entra, profile: { ...(state.entra.profile as object), [name]: value } };
    return { ...state, entra, trimmed };
  }
  if (note === "thumbnailPhoto") {
    const { thumbnailPhoto = null } = full.metadata;
    const metadata = { ...state.metadata, thumbnailPhoto };
    return { ...state, metadata, entra: { ...state.entra, photo: full.entra.photo ?? null }, trimmed };
  }
  if (note === "entra.directReports") {
    return { ...state, entra: { ...state.entra, directReports: full.entra.directReports ?? null }, trimmed };
  }
  const all = full.metadata.directReports as string[];
  const count = (state.metadata.directReports as string[]).length + 1;
  const metadata = { ...state.metadata, directReports: all.slice(0, count) };
  return { ...state, metadata, trimmed: count < all.length ? state.trimmed : trimmed };
}

/** `app_metadata` that holds `state`. */
export const metadataOf = (state: State) => {
  const { identityKey } = OWNER;
  return { ...state.metadata, entra: entraOf(state, identityKey) };
};
