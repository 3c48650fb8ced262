"use strict";

const net = require("node:net");
const tls = require("node:tls");

/** A port without a listener. */
const CLOSED_PORT = 1;

/** Fails as `dns.lookup` does for an unknown host. */
const failLookup = (host, _, callback) => {
  const error = new Error(`getaddrinfo ENOTFOUND ${host}`);
  const details = { code: "ENOTFOUND", syscall: "getaddrinfo" };
  void Promise.resolve().then(() => callback(Object.assign(error, details)));
};

/**
 * Connects every TLS socket of this process to a local port instead of the requested host, so that tests use real
 * sockets and real TLS without reaching the network. Connections without TLS are refused.
 *
 * @param {object} target
 * @param {number} [target.port] port of the stand-in; without it, all connections are refused
 * @param {ReadonlySet<string>} [target.refused] hosts that refuse connections
 * @param {ReadonlySet<string>} [target.unresolved] hosts that name resolution does not know
 * @param {object} [target.options] TLS options that replace those of the caller
 * @returns the hosts that were requested without TLS, and a function that ends the redirection and all connections
 */
exports.redirectConnections = ({
  port = CLOSED_PORT,
  refused = new Set(),
  unresolved = new Set(),
  options: replaced = {},
}) => {
  const plainHosts = [];
  const sockets = new Set();
  const original = {
    connect: tls.connect,
    connectPlain: net.connect,
    createConnection: net.createConnection,
  };
  tls.connect = (...args) => {
    const options = typeof args[0] === "object" ? args[0] : { port: args[0], host: args[1], ...args[2] };
    const callback = args.find((arg) => typeof arg === "function");
    const host = options.servername || options.host;
    // A given socket is already connected to another host.
    if (options.socket) throw new Error("the stand-in cannot redirect a connected socket");
    const to = refused.has(host) ? CLOSED_PORT : port;
    const target = { ...options, ...replaced, host: "127.0.0.1", port: to, servername: host };
    if (unresolved.has(host)) Object.assign(target, { host, lookup: failLookup });
    const socket = original.connect(target, callback);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  net.connect = net.createConnection = (...args) => {
    const options = typeof args[0] === "object" ? args[0] : { host: args[1] };
    plainHosts.push(String(options.host ?? options.path));
    return original.connectPlain({ host: "127.0.0.1", port: CLOSED_PORT });
  };
  return {
    plainHosts,
    async restore() {
      tls.connect = original.connect;
      net.connect = original.connectPlain;
      net.createConnection = original.createConnection;
      const closed = [...sockets].map((socket) => new Promise((close) => socket.once("close", close)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
};
