/**
 * Loads the next packages while a request is waited for: loading blocks, and at that moment it delays nothing.
 *
 * @module
 */

import type { EntraLogin } from "../login/login";
import type { Management } from "../management/client";
import type { Deadline } from "../http/deadline";
import { loadGraphClient } from "../lazy-packages";

export interface Preload {
  /** To be called once a token request has been flushed. */
  readonly onTokenSent: () => void;
  /** To be called once a Graph request has been flushed. */
  readonly onGraphSent: () => void;
}

/** Prepares preloading for one login. @param requests how many parts are read from Graph */
export function preloadPackages(
  login: EntraLogin,
  { budget, management }: { readonly budget: Deadline; readonly management: Management | undefined },
  requests: number,
): Preload {
  const ahead = isWriteCertain(login) ? management : undefined;
  let unsent = requests;
  const prepare = (work: () => void) => {
    try {
      if (!budget.all.aborted) work();
    } catch {
      // A package that cannot be loaded fails again when it is used. An error here would be unhandled.
    }
  };
  return {
    onTokenSent: () => {
      prepare(() => {
        ahead?.warm();
        budget.uncounted(loadGraphClient);
      });
    },
    onGraphSent: () => {
      unsent -= 1;
      // The other requests must not wait for what the first one loads.
      if (unsent !== 0) return;
      prepare(() => {
        ahead?.warm();
        ahead?.load();
      });
    },
  };
}

/** Only if nothing is stored yet is a Management token worth requesting early: claims always give something to write. */
function isWriteCertain({ stored, settings, due }: EntraLogin): boolean {
  const isFirst = Object.keys(stored.state.entra).length === 0;
  return settings.persistWith === "management-api" && isFirst && due.some((part) => part.name === "profile");
}
