/**
 * Responses that a client cannot use, for `respondTo`: each is a function of the response and its exchange.
 *
 * @example backend.override = respondTo("PATCH /actions/actions/{id}", UNUSABLE["an HTML page"]);
 * @module
 */

import type { ServerResponse } from "node:http";
import { auth0Error } from "./auth0";
import type { Exchange } from "./backend";
import { bodyOf, send } from "./handler";
import { sendJson } from "./server";

export const UNUSABLE = {
  /** A captive portal or a proxy can send such a page. */
  "an HTML page": (response: ServerResponse) => {
    send(response, { headers: { "content-type": "text/html" }, body: "<!doctype html><p>Sign in</p>" });
  },
  "an empty object": (response: ServerResponse) => {
    sendJson(response, 200, {});
  },
  "an empty list": (response: ServerResponse) => {
    sendJson(response, 200, []);
  },
  "null instead of a list": (response: ServerResponse) => {
    sendJson(response, 200, { actions: null, bindings: null, versions: null });
  },
  "a closed connection": (response: ServerResponse) => {
    response.socket?.destroy();
  },
  "no response": () => {},
} as const;

/** Refuses a request with a message that contains the values of all secrets that were sent. */
export function quoteSecrets(response: ServerResponse, { request }: Pick<Exchange, "request">): void {
  const secrets = (bodyOf(request).secrets ?? []) as readonly { readonly value?: string }[];
  const values = secrets.map(({ value }) => value).join(", ");
  const message = `Payload validation error: 'String is too long: ${values}' on property secrets.`;
  send(response, auth0Error(400, "Bad Request", message, "invalid_body"));
}
