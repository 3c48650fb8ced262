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
 * sockets and real TLS without reaching the network. Connections without TLS are refused, except to the proxy.
 *
 * @param {object} target
 * @param {number} [target.port] port of the stand-in; without it, all connections are refused
 * @param {ReadonlySet<string>} [target.refused] hosts that refuse connections
 * @param {ReadonlySet<string>} [target.unresolved] hosts that name resolution does not know
 * @param {object} [target.options] TLS options that replace those of the caller
 * @param {number} [target.proxyPort] port of a proxy on this machine, whatever its host is called
 * @returns the hosts that were requested with and without TLS, but not those requested through the proxy, the number of
 * open connections to the proxy, and a function that ends the redirection and all connections
 */
exports.redirectConnections = ({
  port = CLOSED_PORT,
  refused = new Set(),
  unresolved = new Set(),
  options: replaced = {},
  proxyPort,
}) => {
  const plainHosts = [];
  const directHosts = [];
  const sockets = new Set();
  const proxySockets = new Set();
  const keep = (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    return socket;
  };
  const keepProxySocket = (socket) => {
    proxySockets.add(socket);
    return keep(socket);
  };
  const isProxy = (options) => proxyPort !== undefined && Number(options.port) === proxyPort;
  const original = {
    connect: tls.connect,
    connectPlain: net.connect,
    createConnection: net.createConnection,
  };
  tls.connect = (...args) => {
    const options = typeof args[0] === "object" ? args[0] : { port: args[0], host: args[1], ...args[2] };
    const callback = args.find((arg) => typeof arg === "function");
    const host = options.servername || options.host;
    if (options.socket) {
      // Any other given socket is already connected to another host.
      if (!proxySockets.has(options.socket))
        throw new Error("the stand-in cannot redirect a connected socket");
      return keep(original.connect({ ...options, ...replaced }, callback));
    }
    const local = { ...options, ...replaced, host: "127.0.0.1", servername: host };
    if (isProxy(options)) return keepProxySocket(original.connect({ ...local, port: proxyPort }, callback));
    directHosts.push(host);
    const target = { ...local, port: refused.has(host) ? CLOSED_PORT : port };
    if (unresolved.has(host)) Object.assign(target, { host, lookup: failLookup });
    return keep(original.connect(target, callback));
  };
  net.connect = net.createConnection = (...args) => {
    const options = typeof args[0] === "object" ? args[0] : { host: args[1] };
    if (isProxy(options)) {
      return keepProxySocket(original.connectPlain({ ...options, host: "127.0.0.1", port: proxyPort }));
    }
    plainHosts.push(String(options.host ?? options.path));
    return original.connectPlain({ host: "127.0.0.1", port: CLOSED_PORT });
  };
  return {
    plainHosts,
    directHosts,
    openProxyConnections: () => [...proxySockets].filter((socket) => !socket.destroyed).length,
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
