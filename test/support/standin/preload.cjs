// Connects every TLS socket of this process to the stand-in instead of the requested host, so that tests use real
// sockets and real TLS without reaching the network. Loaded with NODE_OPTIONS=--require.
"use strict";

const net = require("node:net");
const process = require("node:process");
const tls = require("node:tls");

const port = Number(process.env.STANDIN_PORT);
/** Hosts that refuse connections. */
const refused = new Set((process.env.STANDIN_REFUSED ?? "").split(",").filter(Boolean));
/** A port without a listener. */
const CLOSED_PORT = 1;
const connect = tls.connect;

tls.connect = (...args) => {
  const options = typeof args[0] === "object" ? args[0] : { port: args[0], host: args[1], ...args[2] };
  const callback = args.find((arg) => typeof arg === "function");
  const host = options.servername || options.host;
  // A given socket is already connected to another host.
  if (options.socket) throw new Error("the stand-in cannot redirect a connected socket");
  const to = refused.has(host) ? CLOSED_PORT : port;
  return connect({ ...options, host: "127.0.0.1", port: to, servername: host }, callback);
};

/** Hosts requested without TLS. The stand-in refuses these connections. */
globalThis.standinPlainHosts = [];
const connectPlain = net.connect;
net.connect = net.createConnection = (...args) => {
  const options = typeof args[0] === "object" ? args[0] : { host: args[1] };
  globalThis.standinPlainHosts.push(String(options.host ?? options.path));
  return connectPlain({ host: "127.0.0.1", port: CLOSED_PORT });
};
