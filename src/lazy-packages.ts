/**
 * The packages and Node modules, each loaded when it is first used. At the top of the file they would delay every cold
 * instance by most of a second, also for logins without Entra.
 *
 * @module
 */

/* eslint-disable @typescript-eslint/no-require-imports -- Auth0 compiles the code as a function, which has no import() */

import type * as AzureIdentity from "@azure/identity";
import type * as GraphClient from "@microsoft/microsoft-graph-client";
import type * as Auth0Legacy from "auth0/legacy";
import type * as Crypto from "node:crypto";
import type * as Https from "node:https";

/** Loads once. A second `require` would search for the file again. */
function once<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => (loaded ??= load());
}

export const loadAzureIdentity = once(() => require("@azure/identity") as typeof AzureIdentity);

export const loadGraphClient = once(() => require("@microsoft/microsoft-graph-client") as typeof GraphClient);

/** Built in, but Node needs some time to initialize them. */
export const loadHttps = once(() => require("node:https") as typeof Https);
export const loadCrypto = once(() => require("node:crypto") as typeof Crypto);

/** The v4 interface in `auth0` 7. It loads in a quarter of the time of the rest of the package. */
export const loadAuth0 = once(() => require("auth0/legacy") as typeof Auth0Legacy);
