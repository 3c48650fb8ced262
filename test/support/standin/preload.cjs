// Connects this process to the stand-in. Loaded with NODE_OPTIONS=--require.
"use strict";

const process = require("node:process");
const { redirectConnections } = require("./redirect.cjs");

const { plainHosts } = redirectConnections({
  port: Number(process.env.STANDIN_PORT),
  proxyPort: process.env.STANDIN_PROXY_PORT ? Number(process.env.STANDIN_PROXY_PORT) : undefined,
  refused: new Set((process.env.STANDIN_REFUSED ?? "").split(",").filter(Boolean)),
});

/** Hosts requested without TLS. The stand-in refuses these connections. */
globalThis.standinPlainHosts = plainHosts;
