/**
 * The reasons of failures in words.
 *
 * @module
 */

import type { Reason } from "../../http/failure";

const REASONS: Readonly<Record<Reason, string>> = {
  credentials: "the app's credentials or its token were refused",
  permission: "the app lacks a permission",
  limited: "a permission is missing, so the response contains no values",
  throttled: "the service throttled the request",
  unavailable: "the service is unavailable",
  timeout: "there was no response in time",
  invalid: "the request was refused, or the response has an unexpected form",
  too_large: "the data is too large",
  user_not_found: "there is no such user",
};

/** Why a request failed, as the end of a sentence. */
export function reasonWords(reason: Reason): string {
  return REASONS[reason];
}
