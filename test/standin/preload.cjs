// Sends every TLS connection of this process to the stand-in, whatever host it was meant for: real sockets and
// real TLS, and no way out to the network. Loaded with NODE_OPTIONS=--require, before anything else.
"use strict";

const net = require("node:net");
const process = require("node:process");
const tls = require("node:tls");

const port = Number(process.env.STANDIN_PORT);
/** Hosts at which nobody listens. */
const refused = new Set((process.env.STANDIN_REFUSED ?? "").split(",").filter(Boolean));
/** Where nothing ever listens. */
const CLOSED_PORT = 1;
const connect = tls.connect;

tls.connect = (...args) => {
  const options = typeof args[0] === "object" ? args[0] : { port: args[0], host: args[1], ...args[2] };
  const callback = args.find((arg) => typeof arg === "function");
  const host = options.servername || options.host;
  // A socket that is handed in is connected already, and would go elsewhere.
  if (options.socket) throw new Error("the stand-in cannot take over a socket");
  const to = refused.has(host) ? CLOSED_PORT : port;
  return connect({ ...options, host: "127.0.0.1", port: to, servername: host }, callback);
};

/** Hosts that somebody tried to reach without TLS, which nobody may. */
globalThis.standinPlain = [];
const connectPlain = net.connect;
net.connect = net.createConnection = (...args) => {
  const options = typeof args[0] === "object" ? args[0] : { host: args[1] };
  globalThis.standinPlain.push(String(options.host ?? options.path));
  return connectPlain({ host: "127.0.0.1", port: CLOSED_PORT });
};
