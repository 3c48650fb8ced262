/**
 * What responses of Auth0 mean.
 *
 * @module
 */

import { type HttpResponse, parseJson } from "../http/client";
import { Failure, copyOf, failureOfStatus } from "../http/failure";
import { own } from "../json";
import { failureOfTokenResponse } from "../tokens/token-response";

/** Code of the failure of a profile that exceeds Auth0's limit. */
export const PROFILE_FULL = "profile_full";

/** The failure that a response of the Management API stands for, if any. */
export function failureOfCall(response: HttpResponse): Failure | undefined {
  const { status, headers } = response;
  const json = parseJson(response);
  const isAuth0 = own(json, "statusCode") === status;
  if (status === 404) return new Failure(isAuth0 ? "user_not_found" : "invalid");
  const failure = failureOfStatus(status, headers);
  if (failure?.reason !== "invalid" || !isAuth0) return failure;
  const code = own(json, "errorCode");
  return new Failure("invalid", {
    status,
    code: typeof code === "string" && /^[a-z_]{1,40}$/.test(code) ? code : "",
  });
}

/** Auth0 does not document the message for a profile above 10 KB. Other endpoints of Auth0 use these words. */
const SIZE_MESSAGE = /too (?:large|long|big)|greater than maximum|exceed|maximum (?:size|length)|size limit/i;

/** The failure that the response to a write stands for, if any. */
export function failureOfWrite(response: HttpResponse): Failure | undefined {
  const message = own(parseJson(response), "message");
  const isTooLarge =
    response.status === 413 ||
    (response.status === 400 && typeof message === "string" && SIZE_MESSAGE.test(message));
  return isTooLarge ? new Failure("too_large", { code: PROFILE_FULL }) : failureOfCall(response);
}

/** The failure that the response to the client credentials grant stands for, if any. */
export function failureOfGrant(response: HttpResponse): Failure | undefined {
  const failure = failureOfTokenResponse(response);
  if (failure?.reason !== "credentials") return failure;
  const text = String(own(parseJson(response), "error_description")).slice(0, 500);
  const [code = "grant_refused"] = GRANT_ERRORS.find(([, message]) => message.test(text)) ?? [];
  return copyOf(failure, { service: "auth0", code });
}

/** Codes of refused grants, by Auth0's message. */
const GRANT_ERRORS = [
  // The token endpoint accepts the audience of the canonical domain only (node-auth0#292).
  ["custom_domain", /service not (?:enabled|found)/i],
  ["no_api_grant", /not authorized to access/i],
  ["no_grant_type", /grant type/i],
] as const;
