// Sends every TLS connection of this process to the stand-in, whatever host it was meant for: real sockets and
// real TLS, and no way out to the network. Loaded with NODE_OPTIONS=--require, before anything else.
"use strict";

const tls = require("node:tls");

const port = Number(process.env.STANDIN_PORT);
const connect = tls.connect;

tls.connect = (...args) => {
  const options = typeof args[0] === "object" ? args[0] : { port: args[0], host: args[1], ...args[2] };
  const callback = args.find((arg) => typeof arg === "function");
  const host = options.servername || options.host;
  // A socket that is handed in is connected already, and would go elsewhere.
  if (options.socket) throw new Error("the stand-in cannot take over a socket");
  return connect({ ...options, host: "127.0.0.1", port, servername: host }, callback);
};
