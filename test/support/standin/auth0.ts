/**
 * Auth0's token endpoint, and what all requests to the Management API have in common.
 *
 * @module
 */

import { type Handler, type HttpResponse, bearerToken, parseParameters } from "./handler";
import { AUTH0_CUSTOM_DOMAIN, AUTH0_DOMAIN } from "./server";

const AUDIENCE = `https://${AUTH0_DOMAIN}/api/v2/`;

/**
 * The Management API's audience is that of the canonical domain, even if the request uses the custom domain.
 *
 * @see https://github.com/auth0/node-auth0/issues/292
 * @see https://github.com/auth0/auth0-PHP/issues/538
 */
export const respondManagementToken: Handler = ({ auth0, request, subject, earlier }) => {
  const { audience = "", client_secret } = parseParameters(request);
  const client = auth0.clients?.get(subject);
  if (auth0.clients && client?.secret !== client_secret) return accessDenied(401, "Unauthorized");
  if (audience !== AUDIENCE && (auth0.clients || request.host === AUTH0_CUSTOM_DOMAIN)) {
    return accessDenied(403, `Service not enabled within domain: ${audience}`);
  }
  if (auth0.clients && !client?.scopes.length) {
    const message = `Client is not authorized to access "${AUDIENCE}". You need to create a "client-grant".`;
    return accessDenied(403, message);
  }
  const access_token = auth0.createToken(subject, earlier + 1);
  auth0.tokens.set(access_token, client?.scopes);
  const scope = client && { scope: client.scopes.join(" ") };
  return { body: { access_token, ...scope, expires_in: 86_400, token_type: "Bearer" } };
};

/** @param anyOf one of these scopes is required */
export function managementHandler(anyOf: readonly string[], handle: Handler): Handler {
  return (context) => {
    const { tokens } = context.auth0;
    const token = bearerToken(context.request);
    if (!tokens.has(token)) return auth0Error(401, "Unauthorized", "Invalid token");
    const scopes = tokens.get(token);
    if (scopes && !anyOf.some((scope) => scopes.includes(scope))) {
      const message = `Insufficient scope, expected any of: ${anyOf.join(", ")}`;
      return auth0Error(403, "Forbidden", message, "insufficient_scope");
    }
    return handle(context);
  };
}

/** Error JSON of the Management API. */
export function auth0Error(
  statusCode: number,
  error: string,
  message: string,
  errorCode?: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const body = { statusCode, error, message, ...(errorCode ? { errorCode } : {}) };
  return { status: statusCode, headers, body };
}

function accessDenied(status: number, error_description: string): HttpResponse {
  return { status, body: { error: "access_denied", error_description } };
}
