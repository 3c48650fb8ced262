/**
 * Model of an Auth0 tenant: machine-to-machine applications, users, Actions and the post-login flow.
 *
 * @module
 */

import type { StoredAction, StoredBinding } from "./action-store";

export interface Auth0Client {
  readonly secret: string;
  /** Granted scopes of the Management API. None: the application is not authorized for the API. */
  readonly scopes: readonly string[];
}

export interface Auth0Tenant {
  /** Applications by client id. `undefined`: every application is accepted and has every scope. */
  readonly clients: Map<string, Auth0Client> | undefined;
  /** Scopes by issued access token. `undefined`: every scope. */
  readonly tokens: Map<string, readonly string[] | undefined>;
  /** @param count how many tokens `clientId` has requested, this one included */
  readonly createToken: (clientId: string, count: number) => string;
  readonly findUser: (id: string) => object;
  readonly actions: StoredAction[];
  /** Bindings of the post-login trigger, in order. */
  flow: StoredBinding[];
  /** Number of reads of an Action until its draft is built. */
  readsUntilBuilt: number;
  /** Number of reads of an Action until its deployed version is live. */
  readsUntilLive: number;
  /** Status in which builds end. */
  buildStatus: "built" | "failed" | "building";
}

/** A tenant without Actions. */
export function createAuth0Tenant(tenant: Partial<Auth0Tenant> = {}): Auth0Tenant {
  return {
    clients: undefined,
    tokens: new Map(),
    createToken: (clientId, count) => `standin-token-${clientId}-${count}`,
    findUser: (user_id) => ({ user_id }),
    actions: [],
    flow: [],
    readsUntilBuilt: 1,
    readsUntilLive: 1,
    buildStatus: "built",
    ...tenant,
  };
}
