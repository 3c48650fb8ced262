/**
 * Validation of the properties of an Action in a request. The messages are those of z-schema, whose words recorded
 * errors of the Management API have.
 *
 * @module
 * @see https://github.com/zaggino/z-schema
 * @see https://github.com/auth0/terraform-provider-auth0/tree/main/test/data/recordings
 */

import { auth0Error } from "./auth0";
import type { HttpResponse } from "./handler";

/** @see https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-nodejs-22 */
const RUNTIMES: readonly unknown[] = ["node12", "node16", "node18", "node18-actions", "node22"];

/** @returns Auth0's error response if a property is invalid */
export function refusePayload({
  code,
  runtime,
  dependencies,
}: Record<string, unknown>): HttpResponse | undefined {
  if (code !== undefined && typeof code !== "string") {
    return refuse(`Expected type string but found type ${typeOf(code)}`, "code");
  }
  if (runtime !== undefined && !RUNTIMES.includes(runtime)) {
    return refuse(`No enum match for: ${JSON.stringify(runtime)}`, "runtime");
  }
  if (dependencies === undefined) return undefined;
  if (!Array.isArray(dependencies)) {
    return refuse(`Expected type array but found type ${typeOf(dependencies)}`, "dependencies");
  }
  const incomplete = dependencies.findIndex((item: { version?: unknown } | null) => !item?.version);
  if (incomplete === -1) return undefined;
  return refuse("Missing required property: version", `dependencies[${incomplete}]`);
}

function refuse(reason: string, property: string): HttpResponse {
  const message = `Payload validation error: '${reason}' on property ${property}.`;
  return auth0Error(400, "Bad Request", message, "invalid_body");
}

/** Type in the words of z-schema. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
