/**
 * The Auth0 users of a run.
 *
 * @module
 */

import type { Failure } from "../../http/failure";
import { own, ownText } from "../../json";
import { findStoredIdentity } from "../../login/identity";
import { type EntraLogin, describeLogin } from "../../login/login";
import type { Connections } from "../auth0/connections";
import type { SyncConfiguration } from "../configuration";

/** What the list of the directory has shown about the user resource of an account. */
export type ListedResource =
  /** The user is not listed, or has not been yet. */
  | { readonly kind: "unlisted" }
  /** What is stored equals what was listed. */
  | { readonly kind: "unchanged" }
  /** What was listed is not stored yet, so the user is read again before it is written. */
  | { readonly kind: "changed" }
  /** What was listed cannot be used. */
  | { readonly kind: "failed"; readonly failure: Failure };

export interface Account {
  readonly userId: string;
  /** The Auth0 user, packed. */
  readonly packed: Packed;
  /** Whether something was left out of the user's profile for its size. */
  readonly isTrimmed: boolean;
  resource: ListedResource;
  /** Object id of a user who is looked up by user principal name. */
  foundOid: string | undefined;
}

/**
 * JSON of a user, compressed except for the first users of a run. Many users share one block of memory, because a buffer
 * for each user would need more memory than its data.
 */
export interface Packed {
  block: Uint8Array;
  start: number;
  length: number;
  isCompressed: boolean;
}

/** Describes Auth0 users as logins, so that they are treated in the same way. */
export interface AccountReader {
  /** `undefined` for a user without an Entra identity, or of a connection that is not selected. */
  describe(user: unknown): EntraLogin | undefined;
}

/** @param selected names of connections; empty for all */
export function createAccountReader(
  configuration: SyncConfiguration,
  connections: Connections,
  selected: readonly string[],
): AccountReader {
  return {
    describe(user) {
      const storedKey = ownText(own(own(user, "app_metadata"), "entra"), "identity");
      const identity = findStoredIdentity(user, configuration.entraConnections, storedKey);
      if (!identity || (selected.length > 0 && !selected.includes(identity.connection))) return undefined;
      const { connection } = identity;
      return describeLogin(
        configuration.forConnection(connection, connections.get(connection)),
        identity,
        user,
      );
    },
  };
}
