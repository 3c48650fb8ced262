/**
 * Model of an Auth0 tenant: machine-to-machine applications, users, connections, exports of users, rate limits,
 * Actions and the post-login flow.
 *
 * @module
 */

import type { StoredAction, StoredBinding } from "./action-store";
import type { RateLimits } from "./rate-limits";

export interface Auth0Client {
  readonly secret: string;
  /** Granted scopes of the Management API. None: the application is not authorized for the API. */
  readonly scopes: readonly string[];
}

/** A user as the Management API returns it. */
export type Auth0User = Record<string, unknown>;

export interface Auth0Connection {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Never returned, because it contains secrets. */
  readonly options?: object;
}

/** A requested export of users. */
export interface ExportJob {
  readonly id: string;
  readonly created_at: string;
  /** Part of the link to the file. */
  readonly token: string;
  /** Names of the exported properties. `undefined`: Auth0's default. */
  readonly fields: readonly string[] | undefined;
  /** Name of the connection whose users are exported. `undefined`: all users. */
  readonly connection: string | undefined;
  readonly limit: number;
  reads: number;
}

export interface Auth0Tenant {
  /** Applications by client id. `undefined`: every application is accepted and has every scope. */
  readonly clients: Map<string, Auth0Client> | undefined;
  /** Scopes by issued access token. `undefined`: every scope. */
  readonly tokens: Map<string, readonly string[] | undefined>;
  /** @param count how many tokens `clientId` has requested, this one included */
  readonly createToken: (clientId: string, count: number) => string;
  /** Used if there are no `users`. */
  readonly findUser: (id: string) => object;
  /** Users by id, which writes replace by changed copies. `undefined`: every id is that of a user. */
  users: Map<string, Auth0User> | undefined;
  /** Largest page of a search; a larger `per_page` is lowered to it without an error. */
  searchPageLimit: number | undefined;
  connections: readonly Auth0Connection[];
  /** Users for exports, created while they are sent. `undefined`: those of `users`. */
  exportUsers: (() => Iterable<object>) | undefined;
  /** Export jobs by id. */
  readonly exportJobs: Map<string, ExportJob>;
  /** Number of reads of an export job that find it unfinished: the first one pending, the others processing. */
  readsUntilExported: number;
  /** Status in which exports end. */
  exportStatus: "completed" | "failed" | "processing";
  /** Changes the complete gzip file of an export, for example truncates it. It is then not streamed. */
  exportedText: ((gzip: Buffer) => Buffer) | undefined;
  /** Limits of the Management API. `undefined`: none, and responses do not mention any. */
  rateLimits: RateLimits | undefined;
  readonly actions: StoredAction[];
  /** Bindings of the post-login trigger, in order. */
  flow: StoredBinding[];
  /** Number of reads of an Action until its draft is built. */
  readsUntilBuilt: number;
  /** Number of reads of an Action until its deployed version is live. */
  readsUntilLive: number;
  /** Status in which builds end. */
  buildStatus: "built" | "failed" | "building";
  /** Order of an Action's versions in lists. Default: newest first. */
  isOldestVersionFirst: boolean;
  /** Time of new and changed Actions and versions, in milliseconds since the epoch. */
  now: () => number;
}

/** A tenant without Actions, connections and rate limits. */
export function createAuth0Tenant(tenant: Partial<Auth0Tenant> = {}): Auth0Tenant {
  return {
    clients: undefined,
    tokens: new Map(),
    createToken: (clientId, count) => `standin-token-${clientId}-${count}`,
    findUser: (user_id) => ({ user_id }),
    users: undefined,
    searchPageLimit: undefined,
    connections: [],
    exportUsers: undefined,
    exportJobs: new Map(),
    readsUntilExported: 2,
    exportStatus: "completed",
    exportedText: undefined,
    rateLimits: undefined,
    actions: [],
    flow: [],
    readsUntilBuilt: 1,
    readsUntilLive: 1,
    buildStatus: "built",
    isOldestVersionFirst: false,
    now: Date.now,
    ...tenant,
  };
}
