/**
 * The parts of Auth0's post-login event and API that this Action uses. The official types (`@auth0/actions`) are not in
 * the public package registry. Everything is optional or `unknown`, because an event is untrusted input.
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

/** Cache that all Actions of the trigger share. Times are in milliseconds. `set` returns errors instead of throwing them. */
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
