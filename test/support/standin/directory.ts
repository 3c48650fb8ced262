/**
 * Model of Entra tenants and their users, as the stand-in's token endpoint and Graph return them.
 *
 * @module
 */

export interface GraphObject {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** Items of a collection, page by page. */
export type Pages = readonly (readonly GraphObject[])[];

export interface Photo {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
}

export interface DirectoryUser {
  properties: GraphObject;
  photo: Photo | undefined;
  manager: GraphObject | undefined;
  directReports: Pages;
  /** Groups, directory roles and administrative units that the user is a member of, directly or transitively. */
  memberOf: Pages;
}

export interface EntraTenant {
  readonly id: string;
  /** Client secrets by client id. `undefined`: every app and every secret is accepted. */
  readonly apps: ReadonlyMap<string, string> | undefined;
  secretsExpired: boolean;
  /** Application permissions with admin consent. */
  roles: readonly string[];
  /** Whether Graph returns people with `null` for everything except ids, as to an app that may not read people. */
  limited: boolean;
  /** Whether `$expand=manager($select=id)` is refused, as some tenants do; `$expand=manager` still works. */
  refusesSelectInExpand: boolean;
  /** Whether a photo that the request already names in `if-none-match` is answered with 304. */
  honoursIfNoneMatch: boolean;
  /** Whether responses contain `@odata.context`. */
  readonly odataMetadata: "none" | "minimal";
  /** @param count how many tokens the tenant has issued, this one included */
  readonly createToken: (clientId: string, count: number) => string;
  readonly findUser: (id: string) => DirectoryUser | undefined;
  /**
   * All users, in the order of the list. It is called for every page, so a large list should be created once.
   * `undefined`: the stand-in does not know how to list users.
   */
  listUsers: (() => readonly DirectoryUser[]) | undefined;
  /** Number that `/users/$count` reports. `undefined`: the number of listed users. */
  userCount: number | undefined;
}

export interface Directory {
  readonly findTenant: (id: string) => EntraTenant | undefined;
  /** Tenant ids by issued access token. */
  readonly tokens: Map<string, string>;
  /** Tenant for tokens that the stand-in did not issue. `undefined`: Graph refuses them with 401. */
  readonly tenantOfOtherTokens?: EntraTenant | undefined;
}

/** Application permissions for everything that the stand-in can return. */
export const ALL_ROLES = ["User.Read.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"];

/** A tenant that accepts every app and has consented to all permissions. */
export function createTenant(
  tenant: Pick<EntraTenant, "id" | "findUser" | "createToken"> & Partial<EntraTenant>,
): EntraTenant {
  return {
    apps: undefined,
    secretsExpired: false,
    roles: ALL_ROLES,
    limited: false,
    refusesSelectInExpand: false,
    honoursIfNoneMatch: false,
    odataMetadata: "none",
    listUsers: undefined,
    userCount: undefined,
    ...tenant,
  };
}

/** A user without photo, manager, direct reports and memberships, except for those given. */
export function createUser(properties: GraphObject, user: Partial<DirectoryUser> = {}): DirectoryUser {
  return { properties, photo: undefined, manager: undefined, directReports: [], memberOf: [], ...user };
}

export function createDirectory(
  findTenant: Directory["findTenant"],
  tenantOfOtherTokens?: EntraTenant,
): Directory {
  return { findTenant, tokens: new Map(), tenantOfOtherTokens };
}
