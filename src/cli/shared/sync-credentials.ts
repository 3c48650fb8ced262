/**
 * Credentials of the sync: a machine-to-machine application of its own, so that the Action's application needs no
 * additional scopes.
 *
 * @module
 */

import { SYNC_APPLICATION } from "./applications";
import { UsageError } from "./exit";

const OWN = [SYNC_APPLICATION.idName, SYNC_APPLICATION.secretName];

export interface SyncCredentials {
  /** The environment with the credentials of the sync under the names of the Action's. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether they are the Action's own, because no others are set. */
  readonly isOfAction: boolean;
}

/** @throws {@link UsageError} if only one of the two is set */
export function readSyncCredentials(environment: Readonly<Record<string, string>>): SyncCredentials {
  const [id, secret] = OWN.map((name) => environment[name]?.trim() ?? "");
  if (!id && !secret)
    return { values: environment, isOfAction: Boolean(environment.AUTH0_CLIENT_ID?.trim()) };
  if (!id || !secret) throw new UsageError(`set both ${OWN.join(" and ")}, or neither`);
  return { values: { ...environment, AUTH0_CLIENT_ID: id, AUTH0_CLIENT_SECRET: secret }, isOfAction: false };
}
