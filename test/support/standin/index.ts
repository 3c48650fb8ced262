/**
 * Entry for the benchmark, which bundles the stand-in.
 *
 * @module
 */

export { type Auth0Connection, type Auth0Tenant, type Auth0User, createAuth0Tenant } from "./auth0-tenant";
export { type Backend, createBackend, noOverride, respondTo, startBackend } from "./backend";
export {
  ALL_ROLES,
  type DirectoryUser,
  type EntraTenant,
  createDirectory,
  createTenant,
  createUser,
} from "./directory";
export { type Bucket, type RateLimits, createBucket } from "./rate-limits";
export { AUTH0_DOMAIN, EXPORTS_HOST } from "./server";
