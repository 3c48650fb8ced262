/**
 * The part of Auth0's post-login `Event` and API that this Action touches, written by hand: the official
 * types (`@auth0/actions`) are not published where everybody can install them. Everything is optional or
 * `unknown` on purpose: an event is input, and input is not believed.
 *
 * @module
 * @see https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/post-login-event-object
 */

export interface PostLoginEvent {
  readonly user?: Readonly<Record<string, unknown>>;
  readonly connection?: {
    readonly name?: unknown;
    readonly strategy?: unknown;
    readonly metadata?: unknown;
  };
  readonly secrets?: Readonly<Record<string, unknown>>;
}

export interface CacheRecord {
  readonly value: string;
  readonly expires_at: number;
}

/** Shared by all Actions of the trigger. Its times are milliseconds; `set` answers an error instead of throwing one. */
export interface ActionCache {
  get(key: string): CacheRecord | undefined;
  set(key: string, value: string, options?: { ttl?: number; expires_at?: number }): unknown;
  delete(key: string): unknown;
}

export interface PostLoginApi {
  readonly cache: ActionCache;
  readonly idToken: { setCustomClaim(name: string, value: unknown): unknown };
  readonly user: { setAppMetadata(name: string, value: unknown): unknown };
}
