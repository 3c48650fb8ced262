/**
 * What responses of Auth0 mean, and what to change if it refuses.
 *
 * @module
 */

import { own } from "../json";
import { type HttpResponse, parseJson } from "../http/client";
import { Failure, failureOfStatus } from "../http/failure";

/** What to change if the profile does not fit. */
export const PROFILE_FULL = "lower PHOTO_SIZE or MAX_DIRECT_REPORTS: the profile is full";

/** The failure that a response of the Management API stands for, if it does. */
export function failureOfCall(answer: HttpResponse): Failure | undefined {
  const { status, headers } = answer;
  const json = parseJson(answer);
  const isAuth0 = own(json, "statusCode") === status;
  if (status === 404) return new Failure(isAuth0 ? "user_not_found" : "invalid");
  const failure = failureOfStatus(status, headers);
  if (failure?.reason !== "invalid" || !isAuth0) return failure;
  const code = own(json, "errorCode");
  const named = typeof code === "string" && /^[a-z_]{1,40}$/.test(code) ? ` (${code})` : "";
  return new Failure("invalid", {
    status,
    remedy: `run npm run doctor: Auth0 refused the request${named}`,
  });
}

/** Auth0 does not document the message for a profile above 10 KB. Other endpoints of Auth0 use these words. */
const SIZE_MESSAGE = /too (?:large|long|big)|greater than maximum|exceed|maximum (?:size|length)|size limit/i;

/** The failure that the response to a write stands for, if it does. */
export function failureOfWrite(answer: HttpResponse): Failure | undefined {
  const message = own(parseJson(answer), "message");
  const isTooLarge =
    answer.status === 413 ||
    (answer.status === 400 && typeof message === "string" && SIZE_MESSAGE.test(message));
  return isTooLarge ? new Failure("too_large", { remedy: PROFILE_FULL }) : failureOfCall(answer);
}

/**
 * What to change if Auth0 refuses the client credentials grant.
 *
 * @param json the body of the response; its text is never copied into the remedy
 */
export function remedyForGrant(json: unknown): string {
  const text = String(own(json, "error_description")).slice(0, 500);
  // node-auth0#292: the token endpoint takes the audience of the canonical domain only.
  if (/service not (?:enabled|found)/i.test(text))
    return "set AUTH0_DOMAIN to the canonical domain (TENANT.auth0.com), not a custom domain";
  if (/not authorized to access/i.test(text))
    return "authorize AUTH0_CLIENT_ID for the Auth0 Management API and grant it the scopes";
  if (/grant type/i.test(text))
    return "allow AUTH0_CLIENT_ID the Client Credentials grant (machine to machine)";
  return "check AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET and the application's API grant";
}
