/**
 * What a response of a token endpoint means.
 *
 * @module
 */

import { type HttpResponse, parseJson } from "../http/client";
import { Failure, failureOfStatus } from "../http/failure";
import { own } from "../json";
import { isToken } from "./token-cache";

/**
 * The failure that the response stands for; `undefined` if it holds a token. Refusals are OAuth errors with 400, 401 or
 * 403; `temporarily_unavailable` is an outage with any status (RFC 6749).
 */
export function failureOfTokenResponse(response: HttpResponse): Failure | undefined {
  const { status, headers } = response;
  const json = parseJson(response);
  const error = own(json, "error");
  const failure = failureOfStatus(status, headers);
  if (error === "temporarily_unavailable") return new Failure("unavailable", failure?.details ?? { status });
  const isRefused = status === 401 || status === 403 || (status === 400 && typeof error === "string");
  if (isRefused) return new Failure("credentials", { status });
  return failure ?? (isToken(own(json, "access_token")) ? undefined : new Failure("invalid"));
}
