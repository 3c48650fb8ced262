/**
 * Entra's token endpoint: client credentials of an app in a tenant.
 *
 * @module
 */

import { type Handler, type HttpResponse, parseParameters } from "./handler";

export const respondEntraToken: Handler = ({ directory, request, subject, earlier }) => {
  const { client_id = "", client_secret = "" } = parseParameters(request);
  const tenant = directory.findTenant(subject);
  if (!tenant) return entraError(400, "invalid_request", 90002, `Tenant '${subject}' not found.`);
  if (tenant.apps) {
    const secret = tenant.apps.get(client_id);
    if (secret === undefined) {
      const message = "Application was not found in the directory 'Tailspin Toys'.";
      return entraError(400, "unauthorized_client", 700016, message);
    }
    if (client_secret !== secret) {
      return entraError(401, "invalid_client", 7000215, "Invalid client secret provided.");
    }
  }
  if (tenant.secretsExpired) {
    return entraError(401, "invalid_client", 7000222, "The provided client secret keys are expired.");
  }
  const access_token = tenant.createToken(client_id, earlier + 1);
  directory.tokens.set(access_token, tenant.id);
  return { body: { token_type: "Bearer", access_token, expires_in: 3599, ext_expires_in: 3599 } };
};

/** Entra's error JSON. */
export function entraError(status: number, error: string, code: number, message: string): HttpResponse {
  const error_description = `AADSTS${code}: ${message} Trace ID: 7d1f0000-aaaa-bbbb-cccc-0123456789ab`;
  return { status, body: { error, error_description, error_codes: [code] } };
}
