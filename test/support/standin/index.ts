/**
 * Entry for the benchmark, which bundles the stand-in.
 *
 * @module
 */

export { createAuth0Tenant } from "./auth0-tenant";
export { createBackend, startBackend } from "./backend";
export { createDirectory, createTenant, createUser } from "./directory";
