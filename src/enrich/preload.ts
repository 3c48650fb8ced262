/**
 * Loads packages while a request is pending: loading blocks, and at that moment it delays nothing.
 *
 * @module
 */

import { onRequestSent } from "../http/client";
import type { Deadline } from "../http/deadline";
import { loadGraphClient } from "../lazy-packages";
import type { EntraLogin } from "../login/login";
import type { Management } from "../management/client";
import type { Part } from "../parts/part";

/**
 * Loads the Graph client after a token request was sent, and the Auth0 client after all Graph requests were sent.
 *
 * @param due the parts to read
 * @param requests number of parts that are read from Graph
 * @returns a function that ends this
 */
export function startPreloading(
  login: EntraLogin,
  due: readonly Part[],
  requests: number,
  deadline: Deadline,
  management: Management | undefined,
): () => void {
  const { graph, loginHosts } = login.settings.cloud;
  const writer = isWriteCertain(login, due) ? management : undefined;
  let unsent = requests;
  return onRequestSent((host, signal) => {
    if (deadline.all.aborted) return;
    const isGraph = graph === `https://${host}` && signal === deadline.reads;
    if (isGraph) unsent -= 1;
    try {
      if (loginHosts.includes(host)) {
        writer?.warm();
        deadline.uncounted(loadGraphClient);
      }
      // The other requests must not wait for what the first one loads.
      if (isGraph && unsent === 0) {
        writer?.warm();
        writer?.load();
      }
    } catch {
      // A package that cannot be loaded fails again when it is used. Here nothing would catch the error.
    }
  });
}

/** A Management token is worth requesting early only if there will be data to write in any case. */
function isWriteCertain({ stored, settings }: EntraLogin, due: readonly Part[]): boolean {
  const isFirst = Object.keys(stored.state.entra).length === 0;
  return settings.persistWith === "management-api" && isFirst && due.some((part) => part.alwaysHasData);
}
