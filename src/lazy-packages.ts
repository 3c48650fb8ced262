/**
 * The three packages and what they stand on, each loaded when it is needed and never before: at the top of the file
 * they would cost every cold instance most of a second, also for people who do not log in with Entra.
 *
 * @module
 */

/* eslint-disable @typescript-eslint/no-require-imports -- import() is not there for code that Auth0 compiles as a function */

import type * as AzureIdentity from "@azure/identity";
import type * as GraphClient from "@microsoft/microsoft-graph-client";
import type * as Auth0Legacy from "auth0/legacy";
import type * as Crypto from "node:crypto";
import type * as Https from "node:https";

/** Loads once; asking `require` again would look the file up again. */
function once<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => (loaded ??= load());
}

export const loadAzureIdentity = once(() => require("@azure/identity") as typeof AzureIdentity);

export const loadGraphClient = once(() => require("@microsoft/microsoft-graph-client") as typeof GraphClient);

/** Node has these at hand, and still needs a while to set them up. */
export const loadHttps = once(() => require("node:https") as typeof Https);
export const loadCrypto = once(() => require("node:crypto") as typeof Crypto);

/** The v4 interface that `auth0` 7 ships: it loads in a quarter of the time of the rest of the package. */
export const loadAuth0 = once(() => require("auth0/legacy") as typeof Auth0Legacy);
